// SPDX-License-Identifier: Apache-2.0
#include "media/detail/BuiltinRecognisers.h"
#include "media/detail/CardLayout.h"
#include "media/detail/Essence.h"
#include "media/detail/FileNames.h"
#include "media/detail/SonyNames.h"

namespace tailslate::media::detail {

namespace {

// BPAV/CLPR/
//   709_0001_01/                           a clip, or its first card
//     709_0001_01.MP4  709_0001_01M01.XML  709_0001_01R01.BIM  709_0001_01.SMI
//   709_0001_02/                           where it went on
// BPAV/MEDIAPRO.XML  BPAV/TAKR/
constexpr std::size_t kPartLength = 3; // _01

constexpr bool isDigit(char c) noexcept
{
    return c >= '0' && c <= '9';
}

constexpr std::string_view kMark = "BPAV";

std::optional<Member> findMember(std::string_view rootFolder, std::string_view path)
{
    const auto mark = findMark(rootFolder, path, kMark);
    if (!mark)
        return std::nullopt;
    Components components(mark->rest);
    const std::string_view clips = components.next();
    const std::string_view folder = components.next();
    const std::string_view name = components.next();
    if (name.empty() || !components.next().empty() || !equalsIgnoringCase(clips, "CLPR"))
        return std::nullopt;

    Member member{.card = mark->card, .scope = mark->scope, .clip = folder};
    const std::size_t cut = folder.size() > kPartLength ? folder.size() - kPartLength : 0;
    if (cut > 0 && folder[cut] == '_' && isDigit(folder[cut + 1]) && isDigit(folder[cut + 2])) {
        member.clip = folder.substr(0, cut);
        member.part = numberOf(folder.substr(cut + 1));
    }
    const bool isOwn = equalsIgnoringCase(withoutExtension(name), folder);
    member.rank =
        isOwn && hasExtension(name, {"MP4", "MXF", "AVI"}) ? Member::kEssence : Member::kSidecar;
    return member;
}

bool isTopFolder(std::string_view rootFolder, std::string_view folder)
{
    return isMarkFolder(rootFolder, folder, kMark);
}

constexpr CardLayout kLayout{.id = "sony_bpav",
                             .name = "Sony XDCAM EX (BPAV)",
                             .member = findMember,
                             .mayHold = liesInMark<kMark>,
                             .isMark = isTopFolder,
                             .sidecar = {isSonyMetadata, "M01.XML", true}};

} // namespace

std::unique_ptr<Recogniser> makeSonyBpav()
{
    return makeLayoutRecogniser(kLayout);
}

} // namespace tailslate::media::detail
