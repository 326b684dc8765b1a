// SPDX-License-Identifier: Apache-2.0
#include "media/detail/BuiltinRecognisers.h"
#include "media/detail/CardLayout.h"
#include "media/detail/Essence.h"
#include "media/detail/FileNames.h"
#include "media/detail/NamePattern.h"
#include "media/detail/SonyNames.h"

namespace tailslate::media::detail {

namespace {

// A001CRWE/Clip/                           the card, or XDROOT/Clip/
//   A001C001_260105AB/                     a clip
//     A001C001_260105AB_01.MXF             its files
//     A001C001_260105ABM01.XML  A001C001_260105ABR01.BIM
constexpr NamePattern kClip{"([A-Z]\\d{3})[A-Z]\\d{3}_[0-9A-Z_]{6,16}"};
constexpr NamePattern kPart{"_(\\d{2,3})"};

/// Whether `folder` is a clip's: in one named Clip.
bool isClipFolder(std::string_view rootFolder, std::string_view folder)
{
    const std::string_view clips = folderOf(folder);
    return equalsIgnoringCase(clips.empty() ? rootFolder : nameOf(clips), "Clip");
}

/// `<card>/Clip/<clip>/<file>`, the card being the root, a folder in it, or one further down.
std::optional<Member> findMember(std::string_view rootFolder, std::string_view path)
{
    const std::string_view name = nameOf(path);
    const std::string_view clipFolder = folderOf(path);
    const std::string_view clips = folderOf(clipFolder);
    const std::string_view clip = nameOf(clipFolder);
    if (!isClipFolder(rootFolder, clipFolder))
        return std::nullopt;
    const auto match = kClip.match(clip);
    if (!match)
        return std::nullopt;

    Member member{.card = folderOf(clips),
                  .scope = clips,
                  .clip = clip,
                  .reel = match->groups[0],
                  .rank = hasExtension(name, {"MXF"}) ? Member::kEssence : Member::kSidecar};
    const std::string_view stem = withoutExtension(name);
    if (stem.size() > clip.size())
        if (const auto part = kPart.match(stem.substr(clip.size())))
            member.part = numberOf(part->groups[0]);
    return member;
}

constexpr CardLayout kLayout{.id = "sony_xocn",
                             .name = "Sony VENICE (X-OCN)",
                             .member = findMember,
                             .mayHold = isClipFolder,
                             .sidecar = {isSonyMetadata, "M01.XML"}};

} // namespace

std::unique_ptr<Recogniser> makeSonyXocn()
{
    return makeLayoutRecogniser(kLayout);
}

} // namespace tailslate::media::detail
