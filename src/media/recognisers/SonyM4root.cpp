// SPDX-License-Identifier: Apache-2.0
#include "media/detail/BuiltinRecognisers.h"
#include "media/detail/CardLayout.h"
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
    return sonyMember(rootFolder, path, "M4ROOT", {"MP4", "MXF", "MOV"});
}

constexpr std::string_view kMark = "M4ROOT";

bool isTopFolder(std::string_view rootFolder, std::string_view folder)
{
    return isMarkFolder(rootFolder, folder, kMark);
}

constexpr CardLayout kLayout{.id = "sony_m4root",
                             .name = "Sony Alpha and FX (M4ROOT)",
                             .member = findMember,
                             .mayHold = liesInMark<kMark>,
                             .isMark = isTopFolder,
                             .sidecar = {isSonyMetadata, "M01.XML", true}};

} // namespace

std::unique_ptr<Recogniser> makeSonyM4root()
{
    return makeLayoutRecogniser(kLayout);
}

} // namespace tailslate::media::detail
