// SPDX-License-Identifier: Apache-2.0
#include "cli/ExitCode.h"

#include <gtest/gtest.h>

namespace tailslate::cli {
namespace {

/// One file at two destinations; the second copy ended in `error`, if there is one.
app::OffloadOutcome outcomeWith(std::optional<Error> error)
{
    app::OffloadOutcome outcome;
    outcome.result.plan.card.files.resize(1);
    outcome.result.plan.destinations.resize(2);
    outcome.result.destinations.resize(2);
    outcome.result.copies.resize(2);
    outcome.result.copies[1].error = error;
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
    stopped.result.copies[0].error =
        Error{.code = ErrorCode::DataCorrupted, .message = "differs", .path = {}};
    EXPECT_EQ(exitCodeFor(stopped), 11);
}

TEST(ExitCode, OfAnOffloadTheProjectCouldNotRecordIsAFailure)
{
    app::OffloadOutcome outcome = outcomeWith(std::nullopt);
    outcome.projectError = Error{.code = ErrorCode::Io, .message = "locked", .path = {}};
    EXPECT_EQ(exitCodeFor(outcome), 1);
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

} // namespace
} // namespace tailslate::cli
