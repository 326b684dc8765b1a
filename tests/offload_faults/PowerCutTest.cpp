// SPDX-License-Identifier: Apache-2.0
#include "OffloadScene.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>
#include <utility>

namespace tailslate::test {
namespace {

using offload::Mode;
using offload::OffloadResult;

/// What happens to what was not synced, and with which luck.
struct Outcome {
    Garble garble = Garble::Drop;
    std::uint64_t seed = 0;
};

constexpr Outcome kOutcomes[] = {
    {Garble::Drop, 0}, {Garble::Keep, 0}, {Garble::Scramble, 1}, {Garble::Scramble, 2}};

struct Job {
    const CardContent* content = nullptr;
    std::size_t destinations = 1;
    Mode mode = Mode::Verify;
    bool rotational = false;
    /// What is cut off is the reading back, without the card, of copies that are there; `mode` is
    /// VerifyLater then.
    bool readsBack = false;
};

/// An offload of `job` that is cut off, once or twice, and gone on with.
class CutOffload {
public:
    CutOffload(const Job& job, GoOn way)
        : m_job(job)
        , m_way(way)
        , m_scene(*job.content, job.destinations)
    {
        m_scene.options.mode = job.mode;
        for (std::size_t i = 0; i < job.destinations; ++i)
            m_scene.disks.change(m_scene.mountPoint(i),
                                 [&](VolumeSetup& setup) { setup.rotational = job.rotational; });
        if (job.readsBack)
            copyFirst();
    }

    /// The number of calls of an offload that nothing cuts off.
    std::uint64_t calls()
    {
        const std::uint64_t before = m_scene.disks.operationCount();
        finish();
        EXPECT_EQ(wrong, "");
        return m_scene.disks.operationCount() - before;
    }

    /// Cuts the power at the `after`th call from now on.
    void cut(std::uint64_t after, const Outcome& outcome)
    {
        m_scene.disks.cutPowerAt(m_scene.disks.operationCount() + after);
        const auto result = goOn();
        const bool claimsAll = result && (offload::judge(*result, {}).allVerified ||
                                          std::ranges::all_of(result->destinations,
                                                              &offload::DestinationOutcome::good));
        if (m_scene.disks.powerIsOff() && claimsAll)
            wrong += "  the power failed and the offload says that all is well\n";
        m_scene.disks.restart(outcome.seed, outcome.garble);
        m_scene.events.record.cutOff(m_way == GoOn::FromCutRecord);
        checkDisks();
        wrong += m_scene.recordDamage(*m_job.content);
    }

    /// Goes on, undisturbed.
    void finish()
    {
        const auto kept = m_scene.partsOfKeptFiles();
        const std::uint64_t before = m_scene.disks.operationCount();
        const auto result = goOn();
        if (!result) {
            wrong += "  gone on with: " + result.error().describe() + "\n";
            return;
        }
        wrong += falseClaims(m_scene, *result, *m_job.content) + m_scene.cardDamage() +
                 m_scene.writesTo(kept, before);
        const bool mustBeSealed = m_scene.options.mode != Mode::VerifyLater || m_job.readsBack;
        for (std::size_t i = 0; i < m_job.destinations; ++i) {
            const offload::DestinationOutcome& outcome = result->destinations.at(i);
            if (!(mustBeSealed ? outcome.good() : outcome.complete()))
                wrong +=
                    "  gone on with, it failed: " + outcome.error.value_or(Error{}).describe() +
                    "\n";
            if (!outcome.good()) // Else it was looked at above.
                wrong += m_scene.incomplete(i, *m_job.content);
        }
    }

    std::string wrong; ///< In words; empty when all is as it must be.

private:
    /// The copies that are to be read back, and the program's word that it made them.
    void copyFirst()
    {
        const auto copied = m_scene.offload();
        if (!copied) {
            wrong += "  not copied: " + copied.error().describe() + "\n";
            return;
        }
        m_scene.events.record.end(*copied);
        if (m_way == GoOn::Anew)
            m_scene.options.mode = Mode::Verify;
    }

    /// What is to be read back is read back without the card first, whatever comes then. A job that
    /// nothing was heard of can only begin.
    Result<OffloadResult> goOn()
    {
        if (m_job.readsBack && !std::exchange(m_readBack, true))
            return m_scene.verifyLater();
        if (m_way == GoOn::Anew || !m_scene.events.record.get())
            return m_scene.offload();
        return m_job.readsBack ? m_scene.verifyLaterAsTold() : m_scene.resume();
    }

    void checkDisks()
    {
        wrong += m_scene.cardDamage();
        for (std::size_t i = 0; i < m_job.destinations; ++i)
            wrong += m_scene.wrongFiles(i, *m_job.content);
    }

    Job m_job;
    GoOn m_way;
    OffloadScene m_scene;
    bool m_readBack = false; ///< The reading back has begun.
};

class PowerCutSweep : public testing::Test {
protected:
    static constexpr std::size_t kShown = 20;

    ~PowerCutSweep() override
    {
        std::cout << fmt::format(
            "{} offloads cut off (one in {}), {} gone on with from their record, {} went wrong\n",
            m_cuts, sweepStride(), m_resumed, m_failed);
        EXPECT_GE(m_resumed, m_cuts / 2);
        EXPECT_GT(m_cuts, 0U);
    }

    void tally(const CutOffload& offload, GoOn way, const std::string& what)
    {
        ++m_cuts;
        m_resumed += way == GoOn::Anew ? 0 : 1;
        if (!offload.wrong.empty() && ++m_failed <= kShown)
            ADD_FAILURE() << what << ", way " << static_cast<int>(way) << ":\n" << offload.wrong;
    }

    static std::string words(std::uint64_t call, const Outcome& outcome)
    {
        return fmt::format("cut at call {}, garble {}, seed {}", call,
                           static_cast<int>(outcome.garble), outcome.seed);
    }

    /// Cuts at one call in `stride`, each with every outcome.
    void cutEverywhere(const Job& job, std::size_t stride = 1)
    {
        const std::uint64_t calls = CutOffload(job, GoOn::FromRecord).calls();
        std::size_t turn = 0;
        for (std::uint64_t call = 0; call < calls; call += stride) {
            for (const Outcome& outcome : kOutcomes) {
                if (turn++ % sweepStride() != 0)
                    continue;
                const GoOn way = goOnInTurn(turn);
                CutOffload offload(job, way);
                offload.cut(call, outcome);
                offload.finish();
                tally(offload, way, words(call, outcome));
            }
        }
    }

private:
    std::size_t m_cuts = 0;
    std::size_t m_resumed = 0;
    std::size_t m_failed = 0;
};

TEST_F(PowerCutSweep, AtEveryCallOfAnOffloadToOneDestination)
{
    cutEverywhere({.content = &smallCard()});
}

TEST_F(PowerCutSweep, AtEveryCallOfAnOffloadToTwoDestinations)
{
    cutEverywhere({.content = &smallCard(), .destinations = 2});
}

TEST_F(PowerCutSweep, AtEveryCallOfAnOffloadToASpinningDisk)
{
    cutEverywhere({.content = &smallCard(), .rotational = true}, 2);
}

TEST_F(PowerCutSweep, AtEveryCallOfAnOffloadThatIsVerifiedLater)
{
    cutEverywhere({.content = &smallCard(), .mode = Mode::VerifyLater});
}

TEST_F(PowerCutSweep, AtEveryCallOfTheReadingBackAndSealingOfCopiesThatWereVerifiedLater)
{
    cutEverywhere(
        {.content = &smallCard(), .destinations = 2, .mode = Mode::VerifyLater, .readsBack = true});
}

TEST_F(PowerCutSweep, AgainWhileTheCutOffloadIsGoneOnWith)
{
    const Job job{.content = &smallCard(), .destinations = 2};
    const std::uint64_t calls = CutOffload(job, GoOn::FromRecord).calls();
    std::size_t turn = 0;
    for (std::uint64_t first = 20; first < calls; first += 23) {
        for (std::uint64_t second = first % 7; second < calls; second += 29) {
            if (turn++ % sweepStride() != 0)
                continue;
            const Outcome& outcome = kOutcomes[turn % std::size(kOutcomes)];
            const GoOn way = goOnInTurn(turn);
            CutOffload offload(job, way);
            offload.cut(first, outcome);
            offload.cut(second, outcome);
            offload.finish();
            tally(offload, way, words(first, outcome) + fmt::format(", then at call {}", second));
        }
    }
}

TEST_F(PowerCutSweep, WhileAFileIsWrittenThatIsLargeEnoughToBeContinued)
{
    const CardContent content{{kClip, noise((std::size_t{18} << 20) + 123)}, {kSidecar, "ale"}};
    const Job job{.content = &content};
    const std::uint64_t calls = CutOffload(job, GoOn::FromRecord).calls();
    std::size_t turn = 0;
    for (std::uint64_t call = 0; call < calls; call += 2) {
        const Outcome& outcome = kOutcomes[turn % std::size(kOutcomes)];
        if (turn++ % sweepStride() != 0)
            continue;
        const GoOn way = goOnInTurn(turn);
        CutOffload offload(job, way);
        offload.cut(call, outcome);
        if (turn % 2 == 0) // And while it is continued.
            offload.cut(call + 7, outcome);
        offload.finish();
        tally(offload, way, words(call, outcome));
    }
}

} // namespace
} // namespace tailslate::test
