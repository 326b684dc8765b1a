// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "io/FileSystem.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace tailslate::offload {

/// What a file system counts when it limits the length of a name.
enum class NameUnit {
    Bytes = 1,
    Utf16Units,          ///< Two for characters beyond U+FFFF.
    DecomposedUtf16Units ///< The same after NFD: HFS+ stores `é` as two.
};

/// What a file system does to names, as this machine's drivers store them. A name that is merely
/// awkward on another system breaks no rule. A value type.
struct NameRules {
    std::string fileSystem = "an unknown file system"; ///< For people: `FAT32`, `ext4`.
    std::filesystem::path mountPoint; ///< Folders above it lie on other volumes; may be empty.
    bool foldsCase = false;           ///< `clip.mov` and `CLIP.MOV` are one file.
    bool foldsNormalisation = false;  ///< Composed and decomposed accents are one file.
    bool needsUtf8 = false;           ///< Other bytes are refused, or replaced.
    bool refusesControl = false;      ///< Characters below U+0020.
    bool refusesDevices = false;      ///< CON, PRN, AUX, NUL, COM1-9, LPT1-9; also `aux.mov`.
    std::string refused;              ///< Characters that no name may have, all of them ASCII.
    std::string refusedEndings;       ///< Characters that no name may end in.
    NameUnit nameUnit = NameUnit::Bytes;
    std::size_t longestName = 255;  ///< In `nameUnit`.
    std::size_t longestPath = 4095; ///< Bytes of a whole path.
    std::uint64_t largestFile =
        std::uint64_t{std::numeric_limits<std::int64_t>::max()}; ///< Bytes in one file.
    std::chrono::nanoseconds timeResolution{1}; ///< Times of files come back rounded to this.
    bool keepsLocalTime = false; ///< Mounted with another time zone, all times of files are others.
};

/// The rules of the file system that the volume has. Where a driver's options or the server decide
/// and cannot be seen (NTFS, SMB, APFS), the stricter answer. A file system that is not known is
/// taken to fold case and normalisation, and else to say by itself what it refuses.
[[nodiscard]] NameRules nameRulesFor(const io::Volume& volume);

/// The name in a form that is equal for all names which the rules make one. Full Unicode case
/// folding without regard to language: `ß` is `ss`, `ı` is not `i`. Bytes that are not UTF-8 stay.
[[nodiscard]] std::string foldedName(const NameRules& rules, std::string_view name);

/// Why a name cannot be stored as it is.
enum class NameProblemKind {
    Collision = 1,    ///< Two names of one folder would become one.
    RefusedCharacter, ///< Also a control character.
    RefusedEnding,    ///< A dot or blank at the end.
    DeviceName,       ///< Windows takes the name for a device.
    NotUtf8,
    NameTooLong,
    PathTooLong,
    FileTooLarge
};

/// One name, or two, that a destination cannot store.
struct NameProblem {
    NameProblemKind kind = NameProblemKind::Collision;
    /// One; two for a Collision. As on the card, relative; absolute for the roll's folder and those
    /// above it.
    std::vector<std::filesystem::path> paths;
    std::string sentence; ///< Names the paths and the way out; lower case, no full stop.
};

/// A file of a card, borrowed.
struct SizedName {
    std::string_view path; ///< Relative to the card's root; bytes as on the card.
    std::uint64_t size = 0;
};

/// No more problems than this are told of one destination: the way out is the same for all.
inline constexpr std::size_t kNameProblemsMax = 1000;

/// Finds what the destination could not store as it is on the card, from the names alone: no disk
/// is touched. Takes 16 bytes for each name, and time that grows little faster than their number.
/// @param files, folders In any order; `folders` are all the card's, relative. A folder's name is
///     judged once, not for every file in it.
/// @param rollFolder Absolute and resolved. It and its parents below the mount point are judged
///     too: they may have to be made.
/// @param stop Ends the search early: what is returned is then what was found until then.
/// @return Empty when all can be stored; at most kNameProblemsMax, collisions last.
[[nodiscard]] std::vector<NameProblem> findNameProblems(const NameRules& rules,
                                                        std::span<const SizedName> files,
                                                        std::span<const std::string_view> folders,
                                                        const std::filesystem::path& rollFolder,
                                                        const std::stop_token& stop = {});

} // namespace tailslate::offload
