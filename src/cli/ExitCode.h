// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Error.h"
#include "offload/Verdict.h"

namespace tailslate::cli {

/// What the program returns to the shell. The numbers from 10 on are those of the ASC MHL reference
/// tool where it has one.
enum ExitCode {
    kExitOk = 0,
    kExitFailed = 1,      ///< Anything without a number of its own.
    kExitUsage = 2,       ///< The command line is wrong, or asks for what can never work.
    kExitMissing = 10,    ///< Something that was named does not exist.
    kExitMismatch = 11,   ///< Bytes differ from what was recorded or read from the card.
    kExitCancelled = 130, ///< Stopped by the operator.
};

/// The exit code that an error stands for.
[[nodiscard]] int exitCodeFor(const Error& error) noexcept;

/// The exit code of a finished offload: the worst thing that happened to any copy.
[[nodiscard]] int exitCodeFor(const offload::OffloadResult& result,
                              const offload::Verdict& verdict) noexcept;

} // namespace tailslate::cli
