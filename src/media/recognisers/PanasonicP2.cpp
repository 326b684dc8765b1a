// SPDX-License-Identifier: Apache-2.0
#include "media/detail/BuiltinRecognisers.h"
#include "media/detail/CardLayout.h"
#include "media/detail/FileNames.h"
#include "media/detail/NameMap.h"
#include "media/detail/NamePattern.h"
#include "media/detail/Sentences.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tailslate::media::detail {

namespace {

// CONTENTS/
//   CLIP/0001AB.XML        what belongs together
//   VIDEO/0001AB.MXF
//   AUDIO/0001AB00.MXF     one file a channel
//   ICON/0001AB.BMP  PROXY/0001AB.MP4  VOICE/0001AB00.WAV
// LASTCLIP.TXT
//
// AVC-LongG recordings have picture and sound in one file, AVCLIP/0001AB.MXF.
constexpr std::string_view kMark = "CONTENTS";
constexpr NamePattern kFile{"([0-9A-Z]{6})\\d{0,2}"};
constexpr std::string_view kLastClip = "LASTCLIP.TXT";
constexpr NamePattern kList{"[0-9A-Z]{6}.XML"};
constexpr std::array<std::string_view, 6> kFolders = {"AUDIO", "CLIP",  "ICON",
                                                      "PROXY", "VIDEO", "VOICE"};

bool isPictureFolder(std::string_view folder)
{
    return equalsIgnoringCase(folder, "VIDEO") || equalsIgnoringCase(folder, "AVCLIP");
}

std::optional<Member> findMember(std::string_view rootFolder, std::string_view path)
{
    const auto mark = findMark(rootFolder, path, kMark);
    if (!mark)
        return std::nullopt;
    const std::string_view folder = folderOf(mark->rest);
    const bool isPicture = isPictureFolder(folder);
    if (!isPicture && std::ranges::none_of(kFolders, [folder](std::string_view one) {
            return equalsIgnoringCase(folder, one);
        }))
        return std::nullopt;
    const auto file = kFile.match(withoutExtension(nameOf(path)));
    if (!file)
        return std::nullopt;
    return Member{.card = mark->card,
                  .scope = mark->scope,
                  .clip = file->groups[0],
                  .rank = isPicture && hasExtension(path, {"MXF"}) ? Member::kEssence
                                                                   : Member::kSidecar};
}

bool isVideoFolder(std::string_view rootFolder, std::string_view folder)
{
    const auto mark = findMark(rootFolder, folder, kMark);
    return mark && isPictureFolder(mark->rest);
}

bool isList(std::string_view name)
{
    return kList.match(name).has_value();
}

/// P2 software opens a card only when all of its folders are there.
void findMissingFolders(const CardView& card, Recognition& result)
{
    NameMap<bool> folders;
    for (const std::filesystem::path& folder : card.folders())
        folders.insert(folder.native(), true);
    NameMap<bool> withLastClip; // Folders that have LASTCLIP.TXT.
    for (const CardFile& file : card.files())
        if (endsWithIgnoringCase(file.path, kLastClip) &&
            equalsIgnoringCase(nameOf(file.path), kLastClip))
            withLastClip.insert(folderOf(file.path), true);

    NameMap<bool> checked;
    for (const std::filesystem::path& video : card.folders()) {
        const std::string_view contents = folderOf(video.native());
        if (!isPictureFolder(nameOf(video.native())) ||
            !equalsIgnoringCase(nameOf(contents), kMark) || !checked.insert(contents, true).second)
            continue;
        std::vector<std::string> missing;
        for (const std::string_view folder : kFolders)
            if (!folders.contains(fmt::format("{}/{}", contents, folder)))
                missing.emplace_back(folder);
        if (!missing.empty())
            result.findings.push_back(
                {Severity::Warning,
                 fmt::format("CONTENTS lacks {} that every P2 card has: {}",
                             missing.size() == 1 ? "a folder" : "folders", listed(missing)),
                 {std::string(contents)}});
        if (!withLastClip.contains(folderOf(contents)))
            result.findings.push_back(
                {Severity::Note, "LASTCLIP.TXT, which belongs beside CONTENTS, is missing", {}});
    }
}

constexpr CardLayout kLayout{.id = "panasonic_p2",
                             .name = "Panasonic P2",
                             .member = findMember,
                             .mayHold = liesInMark<kMark>,
                             .isMark = isVideoFolder,
                             .sidecar = {isList, "list in CLIP", true},
                             .check = findMissingFolders};

} // namespace

std::unique_ptr<Recogniser> makePanasonicP2()
{
    return makeLayoutRecogniser(kLayout);
}

} // namespace tailslate::media::detail
