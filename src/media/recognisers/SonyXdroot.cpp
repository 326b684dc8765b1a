// SPDX-License-Identifier: Apache-2.0
#include "media/detail/BuiltinRecognisers.h"
#include "media/detail/CardLayout.h"
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
    return sonyMember(rootFolder, path, "XDROOT", {"MXF", "MP4"});
}

constexpr std::string_view kMark = "XDROOT";

bool isTopFolder(std::string_view rootFolder, std::string_view folder)
{
    return isMarkFolder(rootFolder, folder, kMark);
}

constexpr CardLayout kLayout{.id = "sony_xdroot",
                             .name = "Sony XAVC (XDROOT)",
                             .member = findMember,
                             .mayHold = liesInMark<kMark>,
                             .isMark = isTopFolder,
                             .sidecar = {isSonyMetadata, "M01.XML", true}};

} // namespace

std::unique_ptr<Recogniser> makeSonyXdroot()
{
    return makeLayoutRecogniser(kLayout);
}

} // namespace tailslate::media::detail
