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
//
// PROAV/CLPR/C0001/                        the layout of the first discs: a clip
//   C0001.MXF                              or picture and sound apart, C0001V01.MXF  C0001A01.MXF
//   C0001S01.MXF  C0001M01.XML             proxy, metadata
constexpr NamePattern kNumbered{"[A-Z]\\d{4}"};
constexpr NamePattern kProxy{"S\\d{2}"};
constexpr NamePattern kSound{"A\\d{2}"};
constexpr std::string_view kOldMark = "PROAV";

/// A file in a folder of a clip's own.
std::optional<Member> findOldMember(std::string_view rootFolder, std::string_view path)
{
    const auto mark = findMark(rootFolder, path, kOldMark);
    if (!mark)
        return std::nullopt;
    const std::string_view clip = nameOf(folderOf(mark->rest));
    const std::string_view name = nameOf(path);
    const std::string_view stem = withoutExtension(name);
    if (!equalsIgnoringCase(folderOf(folderOf(mark->rest)), "CLPR") || clip.empty() ||
        stem.size() < clip.size() || !equalsIgnoringCase(stem.substr(0, clip.size()), clip))
        return std::nullopt;
    const std::string_view end = stem.substr(clip.size());
    unsigned rank = Member::kSidecar;
    if (hasExtension(name, {"MXF", "MP4"}) && !kProxy.match(end))
        rank = kSound.match(end) ? Member::kSecond : Member::kEssence;
    return Member{.card = mark->card,
                  .scope = mark->scope,
                  .clip = clip,
                  .roll = sonyRoll(clip),
                  .rank = rank};
}

/// A file that lies right in this folder of the card.
std::optional<Mark> findIn(std::string_view rootFolder, std::string_view path,
                           std::string_view folder)
{
    const auto mark = findMark(rootFolder, path, folder);
    return mark && mark->rest.find('/') == std::string_view::npos ? mark : std::nullopt;
}

std::optional<Member> findMember(std::string_view rootFolder, std::string_view path)
{
    if (const auto old = findOldMember(rootFolder, path))
        return old;
    auto mark = findIn(rootFolder, path, "Clip");
    const bool isClip = mark.has_value();
    if (!isClip)
        mark = findIn(rootFolder, path, "Sub");
    if (!mark)
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
    return isMarkFolder(rootFolder, folder, "Clip") || isMarkFolder(rootFolder, folder, "Sub") ||
           liesInMark<kOldMark>(rootFolder, folder);
}

constexpr CardLayout kLayout{.id = "sony_xdcam",
                             .name = "Sony XDCAM disc",
                             .member = findMember,
                             .mayHold = isClipOrProxyFolder,
                             .sidecar = {isSonyMetadata, "M01.XML"}};

} // namespace

std::unique_ptr<Recogniser> makeSonyXdcam()
{
    return makeLayoutRecogniser(kLayout);
}

} // namespace tailslate::media::detail
