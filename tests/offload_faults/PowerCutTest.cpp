// SPDX-License-Identifier: Apache-2.0
#include "OffloadScene.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>
#include <optional>

namespace tailslate::test {
namespace {

using offload::EvidenceLevel;
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
};

/// An offload of `job` that is cut off, once or twice, and done again.
class CutOffload {
public:
    explicit CutOffload(const Job& job)
        : m_job(job)
        , m_scene(*job.content, job.destinations)
    {
        m_scene.options.mode = job.mode;
        for (std::size_t i = 0; i < job.destinations; ++i)
            m_scene.disks.change(m_scene.mountPoint(i),
                                 [&](VolumeSetup& setup) { setup.rotational = job.rotational; });
    }

    /// The number of calls of an offload that nothing cuts off.
    std::uint64_t calls()
    {
        finish();
        EXPECT_EQ(wrong, "");
        return m_scene.disks.operationCount();
    }

    /// Cuts the power at the `after`th call from now on.
    void cut(std::uint64_t after, const Outcome& outcome)
    {
        m_scene.events.copies.clear();
        m_scene.disks.cutPowerAt(m_scene.disks.operationCount() + after);
        const auto result = m_scene.offload();
        const bool claimsAll = result && (offload::judge(*result, {}).allVerified ||
                                          std::ranges::all_of(result->destinations,
                                                              &offload::DestinationOutcome::good));
        if (m_scene.disks.powerIsOff() && claimsAll)
            wrong += "  the power failed and the offload says that all is well\n";
        m_scene.disks.restart(outcome.seed, outcome.garble);
        checkDisks();
        checkRecord();
    }

    /// Offloads again, undisturbed.
    void finish()
    {
        const auto result = m_scene.offload();
        if (!result) {
            wrong += "  offloaded again: " + result.error().describe() + "\n";
            return;
        }
        wrong += falseClaims(m_scene, *result, *m_job.content) + m_scene.cardDamage();
        for (std::size_t i = 0; i < m_job.destinations; ++i) {
            const offload::DestinationOutcome& outcome = result->destinations.at(i);
            const bool done = m_job.mode == Mode::VerifyLater ? outcome.complete() : outcome.good();
            if (!done)
                wrong +=
                    "  offloaded again, it failed: " + outcome.error.value_or(Error{}).describe() +
                    "\n";
            if (!outcome.good()) // Else it was looked at above.
                wrong += m_scene.incomplete(i, *m_job.content);
        }
    }

    std::string wrong; ///< In words; empty when all is as it must be.

private:
    void checkDisks()
    {
        wrong += m_scene.cardDamage();
        for (std::size_t i = 0; i < m_job.destinations; ++i)
            wrong += m_scene.wrongFiles(i, *m_job.content);
    }

    /// What the observer heard is what a project file holds after the cut.
    void checkRecord()
    {
        for (const offload::CopyEvidence& copy : m_scene.events.copies) {
            if (copy.level < EvidenceLevel::Hashed)
                continue;
            const std::string& name =
                std::next(m_job.content->begin(), static_cast<std::ptrdiff_t>(copy.file))->first;
            if (!m_scene.isWhole(copy.destination, name, *m_job.content))
                wrong += fmt::format("  {} was said to be {} at destination {}, and is not whole\n",
                                     name, offload::evidenceName(copy.level), copy.destination);
        }
    }

    Job m_job;
    OffloadScene m_scene;
};

class PowerCutSweep : public testing::Test {
protected:
    static constexpr std::size_t kShown = 20;

    ~PowerCutSweep() override
    {
        std::cout << fmt::format("{} offloads cut off (one in {}), {} went wrong\n", m_cuts,
                                 sweepStride(), m_failed);
        EXPECT_GT(m_cuts, 0U);
    }

    void tally(const CutOffload& offload, const std::string& what)
    {
        ++m_cuts;
        if (!offload.wrong.empty() && ++m_failed <= kShown)
            ADD_FAILURE() << what << ":\n" << offload.wrong;
    }

    static std::string words(std::uint64_t call, const Outcome& outcome)
    {
        return fmt::format("cut at call {}, garble {}, seed {}", call,
                           static_cast<int>(outcome.garble), outcome.seed);
    }

    /// Cuts at one call in `stride`, each with every outcome.
    void cutEverywhere(const Job& job, std::size_t stride = 1)
    {
        const std::uint64_t calls = CutOffload(job).calls();
        std::size_t turn = 0;
        for (std::uint64_t call = 0; call < calls; call += stride) {
            for (const Outcome& outcome : kOutcomes) {
                if (turn++ % sweepStride() != 0)
                    continue;
                CutOffload offload(job);
                offload.cut(call, outcome);
                offload.finish();
                tally(offload, words(call, outcome));
            }
        }
    }

private:
    std::size_t m_cuts = 0;
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

TEST_F(PowerCutSweep, AgainWhileTheCutOffloadIsDoneAgain)
{
    const Job job{.content = &smallCard(), .destinations = 2};
    const std::uint64_t calls = CutOffload(job).calls();
    std::size_t turn = 0;
    for (std::uint64_t first = 20; first < calls; first += 23) {
        for (std::uint64_t second = first % 7; second < calls; second += 29) {
            if (turn++ % sweepStride() != 0)
                continue;
            const Outcome& outcome = kOutcomes[turn % std::size(kOutcomes)];
            CutOffload offload(job);
            offload.cut(first, outcome);
            offload.cut(second, outcome);
            offload.finish();
            tally(offload, words(first, outcome) + fmt::format(", then at call {}", second));
        }
    }
}

TEST_F(PowerCutSweep, WhileAFileIsWrittenThatIsLargeEnoughToBeContinued)
{
    const CardContent content{{kClip, noise((std::size_t{18} << 20) + 123)}, {kSidecar, "ale"}};
    const Job job{.content = &content};
    const std::uint64_t calls = CutOffload(job).calls();
    std::size_t turn = 0;
    for (std::uint64_t call = 0; call < calls; call += 2) {
        const Outcome& outcome = kOutcomes[turn % std::size(kOutcomes)];
        if (turn++ % sweepStride() != 0)
            continue;
        CutOffload offload(job);
        offload.cut(call, outcome);
        if (turn % 2 == 0) // And while it is continued.
            offload.cut(call + 7, outcome);
        offload.finish();
        tally(offload, words(call, outcome));
    }
}

} // namespace
} // namespace tailslate::test
