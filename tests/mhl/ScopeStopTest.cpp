// SPDX-License-Identifier: Apache-2.0
//
// Whoever stops an operation on a scope does not wait for it: wherever it is, it ends soon.
#include "mhl/CheckScope.h"
#include "mhl/Flatten.h"
#include "mhl/ScopeFixture.h"

#include <fmt/format.h>

#include <atomic>
#include <functional>

namespace tailslate::mhl {
namespace {

namespace fs = std::filesystem;
using tailslate::test::Operation;

/// More than any step that is not interrupted takes, less than one call for each nested history.
constexpr int kMostCallsAfterStop = 60;
constexpr int kNested = 100;

class StoppingAScope : public test::ScopeTest {
protected:
    using Work = std::function<bool(const jobs::JobContext&)>; ///< Whether it was stopped.

    void SetUp() override
    {
        for (int i = 0; i < kNested; ++i) {
            put(fmt::format("{}/a", i), "hello");
            ASSERT_TRUE(appendGeneration(m_disk, m_scope / std::to_string(i),
                                         test::smallManifest("a"), m_clock.now()));
        }
        put("b", "world");
        ASSERT_TRUE(appendGeneration(m_disk, m_scope, test::smallManifest("c"), m_clock.now()));
        m_clock.step();
    }

    /// How many calls of the file system `work` makes.
    int callsOf(const Work& work)
    {
        std::atomic<int> calls = 0;
        m_files.failWith = [&](Operation, const fs::path&) {
            ++calls;
            return 0;
        };
        EXPECT_FALSE(work(m_context));
        m_files.failWith = {};
        return calls;
    }

    /// Stops `work` at its call `at`, and says how many more it made.
    int callsAfterStop(const Work& work, int at)
    {
        std::stop_source stop;
        std::atomic<int> calls = 0;
        m_files.failWith = [&](Operation, const fs::path&) {
            if (++calls == at)
                stop.request_stop();
            return 0;
        };
        EXPECT_TRUE(work({stop.get_token(), m_progress})) << "stopped at call " << at;
        m_files.failWith = {};
        return calls - at;
    }

    /// Stops `work`, which writes nothing, all along its way.
    void expectToStopAnywhere(const Work& work)
    {
        const int all = callsOf(work);
        EXPECT_GT(all, 2 * kNested);
        for (int at = 1; at < all - kMostCallsAfterStop; at += 97)
            EXPECT_LE(callsAfterStop(work, at), kMostCallsAfterStop)
                << "stopped at call " << at << " of " << all;
    }

    template <class T>
    static bool wasStopped(const Result<T>& result)
    {
        return !result && result.error().code == ErrorCode::Cancelled;
    }
};

TEST_F(StoppingAScope, EndsALookAtItSoon)
{
    expectToStopAnywhere([&](const jobs::JobContext& context) {
        return wasStopped(diffScope(m_files, request(), context));
    });
}

TEST_F(StoppingAScope, EndsAFlatteningSoon)
{
    const CreatorInfo creator = request().creator;
    expectToStopAnywhere([&](const jobs::JobContext& context) {
        const auto report =
            flattenHistory(m_files, m_clock, m_scope, m_temp.path() / "out", creator, context);
        m_clock.step();
        return wasStopped(report);
    });
}

TEST_F(StoppingAScope, EndsAVerificationSoon)
{
    CheckRequest looking = request();
    looking.append = false;
    expectToStopAnywhere([&](const jobs::JobContext& context) {
        return wasStopped(verifyScope(m_files, m_clock, looking, context));
    });
}

TEST_F(StoppingAScope, EndsACreationSoonAndBeforeItWrites)
{
    CheckRequest one = request();
    one.only = {"b"};
    const auto create = [&](const jobs::JobContext& context) {
        return wasStopped(createGeneration(m_files, m_clock, one, context));
    };
    std::atomic<int> calls = 0;
    std::atomic<int> untilItWrites = 0;
    m_files.failWith = [&](Operation operation, const fs::path&) {
        ++calls;
        if (operation == Operation::CreateNew && untilItWrites == 0)
            untilItWrites = calls.load();
        return 0;
    };
    create(m_context);
    m_clock.step();
    const auto changed = m_files.changedPaths().size();
    EXPECT_GT(changed, 0U);
    EXPECT_GT(untilItWrites, 4 * kNested);
    for (int at = 1; at < untilItWrites - kMostCallsAfterStop; at += 97)
        EXPECT_LE(callsAfterStop(create, at), kMostCallsAfterStop) << "stopped at call " << at;
    EXPECT_EQ(m_files.changedPaths().size(), changed);
}

} // namespace
} // namespace tailslate::mhl
