// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Clock.h"
#include "base/Result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace tailslate::media {

/// One file on a card, as found. What hides on it for the operating system's sake (`.Trashes`,
/// `.DS_Store`) is left out.
struct CardFile {
    /// Relative to the card's root, `/` between folders; bytes as on the card. Not a
    /// std::filesystem::path: that keeps a path object for each component too, several times the
    /// bytes of the path, and a card may hold a million files.
    std::string path;
    std::uint64_t size = 0;
    TimePoint modified;
    std::uint32_t permissions = 0; ///< The low nine mode bits.
};

/// How much a finding matters.
enum class Severity {
    Note = 1, ///< Worth knowing.
    Warning   ///< Somebody must look before the card is formatted.
};

/// Something odd about a card, in one sentence for people, with the files it is about.
struct Finding {
    Severity severity = Severity::Warning;
    std::string sentence;
    std::vector<std::string> files; ///< Paths as in CardFile; may be empty.
};

enum class ClipKind { Picture = 1, Sound };

/// What the camera or recorder made between start and stop.
struct Clip {
    std::string name; ///< As post knows it: `A001C001_261121_R2EC`.
    std::string roll; ///< `A001R2EC`.
    ClipKind kind = ClipKind::Picture;
    std::vector<std::size_t> files; ///< Indices into Card::files, essence first, then sidecars.
};

/// A card or a folder that holds one, read once. A value type. Nothing on the card was opened for
/// writing.
struct Card {
    std::filesystem::path root;
    std::string typeId;   ///< Stable: `arri_classic`, `sound`, `generic`.
    std::string typeName; ///< For people: `ARRI ALEXA classic naming`.
    std::string
        reason; ///< Why it was taken for that: `folder A001R2EC holds A001C001_261121_R2EC.mov`.
    std::string roll; ///< The name of the roll; for unknown cards the root folder's name.
    std::vector<CardFile> files; ///< In byte order of their paths.
    std::vector<std::filesystem::path>
        folders; ///< Every folder, relative, parents first; empty ones too.
    std::vector<Clip> clips;
    std::vector<Finding> findings;
    std::vector<std::string> ignorePatterns; ///< What was left out, as .gitignore lines.

    /// The sum of all file sizes in bytes.
    [[nodiscard]] std::uint64_t totalBytes() const noexcept;
};

} // namespace tailslate::media
