// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/HashLists.h"
#include "app/OffloadCard.h"
#include "base/Error.h"

namespace tailslate::cli {

/// What the program returns to the shell. The numbers from 10 on are those of the ASC MHL reference
/// tool where it has one.
inline constexpr int kExitOk = 0;
/// Anything without a number of its own.
inline constexpr int kExitFailed = 1;
/// The command line is wrong, or asks for what can never work.
inline constexpr int kExitUsage = 2;
/// An offload did all that was asked of it, and copies are yet to be read back: copied, not
/// verified.
inline constexpr int kExitNotVerified = 3;
/// Something that was named does not exist.
inline constexpr int kExitMissing = 10;
/// Bytes differ from what was recorded or read from the card.
inline constexpr int kExitMismatch = 11;
/// Files that no media hash list records.
inline constexpr int kExitNew = 21;
/// There is no media hash list.
inline constexpr int kExitNoHistory = 30;
/// A manifest was changed after it was written.
inline constexpr int kExitManifestModified = 31;
/// A media hash list without its chain file.
inline constexpr int kExitNoChain = 32;
/// A manifest that the chain lists is not there.
inline constexpr int kExitManifestMissing = 33;
/// Stopped by the operator.
inline constexpr int kExitCancelled = 130;

/// Whether every file is at every destination, and what is missing is that some were read back.
[[nodiscard]] bool isCopied(const offload::OffloadResult& result) noexcept;

/// The exit code that an error stands for.
[[nodiscard]] int exitCodeFor(const Error& error) noexcept;

/// The exit code of a finished offload: the worst thing that happened to any copy, or to the record
/// of it.
[[nodiscard]] int exitCodeFor(const app::OffloadOutcome& outcome) noexcept;

/// What is wrong with a media hash list itself: the chain before manifests, modified before missing
/// ones, then what cannot be read; 0 for nothing.
[[nodiscard]] int exitCodeFor(const std::vector<mhl::HistoryProblem>& problems) noexcept;

/// The exit code of findings, the most serious that there is, in the order of the reference tool:
/// differing bytes, then what could not be proved, then new files, then missing ones.
/// @param newCounts False where new files are welcome.
[[nodiscard]] int exitCodeFor(const std::vector<mhl::PathVerdict>& paths, bool newCounts) noexcept;

/// The exit code of an operation on a media hash list: no history, then problems of the history,
/// then findings; a generation that was to be written and was not counts before new files.
[[nodiscard]] int exitCodeFor(const mhl::CheckReport& report, bool isCreate) noexcept;

} // namespace tailslate::cli
