// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Clock.h"
#include "base/Result.h"
#include "hash/Digest.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tailslate::mhl {

/// What a recorded digest stands for (ASC MHL 1.0, `action`).
enum class Action {
    Original = 1, ///< The first digest ever recorded for the file.
    Verified,     ///< Computed anew and equal to an earlier one.
    Failed        ///< Computed anew and different; never a reference.
};

/// What the operation was (`process`).
enum class Process { InPlace = 1, Transfer, Flatten };

/// One digest with its meaning.
struct HashEntry {
    hash::Digest digest;
    std::optional<Action> action; ///< Always set for files; directory digests carry none.
    std::optional<TimePoint> hashedAt;
};

/// One file.
struct FileRecord {
    std::string path; ///< Relative to the scope, `/` separators, bytes as on the source.
    std::optional<std::uint64_t> size;
    std::optional<TimePoint> created;
    std::optional<TimePoint> modified;
    std::vector<HashEntry> hashes; ///< At least one.
    std::optional<std::string> previousPath;
};

/// One folder below the scope, with the digests of its content and of its structure.
struct DirectoryRecord {
    std::string path;
    std::optional<TimePoint> created;
    std::optional<TimePoint> modified;
    std::vector<HashEntry> content;
    std::vector<HashEntry> structure;
    std::optional<std::string> previousPath;
};

/// The two digests of a folder, per algorithm (specification, directory hashes).
struct RootHash {
    std::vector<HashEntry> content;
    std::vector<HashEntry> structure;
};

struct Author {
    std::string name;
    std::string role;  ///< For example `DIT`; may be empty.
    std::string email; ///< May be empty.
    std::string phone; ///< May be empty.
};

struct CreatorInfo {
    TimePoint created;
    std::string hostname;
    std::string toolName;
    std::string toolVersion;
    std::vector<Author> authors;
    std::string location; ///< May be empty.
    std::string comment;  ///< May be empty.
};

/// A manifest of a nested history that this one builds on.
struct Reference {
    std::string path; ///< Relative to the scope.
    hash::Digest c4;
};

/// The ignore patterns that every manifest has (ASC MHL 1.0, ignore patterns). Nothing adds them by
/// itself: they go first into Manifest::ignorePatterns.
inline constexpr std::array<std::string_view, 3> kDefaultIgnorePatterns{".DS_Store", "ascmhl",
                                                                        "ascmhl/"};

/// No history has more of them: every file is compared with every pattern.
inline constexpr std::size_t kMostIgnorePatterns = 1000;

/// One generation: everything a manifest file says. A value type.
struct Manifest {
    CreatorInfo creator;
    Process process = Process::InPlace;
    std::optional<RootHash> rootHash;
    std::vector<std::string> ignorePatterns;
    std::vector<FileRecord> files;
    std::vector<DirectoryRecord> directories;
    std::vector<Reference> references;
};

/// The manifest as XML, valid against ASCMHL.xsd (namespace urn:ASC:MHL:v2.0), UTF-8. Records come
/// in the order of the reference implementation: of each folder its subfolders with all they hold,
/// then its files, both sorted by bytes, then the folder itself. Names come back byte for byte, in
/// whatever Unicode form they are. File times outside the years 1 to 9999 are left out.
/// @return InvalidArgument, with the path where there is one, for a file without a digest or with
///         one that has no action, a folder whose content and structure differ in algorithms, a
///         path that is absolute, has `.` or `..`, is given twice or is not UTF-8, any text with
///         characters that XML forbids, an e-mail address that is none, or when neither records nor
///         references exist.
[[nodiscard]] Result<std::string> toXml(const Manifest& manifest);

/// Reads a manifest. Tolerates any order of elements, any prefix of the namespace and unknown
/// elements; those are lost. Times without an offset are taken as UTC; what is no time counts as
/// none, and a file may come without a digest of a known kind.
/// @return BadFormat naming the line for broken XML, a document type declaration, a foreign
///         namespace, a digest of the wrong length, a path that leaves the scope or is recorded
///         twice; also for documents nested over 64 deep.
[[nodiscard]] Result<Manifest> fromXml(std::string_view xml);

} // namespace tailslate::mhl
