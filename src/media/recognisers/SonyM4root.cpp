// SPDX-License-Identifier: Apache-2.0
#include "media/detail/BuiltinRecognisers.h"
#include "media/detail/CardLayout.h"
#include "media/detail/FileNames.h"
#include "media/detail/SonyNames.h"

namespace tailslate::media::detail {

namespace {

// PRIVATE/M4ROOT/
//   CLIP/C0001.MP4  C0001M01.XML
//   SUB/C0001S03.MP4                       proxy
//   THMBNL/C0001T01.JPG
//   MEDIAPRO.XML  STATUS.BIN
// DCIM/100MSDCF/                           stills, which the recognisers for DCIM list
std::optional<Member> findMember(std::string_view rootFolder, std::string_view path)
{
    const auto mark = findMark(rootFolder, path, "M4ROOT");
    if (!mark)
        return std::nullopt;
    const std::string_view folder = folderOf(mark->rest);
    const bool isClip = equalsIgnoringCase(folder, "CLIP");
    const bool isProxy = equalsIgnoringCase(folder, "SUB");
    if (!isClip && !isProxy && !equalsIgnoringCase(folder, "THMBNL"))
        return std::nullopt;
    const std::string_view clip = sonyClip(nameOf(path), isProxy);
    const bool isMovie = hasExtension(path, {"MP4", "MXF", "MOV"});
    return Member{.card = mark->card,
                  .scope = mark->scope,
                  .clip = clip,
                  .roll = sonyRoll(clip),
                  .rank = isClip && isMovie ? Member::kEssence : Member::kSidecar};
}

bool isTopFolder(std::string_view rootFolder, std::string_view folder)
{
    const auto mark = findMark(rootFolder, folder, "M4ROOT");
    return mark && mark->rest.empty();
}

constexpr CardLayout kLayout{.id = "sony_m4root",
                             .name = "Sony Alpha and FX (M4ROOT)",
                             .member = findMember,
                             .isMark = isTopFolder,
                             .isExpectedSidecar = isSonyMetadata,
                             .expectedSidecar = "M01.XML"};

} // namespace

std::unique_ptr<Recogniser> makeSonyM4root()
{
    return makeLayoutRecogniser(kLayout);
}

} // namespace tailslate::media::detail
