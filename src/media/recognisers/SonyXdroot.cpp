// SPDX-License-Identifier: Apache-2.0
#include "media/detail/BuiltinRecognisers.h"
#include "media/detail/CardLayout.h"
#include "media/detail/FileNames.h"
#include "media/detail/SonyNames.h"

namespace tailslate::media::detail {

namespace {

// XDROOT/                                  or PRIVATE/XDROOT/
//   Clip/A015C001_260105AB.MXF  A015C001_260105ABM01.XML  A015C001_260105ABR01.BIM
//   Sub/A015C001_260105ABS03.MP4           proxy
//   Thmbnl/A015C001_260105ABT01.JPG
//   MEDIAPRO.XML
std::optional<Member> findMember(std::string_view rootFolder, std::string_view path)
{
    const auto mark = findMark(rootFolder, path, "XDROOT");
    if (!mark)
        return std::nullopt;
    const std::string_view folder = folderOf(mark->rest);
    const bool isClip = equalsIgnoringCase(folder, "Clip");
    const bool isProxy = equalsIgnoringCase(folder, "Sub");
    if (!isClip && !isProxy && !equalsIgnoringCase(folder, "Thmbnl"))
        return std::nullopt;
    const std::string_view clip = sonyClip(nameOf(path), isProxy);
    const bool isMovie = hasExtension(path, {"MXF", "MP4"});
    return Member{.card = mark->card,
                  .scope = mark->scope,
                  .clip = clip,
                  .roll = sonyRoll(clip),
                  .rank = isClip && isMovie ? Member::kEssence : Member::kSidecar};
}

bool isTopFolder(std::string_view rootFolder, std::string_view folder)
{
    const auto mark = findMark(rootFolder, folder, "XDROOT");
    return mark && mark->rest.empty();
}

constexpr CardLayout kLayout{.id = "sony_xdroot",
                             .name = "Sony XAVC (XDROOT)",
                             .member = findMember,
                             .isMark = isTopFolder,
                             .isExpectedSidecar = isSonyMetadata,
                             .expectedSidecar = "M01.XML"};

} // namespace

std::unique_ptr<Recogniser> makeSonyXdroot()
{
    return makeLayoutRecogniser(kLayout);
}

} // namespace tailslate::media::detail
