// SPDX-License-Identifier: Apache-2.0
#include "media/detail/BuiltinRecognisers.h"
#include "media/detail/CardLayout.h"
#include "media/detail/FileNames.h"
#include "media/detail/NamePattern.h"
#include "media/detail/SonyNames.h"

namespace tailslate::media::detail {

namespace {

// Clip/C0001.MXF  C0001M01.XML             a Professional Disc, or a card that keeps to its layout
// Sub/C0001S01.MXF                         proxy
// Edit/E0001E01.SMI  INDEX.XML  DISCMETA.XML  MEDIAPRO.XML  ALIAS.XML
constexpr NamePattern kNumbered{"[A-Z]\\d{4}"};

std::optional<Member> findMember(std::string_view rootFolder, std::string_view path)
{
    auto mark = findMark(rootFolder, path, "Clip");
    const bool isClip = mark.has_value();
    if (!isClip)
        mark = findMark(rootFolder, path, "Sub");
    if (!mark || mark->rest.find('/') != std::string_view::npos)
        return std::nullopt;
    // One with XDROOT or the like above it is another layout.
    const std::string_view above = mark->card.empty() ? rootFolder : nameOf(mark->card);
    if (equalsIgnoringCase(above, "XDROOT") || equalsIgnoringCase(above, "M4ROOT"))
        return std::nullopt;
    const std::string_view name = nameOf(path);
    const std::string_view clip = sonyClip(name, !isClip);
    if (!kNumbered.match(clip) && sonyRoll(clip).empty())
        return std::nullopt;
    const bool isMovie = hasExtension(name, {"MXF", "MP4"});
    return Member{.card = mark->card,
                  .scope = mark->card,
                  .clip = clip,
                  .roll = sonyRoll(clip),
                  .rank = isClip && isMovie ? Member::kEssence : Member::kSidecar};
}

bool isClipOrProxyFolder(std::string_view rootFolder, std::string_view folder)
{
    return isMarkFolder(rootFolder, folder, "Clip") || isMarkFolder(rootFolder, folder, "Sub");
}

constexpr CardLayout kLayout{.id = "sony_xdcam",
                             .name = "Sony XDCAM disc",
                             .member = findMember,
                             .mayHold = isClipOrProxyFolder,
                             .isExpectedSidecar = isSonyMetadata,
                             .expectedSidecar = "M01.XML"};

} // namespace

std::unique_ptr<Recogniser> makeSonyXdcam()
{
    return makeLayoutRecogniser(kLayout);
}

} // namespace tailslate::media::detail
