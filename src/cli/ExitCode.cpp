// SPDX-License-Identifier: Apache-2.0
#include "cli/ExitCode.h"

#include <algorithm>

namespace tailslate::cli {
namespace {

bool anyCopyCorrupted(const offload::CopyTable& copies)
{
    for (std::size_t file = 0; file < copies.files(); ++file) {
        for (std::size_t i = 0; i < copies.destinations(); ++i) {
            const Error* const error = copies.error(file, i);
            if (error && error->code == ErrorCode::DataCorrupted)
                return true;
        }
    }
    return false;
}

} // namespace

bool isCopied(const offload::OffloadResult& result) noexcept
{
    const bool allThere =
        std::ranges::all_of(result.destinations, &offload::DestinationOutcome::complete);
    return allThere && std::ranges::any_of(result.destinations, [](const auto& destination) {
               return destination.filesUnverified > 0;
           });
}

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
    const auto corrupted = [](const offload::DestinationOutcome& destination) {
        return destination.error && destination.error->code == ErrorCode::DataCorrupted;
    };
    if (anyCopyCorrupted(result.copies) || std::ranges::any_of(result.destinations, corrupted))
        return kExitMismatch;
    if (result.cancelled)
        return kExitCancelled;
    if (outcome.projectError)
        return kExitFailed;
    if (outcome.verdict.allVerified)
        return kExitOk;
    return isCopied(result) ? kExitNotVerified : kExitFailed;
}

} // namespace tailslate::cli
