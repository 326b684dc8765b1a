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

int exitCodeFor(const std::vector<mhl::HistoryProblem>& problems) noexcept
{
    const auto has = [&](mhl::HistoryFault fault) {
        return std::ranges::find(problems, fault, &mhl::HistoryProblem::fault) != problems.end();
    };
    if (has(mhl::HistoryFault::ChainMissing))
        return kExitNoChain;
    if (has(mhl::HistoryFault::ManifestModified) || has(mhl::HistoryFault::ReferenceModified))
        return kExitManifestModified;
    if (has(mhl::HistoryFault::ManifestMissing) || has(mhl::HistoryFault::ReferenceMissing) ||
        has(mhl::HistoryFault::ReferenceMoved))
        return kExitManifestMissing;
    const bool failed = has(mhl::HistoryFault::FolderUnreadable) ||
                        std::ranges::any_of(problems, [](const mhl::HistoryProblem& problem) {
                            return mhl::isFatal(problem.fault);
                        });
    return failed ? kExitFailed : kExitOk;
}

int exitCodeFor(const std::vector<mhl::PathVerdict>& paths, bool newCounts) noexcept
{
    const auto has = [&](mhl::Verdict verdict) {
        return std::ranges::find(paths, verdict, &mhl::PathVerdict::verdict) != paths.end();
    };
    if (has(mhl::Verdict::Mismatch))
        return kExitMismatch;
    if (has(mhl::Verdict::Unreadable) || has(mhl::Verdict::NotFromMedium) ||
        has(mhl::Verdict::NoReference) || has(mhl::Verdict::Ignored))
        return kExitFailed;
    if (newCounts && has(mhl::Verdict::New))
        return kExitNew;
    return has(mhl::Verdict::Missing) ? kExitMissing : kExitOk;
}

int exitCodeFor(const mhl::CheckReport& report, bool isCreate) noexcept
{
    if (report.cancelled)
        return kExitCancelled;
    if (!report.hasHistory)
        return kExitNoHistory;
    if (const int code = exitCodeFor(report.problems); code != kExitOk)
        return code;
    const bool nothingCompared = report.paths.empty() && report.recordedFiles > 0;
    const int code =
        !isCreate && nothingCompared ? kExitFailed : exitCodeFor(report.paths, !isCreate);
    const bool notWritten = report.appendFailed || (isCreate && !report.notAppended.empty());
    return notWritten && code != kExitMismatch ? kExitFailed : code;
}

} // namespace tailslate::cli
