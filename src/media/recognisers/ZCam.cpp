// SPDX-License-Identifier: Apache-2.0
#include "media/detail/BuiltinRecognisers.h"
#include "media/detail/CardLayout.h"
#include "media/detail/Essence.h"
#include "media/detail/FileNames.h"
#include "media/detail/NamePattern.h"

namespace tailslate::media::detail {

namespace {

// A001/                                    the reel
//   A001C0004.MOV                          or with time and part: A001C0004_20260105161929_0001.MOV
constexpr NamePattern kReel{"[A-Z]\\d{3}"};
constexpr NamePattern kClip{"([A-Z]\\d{3})C\\d{4}"};
constexpr NamePattern kTimed{"([A-Z]\\d{3})C\\d{4}_\\d{14}"};
constexpr NamePattern kPart{"_(\\d{4})"};

std::optional<Member> findMember(std::string_view rootFolder, std::string_view path)
{
    const std::string_view stem = withoutExtension(nameOf(path));
    auto clip = kTimed.matchStart(stem);
    if (!clip)
        clip = kClip.matchStart(stem);
    const std::string_view folder = folderOf(path);
    if (!clip || !equalsIgnoringCase(folder.empty() ? rootFolder : nameOf(folder), clip->groups[0]))
        return std::nullopt;

    Member member{.card = folder,
                  .scope = folder,
                  .clip = clip->text,
                  .roll = clip->groups[0],
                  .rank = hasExtension(path, {"MOV", "MP4", "ZRAW"}) ? Member::kEssence
                                                                     : Member::kSidecar};
    const std::string_view tail = stem.substr(clip->text.size());
    if (const auto part = kPart.match(tail))
        member.part = numberOf(part->groups[0]);
    else if (!tail.empty())
        return std::nullopt;
    return member;
}

bool isReelFolder(std::string_view rootFolder, std::string_view folder)
{
    return kReel.match(folder.empty() ? rootFolder : nameOf(folder)).has_value();
}

constexpr CardLayout kLayout{
    .id = "zcam", .name = "Z CAM", .member = findMember, .mayHold = isReelFolder};

} // namespace

std::unique_ptr<Recogniser> makeZCam()
{
    return makeLayoutRecogniser(kLayout);
}

} // namespace tailslate::media::detail
