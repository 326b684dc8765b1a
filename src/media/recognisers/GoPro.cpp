// SPDX-License-Identifier: Apache-2.0
#include "media/detail/BuiltinRecognisers.h"
#include "media/detail/CardLayout.h"
#include "media/detail/DcimLayout.h"
#include "media/detail/Essence.h"
#include "media/detail/FileNames.h"
#include "media/detail/NamePattern.h"

namespace tailslate::media::detail {

namespace {

// DCIM/100GOPRO/
//   GX010042.MP4  GX020042.MP4             chapters 01 and 02 of recording 0042; GH is AVC
//   GL010042.LRV  GX010042.THM             proxy and thumbnail
//   GOPR0042.MP4  GP010042.MP4             the same of older cameras
//   GHAA0001.MP4                           piece 0001 of loop AA
//   GS010042.360  GOPR0043.JPG  G0010044.JPG
// DCIM/101GOPRO/
//   GX030042.MP4                           the recording goes on
constexpr NamePattern kFolder{"\\d{3}GOPRO"};
constexpr NamePattern kChapter{"G[HXLS](\\d{2})(\\d{4})"};
constexpr NamePattern kLoop{"G[HXLS]([A-Z]{2})\\d{4}"};
constexpr NamePattern kOldFirst{"GOPR(\\d{4})"};
constexpr NamePattern kOldChapter{"GP(\\d{2})(\\d{4})"};

using Folders = DcimFolders<kFolder>;

std::optional<Member> findMember(std::string_view rootFolder, std::string_view path)
{
    const auto file = Folders::find(rootFolder, path);
    if (!file)
        return std::nullopt;

    Member member = stemMember(*file);
    const std::string_view stem = withoutExtension(file->name);
    if (const auto chapter = kChapter.match(stem)) {
        member.clip = chapter->groups[1];
        member.part = numberOf(chapter->groups[0]);
    } else if (const auto first = kOldFirst.match(stem)) {
        member.clip = first->groups[0];
        member.part = 1;
    } else if (const auto next = kOldChapter.match(stem)) {
        member.clip = next->groups[1];
        member.part = numberOf(next->groups[0]) + 1;
    } else if (const auto loop = kLoop.match(stem)) {
        member.clip = loop->groups[0];
    }
    if (hasExtension(file->name, {"MP4", "360"}))
        member.rank = Member::kEssence;
    return member;
}

constexpr CardLayout kLayout{.id = "gopro",
                             .name = "GoPro",
                             .member = findMember,
                             .mayHold = Folders::isMark,
                             .isMark = Folders::isMark,
                             .namedByFirstFile = true,
                             .goesOnInNextFolder = true};

} // namespace

std::unique_ptr<Recogniser> makeGoPro()
{
    return makeLayoutRecogniser(kLayout);
}

} // namespace tailslate::media::detail
