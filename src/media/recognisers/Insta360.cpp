// SPDX-License-Identifier: Apache-2.0
#include "media/detail/BuiltinRecognisers.h"
#include "media/detail/CardLayout.h"
#include "media/detail/DcimLayout.h"
#include "media/detail/Essence.h"
#include "media/detail/FileNames.h"
#include "media/detail/NamePattern.h"

namespace tailslate::media::detail {

namespace {

// DCIM/Camera01/
//   VID_20260105_161929_00_001.insv        one lens
//   VID_20260105_161929_10_001.insv        the other
//   LRV_20260105_161929_01_001.lrv         proxy
//   IMG_20260105_161929_00_002.insp
constexpr NamePattern kFolder{"Camera\\d{2}"};
constexpr NamePattern kFile{"([A-Z]{3})_(\\d{8}_\\d{6})_(\\d{2})_(\\d{3})"};

using Folders = DcimFolders<kFolder>;

std::optional<Member> findMember(std::string_view rootFolder, std::string_view path)
{
    const auto file = Folders::find(rootFolder, path);
    if (!file)
        return std::nullopt;
    const auto name = kFile.match(withoutExtension(file->name));
    if (!name)
        return std::nullopt;

    Member member = stemMember(*file);
    member.clip = name->groups[1];
    member.clipMore = name->groups[3];
    if (equalsIgnoringCase(name->groups[0], "LRV"))
        member.rank = Member::kSidecar;
    else if (hasExtension(file->name, {"insv", "mp4"}))
        member.rank = Member::kEssence;
    if (member.rank == Member::kEssence)
        member.part = name->groups[2] == "00" ? 1U : 2U;
    return member;
}

constexpr CardLayout kLayout{.id = "insta360",
                             .name = "Insta360",
                             .member = findMember,
                             .mayHold = Folders::isMark,
                             .isMark = Folders::isMark,
                             .namedByFirstFile = true,
                             .part = "lens file",
                             .beginsElsewhere = false};

} // namespace

std::unique_ptr<Recogniser> makeInsta360()
{
    return makeLayoutRecogniser(kLayout);
}

} // namespace tailslate::media::detail
