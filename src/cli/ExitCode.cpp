// SPDX-License-Identifier: Apache-2.0
#include "cli/ExitCode.h"

#include <algorithm>

namespace tailslate::cli {

int exitCodeFor(const Error& error) noexcept
{
    switch (error.code) {
    case ErrorCode::InvalidArgument:
        return kExitUsage;
    case ErrorCode::NotFound:
        return kExitMissing;
    case ErrorCode::DataCorrupted:
        return kExitMismatch;
    case ErrorCode::Cancelled:
        return kExitCancelled;
    default:
        return kExitFailed;
    }
}

int exitCodeFor(const app::OffloadOutcome& outcome) noexcept
{
    const offload::OffloadResult& result = outcome.result;
    const auto corrupted = [](const auto& entry) {
        return entry.error && entry.error->code == ErrorCode::DataCorrupted;
    };
    if (std::ranges::any_of(result.copies, corrupted) ||
        std::ranges::any_of(result.destinations, corrupted))
        return kExitMismatch;
    if (result.cancelled)
        return kExitCancelled;
    return outcome.verdict.allVerified && !outcome.projectError ? kExitOk : kExitFailed;
}

} // namespace tailslate::cli
