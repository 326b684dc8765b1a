// SPDX-License-Identifier: Apache-2.0
#include "media/detail/CardFindings.h"

#include "base/DisplayText.h"
#include "media/detail/CardLayout.h"
#include "media/detail/Essence.h"
#include "media/detail/FileNames.h"
#include "media/detail/ListCheck.h"
#include "media/detail/Sentences.h"

#include <fmt/format.h>
#include <utf8proc.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <memory>
#include <utility>

namespace tailslate::media::detail {

namespace fs = std::filesystem;

namespace {

bool isAscii(std::string_view text) noexcept
{
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 128; });
}

/// Lists of clips, and what a camera writes beside each of them.
bool isCameraMetadata(std::string_view path)
{
    return isClipList(path) || isClipMetadata(path) ||
           hasExtension(path, {"BIM", "CIF", "CPF", "CPI", "MIF", "sidecar"});
}

struct FoldedHash {
    std::uint64_t hash;
    const std::string* path;
};

} // namespace

std::string foldedName(std::string_view name)
{
    if (isAscii(name))
        return toUpper(name);

    utf8proc_uint8_t* folded = nullptr;
    const utf8proc_ssize_t length = utf8proc_map(
        reinterpret_cast<const utf8proc_uint8_t*>(name.data()),
        static_cast<utf8proc_ssize_t>(name.size()), &folded,
        static_cast<utf8proc_option_t>(UTF8PROC_CASEFOLD | UTF8PROC_COMPOSE | UTF8PROC_STABLE));
    const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(folded, &std::free);
    if (length < 0)
        return toUpper(name);
    // ASCII comes out of the folding in lower case, and must not differ from what isAscii() gives.
    return toUpper({reinterpret_cast<const char*>(folded), static_cast<std::size_t>(length)});
}

void findEmptyMedia(const std::vector<CardFile>& files, std::vector<Finding>& findings)
{
    Finding finding;
    for (const CardFile& file : files)
        if (file.size == 0 && (essenceKind(nameOf(file.path)) || isStillFile(nameOf(file.path))))
            finding.files.push_back(file.path);
    if (finding.files.empty())
        return;
    finding.sentence =
        finding.files.size() == 1
            ? fmt::format("{} is empty: it hashes fine and is still a lost take",
                          displayText(nameOf(finding.files.front())))
            : fmt::format("{} media files are empty: they hash fine and are still lost takes",
                          finding.files.size());
    findings.push_back(std::move(finding));
}

void findEmptyMetadata(const std::vector<CardFile>& files, std::vector<Finding>& findings)
{
    Finding finding;
    std::vector<std::string> names;
    for (const CardFile& file : files) {
        if (file.size != 0 || !isCameraMetadata(file.path))
            continue;
        names.push_back(displayText(nameOf(file.path)));
        finding.files.push_back(file.path);
    }
    if (names.empty())
        return;
    finding.sentence = fmt::format("{} empty: {}",
                                   names.size() == 1 ? "one of the camera's metadata files is"
                                                     : "some of the camera's metadata files are",
                                   listed(names));
    findings.push_back(std::move(finding));
}

void findCollidingNames(const std::vector<CardFile>& files, const std::vector<fs::path>& folders,
                        std::vector<Finding>& findings)
{
    // Hashes instead of folded paths: sixteen bytes for each of a million files. Equal hashes are
    // then compared in full.
    std::vector<FoldedHash> hashes;
    hashes.reserve(files.size() + folders.size());
    const auto add = [&hashes](const std::string& path) {
        const std::uint64_t hash =
            isAscii(path) ? hashIgnoringCase(path) : hashIgnoringCase(foldedName(path));
        hashes.push_back({hash, &path});
    };
    for (const CardFile& file : files)
        add(file.path);
    for (const fs::path& folder : folders)
        add(folder.native());
    std::ranges::sort(hashes, {}, &FoldedHash::hash);

    Finding finding{.severity = Severity::Note, .sentence = {}, .files = {}};
    for (std::size_t first = 0; first < hashes.size();) {
        std::size_t end = first + 1;
        while (end < hashes.size() && hashes[end].hash == hashes[first].hash)
            ++end;
        if (end - first > 1) {
            std::vector<std::pair<std::string, const std::string*>> same;
            for (std::size_t index = first; index < end; ++index)
                same.emplace_back(foldedName(*hashes[index].path), hashes[index].path);
            std::ranges::sort(same);
            for (std::size_t index = 0; index < same.size(); ++index)
                if ((index > 0 && same[index].first == same[index - 1].first) ||
                    (index + 1 < same.size() && same[index].first == same[index + 1].first))
                    finding.files.push_back(*same[index].second);
        }
        first = end;
    }
    if (finding.files.empty())
        return;
    std::ranges::sort(finding.files);
    finding.sentence =
        fmt::format("{} names differ only in case or accent form, and would become "
                    "one on a disk that ignores it: {} and others like it",
                    finding.files.size(), displayText(nameOf(finding.files.front())));
    findings.push_back(std::move(finding));
}

void findMediaOutsideClips(const std::vector<CardFile>& files, const std::vector<bool>& inClip,
                           std::vector<Finding>& findings)
{
    Finding finding{.severity = Severity::Note, .sentence = {}, .files = {}};
    for (std::size_t index = 0; index < files.size(); ++index)
        if (!inClip[index] && essenceKind(nameOf(files[index].path)))
            finding.files.push_back(files[index].path);
    if (finding.files.empty())
        return;
    finding.sentence = fmt::format("{} of picture or sound {} to no clip that this type of card "
                                   "has; copied like the rest",
                                   counted(finding.files.size(), "file"),
                                   finding.files.size() == 1 ? "belongs" : "belong");
    findings.push_back(std::move(finding));
}

} // namespace tailslate::media::detail
