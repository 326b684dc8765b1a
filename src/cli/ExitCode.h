// SPDX-License-Identifier: Apache-2.0
#pragma once

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
/// Stopped by the operator.
inline constexpr int kExitCancelled = 130;

/// Whether every file is at every destination, and what is missing is that some were read back.
[[nodiscard]] bool isCopied(const offload::OffloadResult& result) noexcept;

/// The exit code that an error stands for.
[[nodiscard]] int exitCodeFor(const Error& error) noexcept;

/// The exit code of a finished offload: the worst thing that happened to any copy, or to the record
/// of it.
[[nodiscard]] int exitCodeFor(const app::OffloadOutcome& outcome) noexcept;

} // namespace tailslate::cli
