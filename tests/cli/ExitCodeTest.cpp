// SPDX-License-Identifier: Apache-2.0
#include "cli/ExitCode.h"

#include <gtest/gtest.h>

namespace tailslate::cli {
namespace {

/// The copy of the only file at a destination ended in `error`, if there is one.
void putError(app::OffloadOutcome& outcome, std::size_t destination, std::optional<Error> error)
{
    offload::CopyEvidence copy;
    copy.destination = destination;
    copy.error = std::move(error);
    outcome.result.copies.put(copy);
}

/// One file at two destinations; the second copy ended in `error`, if there is one.
app::OffloadOutcome outcomeWith(std::optional<Error> error)
{
    app::OffloadOutcome outcome;
    outcome.result.plan.card.files.resize(1);
    outcome.result.plan.destinations.resize(2);
    outcome.result.destinations.resize(2);
    outcome.result.copies = offload::CopyTable(1, 2, {});
    putError(outcome, 1, error);
    outcome.result.destinations[1].error = error;
    outcome.verdict.allVerified = !error;
    return outcome;
}

TEST(ExitCode, OfAnOffloadIsTheWorstThatHappened)
{
    EXPECT_EQ(exitCodeFor(outcomeWith(std::nullopt)), 0);
    EXPECT_EQ(
        exitCodeFor(outcomeWith(Error{.code = ErrorCode::NoSpace, .message = "full", .path = {}})),
        1);
    EXPECT_EQ(exitCodeFor(outcomeWith(
                  Error{.code = ErrorCode::DataCorrupted, .message = "differs", .path = {}})),
              11);

    app::OffloadOutcome stopped = outcomeWith(std::nullopt);
    stopped.result.cancelled = true;
    EXPECT_EQ(exitCodeFor(stopped), 130);
    putError(stopped, 0, Error{.code = ErrorCode::DataCorrupted, .message = "differs", .path = {}});
    EXPECT_EQ(exitCodeFor(stopped), 11);
}

TEST(ExitCode, OfAnOffloadTheProjectCouldNotRecordIsAFailure)
{
    app::OffloadOutcome outcome = outcomeWith(std::nullopt);
    outcome.projectError = Error{.code = ErrorCode::Io, .message = "locked", .path = {}};
    EXPECT_EQ(exitCodeFor(outcome), 1);
}

TEST(ExitCode, OfCopiesThatAreYetToBeReadBackIsNeitherDoneNorFailed)
{
    app::OffloadOutcome outcome = outcomeWith(std::nullopt);
    outcome.verdict.allVerified = false;
    EXPECT_EQ(exitCodeFor(outcome), 1); // Nothing to be read back: something else is missing.
    outcome.result.destinations[0].filesUnverified = 1;
    EXPECT_EQ(exitCodeFor(outcome), 3);

    app::OffloadOutcome failed = outcome;
    failed.result.destinations[1].filesFailed = 1;
    EXPECT_EQ(exitCodeFor(failed), 1);
    app::OffloadOutcome unsealed = outcome;
    unsealed.result.destinations[1].error =
        Error{.code = ErrorCode::Io, .message = "gone", .path = {}};
    EXPECT_EQ(exitCodeFor(unsealed), 1);
    app::OffloadOutcome unrecorded = outcome;
    unrecorded.projectError = Error{.code = ErrorCode::Io, .message = "locked", .path = {}};
    EXPECT_EQ(exitCodeFor(unrecorded), 1);
    outcome.result.cancelled = true;
    EXPECT_EQ(exitCodeFor(outcome), 130);
}

TEST(ExitCode, OfAnErrorFollowsItsCode)
{
    const auto code = [](ErrorCode error) {
        return exitCodeFor(Error{.code = error, .message = "", .path = {}});
    };
    EXPECT_EQ(code(ErrorCode::InvalidArgument), 2);
    EXPECT_EQ(code(ErrorCode::NotFound), 10);
    EXPECT_EQ(code(ErrorCode::DataCorrupted), 11);
    EXPECT_EQ(code(ErrorCode::Cancelled), 130);
    EXPECT_EQ(code(ErrorCode::BadFormat), 1);
}

mhl::CheckReport reportWith(std::vector<mhl::Verdict> verdicts,
                            std::vector<mhl::HistoryFault> faults = {})
{
    mhl::CheckReport report;
    for (const mhl::Verdict verdict : verdicts)
        report.paths.push_back(
            {.path = "a", .verdict = verdict, .isFolder = false, .recorded = false, .message = {}});
    for (const mhl::HistoryFault fault : faults)
        report.problems.push_back({.fault = fault, .path = {}, .message = {}});
    return report;
}

TEST(ExitCode, TheMostSeriousFindingOfAHashListCounts)
{
    using enum mhl::Verdict;
    EXPECT_EQ(exitCodeFor(reportWith({Match}), false), kExitOk);
    EXPECT_EQ(exitCodeFor(reportWith({Match, Missing}), false), kExitMissing);
    EXPECT_EQ(exitCodeFor(reportWith({Missing, New}), false), kExitNew);
    EXPECT_EQ(exitCodeFor(reportWith({Missing, New}), true), kExitMissing);
    EXPECT_EQ(exitCodeFor(reportWith({New, Unreadable}), false), kExitFailed);
    EXPECT_EQ(exitCodeFor(reportWith({NotFromMedium}), false), kExitFailed);
    EXPECT_EQ(exitCodeFor(reportWith({NoReference}), false), kExitFailed);
    EXPECT_EQ(exitCodeFor(reportWith({Match, Ignored}), false), kExitFailed);
    EXPECT_EQ(exitCodeFor(reportWith({Present}), false), kExitOk);
    EXPECT_EQ(exitCodeFor(reportWith({Missing, New, Unreadable, Mismatch}), false), kExitMismatch);
}

TEST(ExitCode, ADamagedHistoryCountsBeforeFindings)
{
    using enum mhl::HistoryFault;
    const std::vector<mhl::Verdict> found{mhl::Verdict::Mismatch};
    EXPECT_EQ(exitCodeFor(reportWith(found, {ManifestMissing}), false), kExitManifestMissing);
    EXPECT_EQ(exitCodeFor(reportWith(found, {ManifestMissing, ManifestModified}), false),
              kExitManifestModified);
    EXPECT_EQ(exitCodeFor(reportWith(found, {ManifestModified, ChainMissing}), false),
              kExitNoChain);
    EXPECT_EQ(exitCodeFor(reportWith(found, {ChainUnreadable}), false), kExitFailed);
    EXPECT_EQ(exitCodeFor(reportWith(found, {ManifestNotListed}), false), kExitMismatch);
    EXPECT_EQ(exitCodeFor(reportWith({}, {FolderUnreadable}), false), kExitFailed);
    EXPECT_EQ(exitCodeFor(reportWith({}, {FolderUnreadable, ManifestMissing}), false),
              kExitManifestMissing);
    EXPECT_EQ(exitCodeFor(reportWith({}, {ReferenceMissing}), false), kExitManifestMissing);
    EXPECT_EQ(exitCodeFor(reportWith({}, {ReferenceMoved}), false), kExitManifestMissing);
    mhl::CheckReport none;
    none.hasHistory = false;
    EXPECT_EQ(exitCodeFor(none, false), kExitNoHistory);
}

TEST(ExitCode, RecordsOfWhichNoneWasComparedAreNoSuccess)
{
    mhl::CheckReport report = reportWith({});
    EXPECT_EQ(exitCodeFor(report, false), kExitOk);
    report.recordedFiles = 1;
    EXPECT_EQ(exitCodeFor(report, false), kExitFailed);
    EXPECT_EQ(exitCodeFor(report, true), kExitOk);
}

TEST(ExitCode, AStopAmongSeveralGenerationsIsAStop)
{
    mhl::CheckReport report = reportWith({mhl::Verdict::Match});
    report.cancelled = true;
    EXPECT_EQ(exitCodeFor(report, false), kExitCancelled);
}

TEST(ExitCode, AGenerationThatWasNotWrittenIsAFailureWhereItWasAskedFor)
{
    mhl::CheckReport report = reportWith({mhl::Verdict::Match});
    report.notAppended = "the volume is read-only";
    EXPECT_EQ(exitCodeFor(report, false), kExitOk);
    EXPECT_EQ(exitCodeFor(report, true), kExitFailed);
    report.appendFailed = true;
    EXPECT_EQ(exitCodeFor(report, false), kExitFailed);
    report.paths[0].verdict = mhl::Verdict::Mismatch;
    EXPECT_EQ(exitCodeFor(report, false), kExitMismatch);
}

} // namespace
} // namespace tailslate::cli
