// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hash/Hasher.h"
#include "mhl/Manifest.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace tailslate::mhl::test {

/// Where schemas and trees of the reference implementation may lie.
inline std::filesystem::path referenceData()
{
    return TAILSLATE_REFERENCE_DATA;
}

inline std::string readFile(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

inline void writeFile(const std::filesystem::path& path, std::string_view content)
{
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << content;
}

inline hash::Digest digestOfText(hash::Algorithm algorithm, std::string_view text)
{
    return hash::digestOf(algorithm, std::as_bytes(std::span(text)));
}

inline TimePoint moment(std::string_view iso8601)
{
    return fromIso8601(iso8601).value();
}

/// A file whose content is its own path.
inline FileRecord fileRecord(std::string path, hash::Algorithm algorithm = hash::Algorithm::Xxh64)
{
    FileRecord record;
    record.size = path.size();
    record.modified = moment("2026-01-16T08:00:00Z");
    record.hashes.push_back({.digest = digestOfText(algorithm, path),
                             .action = Action::Original,
                             .hashedAt = moment("2026-01-16T09:15:01.25Z")});
    record.path = std::move(path);
    return record;
}

inline DirectoryRecord directoryRecord(std::string path)
{
    DirectoryRecord record;
    record.path = std::move(path);
    const HashEntry entry{.digest = digestOfText(hash::Algorithm::Xxh64, "x"),
                          .action = std::nullopt,
                          .hashedAt = std::nullopt};
    record.content = {entry};
    record.structure = {entry};
    return record;
}

/// A small manifest with nothing optional in it but one file.
inline Manifest smallManifest(std::string path = "Clips/A001C001.mov")
{
    Manifest manifest;
    manifest.creator = {.created = moment("2026-01-16T09:15:00Z"),
                        .hostname = "cart",
                        .toolName = "Tailslate",
                        .toolVersion = "0.1.0",
                        .authors = {},
                        .location = {},
                        .comment = {}};
    manifest.process = Process::Transfer;
    manifest.ignorePatterns.assign(kDefaultIgnorePatterns.begin(), kDefaultIgnorePatterns.end());
    manifest.files.push_back(fileRecord(std::move(path)));
    return manifest;
}

} // namespace tailslate::mhl::test
