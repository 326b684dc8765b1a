// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Clock.h"
#include "base/Result.h"
#include "hash/Digest.h"
#include "io/FileSystem.h"
#include "jobs/JobContext.h"
#include "mhl/History.h"
#include "mhl/LoadedHistory.h"
#include "mhl/Manifest.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace tailslate::mhl {

/// What was found of one path.
enum class Verdict {
    Match = 1,     ///< Read from the medium and equal to what is recorded.
    Mismatch,      ///< Read twice, and different from what is recorded.
    Missing,       ///< Recorded, and not there.
    New,           ///< There, and not recorded.
    NoReference,   ///< There, with nothing to compare it with: no usable digest is recorded.
    Unreadable,    ///< There, but it could not be read, or no manifest can hold its name.
    NotFromMedium, ///< Equal, but the volume gave it from memory only: nothing is proved.
    Present,       ///< There and recorded, and nobody read it: diffScope() only.
    Ignored ///< Recorded, and left out by a pattern: not compared, whether it is there or not.
};

/// Every verdict, the most serious first.
inline constexpr std::array kAllVerdicts{
    Verdict::Mismatch,    Verdict::Unreadable, Verdict::NotFromMedium,
    Verdict::NoReference, Verdict::Ignored,    Verdict::New,
    Verdict::Missing,     Verdict::Match,      Verdict::Present};

/// A stable word for JSON: `match`, `mismatch`, `missing`, `new`, `noReference`, `unreadable`,
/// `notFromMedium`, `present`, `ignored`.
[[nodiscard]] const char* verdictName(Verdict verdict) noexcept;

struct PathVerdict {
    std::string path; ///< Relative to the scope.
    Verdict verdict{};
    bool isFolder = false;
    bool recorded = false; ///< It is in a generation that was appended.
    std::string message;   ///< What there is to say beside the verdict; often empty.
};

/// Everything that an operation found, no finding hiding another.
struct CheckReport {
    bool hasHistory = true;             ///< False: there is none, and nothing was looked at.
    std::filesystem::path historyAbove; ///< Then: the nearest folder around it with a history.
    std::vector<HistoryProblem> problems;
    std::vector<PathVerdict> paths;   ///< Files, and folders of which there is something to say.
    std::vector<std::string> skipped; ///< Links and devices: never followed, never recorded.
    /// Other lists in a scope that is compared with a packing list: not of its content.
    std::vector<std::string> otherLists;
    std::vector<SealedGeneration> appended; ///< Inner histories first.
    std::string notAppended; ///< Why no generation, or not all, was appended; empty when all were,
                             ///< or none was asked for.
    bool cancelled = false;  ///< Stopped after the first of several generations was appended.
    bool appendFailed = false; ///< Not by decision: an error kept a generation from being written.
    std::size_t fromCache = 0; ///< Files that the volume gave from memory only.
    std::uint64_t bytesRead = 0;

    std::size_t recordedFiles = 0; ///< Files that the histories, or the packing list, record.

    [[nodiscard]] std::size_t count(Verdict verdict) const noexcept;
};

/// What an operation is to do.
struct CheckRequest {
    std::filesystem::path scope;
    std::vector<hash::Algorithm> formats; ///< To compute beside one that is recorded. Empty: that
                                          ///< one, and xxh64 where there is none.
    std::vector<std::string> ignore;      ///< More patterns, relative to the scope.
    std::vector<std::string> only;        ///< Files and folders, relative to the scope; empty: all.
    bool append = true;                   ///< Only createGeneration() always does.
    CreatorInfo creator;                  ///< Its time is filled in.
};

/// Starts the history of a scope, or continues it: every file is read once from the medium, in as
/// many formats as asked. Known files are compared with the earliest digest recorded and become
/// `verified` or `failed`; new ones become `original`. Nested histories get their generation first,
/// and those around refer to it. All of it carries the moment when the operation began.
/// @return What was found and appended. Errors, with nothing appended: the scope cannot be listed,
///         a path in `only` exists nowhere (NotFound), another job writes there, or has just
///         written (AlreadyExists), Cancelled.
[[nodiscard]] Result<CheckReport> createGeneration(io::FileSystem& files, const Clock& clock,
                                                   const CheckRequest& request,
                                                   const jobs::JobContext& context);

/// Compares a scope with its history, reading each recorded file from the medium, and appends a
/// generation with what it found of recorded files. New files are named and not recorded: a
/// verification vouches for nothing that nobody has vouched for before.
/// A history that is damaged is not continued; what can be compared is.
/// @return As createGeneration().
[[nodiscard]] Result<CheckReport> verifyScope(io::FileSystem& files, const Clock& clock,
                                              const CheckRequest& request,
                                              const jobs::JobContext& context);

/// Likewise against a packing list or a legacy manifest, whose paths are taken relative to the
/// scope; histories of the scope count for nothing and get nothing. The list itself may lie in the
/// scope. No pattern leaves out what the list records.
/// @return As verifyScope(), and errors of reading the packing list.
[[nodiscard]] Result<CheckReport> verifyPackingList(io::FileSystem& files, const Clock& clock,
                                                    const CheckRequest& request,
                                                    const std::filesystem::path& packingList,
                                                    const jobs::JobContext& context);

/// Compares names only: what is new, what is missing and what is present. Reads no file, calls none
/// a match, appends nothing.
/// @return As createGeneration().
[[nodiscard]] Result<CheckReport> diffScope(io::FileSystem& files, const CheckRequest& request,
                                            const jobs::JobContext& context);

} // namespace tailslate::mhl
