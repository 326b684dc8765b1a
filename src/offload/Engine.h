// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Clock.h"
#include "base/Result.h"
#include "io/FileSystem.h"
#include "jobs/JobContext.h"
#include "mhl/Manifest.h"
#include "offload/CopyTable.h"
#include "offload/EngineSettings.h"
#include "offload/Lanes.h"
#include "offload/Plan.h"
#include "offload/Verdict.h"

#include <optional>
#include <string>
#include <vector>

namespace tailslate::offload {

/// Hears what happens, once per event. Called from worker threads, one call at a time; must not
/// block and must not throw.
class Observer {
public:
    virtual ~Observer() = default;

    /// The roll's folders are made and held against other jobs; nothing was read or written yet.
    /// Called once, first, by the thread that runs the engine; may block.
    /// @param taken A destination that another job holds, so that it is given up; nothing for none.
    /// @return An error ends the run. The roll's folders stay as they were made, empty where they
    /// are new.
    virtual Result<void> begin(const Plan& /*plan*/, std::optional<std::size_t> /*taken*/)
    {
        return {};
    }

    /// A copy reached its level, or failed (its error says why).
    virtual void copyDone(const Plan& plan, const CopyEvidence& evidence) = 0;

    /// A destination was sealed or given up.
    virtual void destinationDone(const Plan& plan, std::size_t destination,
                                 const DestinationOutcome& outcome) = 0;

    /// The run came to its end; its result is final. Called once, last, by the thread that runs the
    /// engine, while the roll's folders are still held against other jobs; may block.
    virtual void ended(const OffloadResult& /*result*/) {}

    /// Something the operator should know while the job goes on: a destination that was left
    /// behind, a device that is waited for or came back.
    /// @param destination Which one; nothing for the card.
    virtual void notice(const Plan& plan, std::optional<std::size_t> destination,
                        const std::string& sentence) = 0;
};

/// What goes into the manifests beside the digests.
struct SealInfo {
    std::string toolName;
    std::string toolVersion;
    std::string hostname;
    std::vector<mhl::Author> authors;
    std::string location;
    std::string comment{}; ///< The operator's; it follows what the offload itself has to say.
};

/// Copies a roll to all its destinations with one read of the card, reads every copy back from its
/// medium, and seals each destination with ASC MHL. Never opens anything on the card for writing. A
/// file gets its final name only after its copy was read back equal (in Mode::VerifyLater: after it
/// was synced); a destination that fails is given up without stopping the others; one that is too
/// slow for the others, or whose device went away and came back, is filled afterwards from a
/// finished copy. A copy that is already there is read back and kept when it is equal. Before
/// anything is sealed the card is listed once more, and nothing is when it has changed, or is gone
/// so that nobody can tell. Stateless; one job at a time per destination.
class Engine {
public:
    /// @param files, clock Borrowed; must outlive the engine.
    Engine(io::FileSystem& files, const Clock& clock, EngineSettings settings = {});

    /// Runs the job to its end and reports what was proved. A file or destination that fails is in
    /// the result, not an error. After a stop request no partial file is left, and the result says
    /// cancelled.
    /// @param known What earlier runs of this very job proved (see takeUp()); empty for a new job.
    ///              Copies that are verified are not touched again, unless Plan::reverify.
    /// @param lanes Counters per destination, one for each of the plan's.
    /// @return Only what makes the job as a whole impossible: InvalidArgument for lanes or evidence
    /// that do not match the plan; and what Observer::begin() returned. Folders made until then
    /// stay.
    [[nodiscard]] Result<OffloadResult> run(Plan plan, CopyTable known, const SealInfo& seal,
                                            jobs::JobContext context, Lanes& lanes,
                                            Observer& observer);

    /// Reads back what an earlier run copied, without the card: for Mode::VerifyLater, and to prove
    /// copies anew (Plan::reverify). As run() otherwise.
    [[nodiscard]] Result<OffloadResult> verifyCopies(Plan plan, CopyTable known,
                                                     const SealInfo& seal, jobs::JobContext context,
                                                     Lanes& lanes, Observer& observer);

private:
    io::FileSystem& m_files;
    const Clock& m_clock;
    EngineSettings m_settings;
};

} // namespace tailslate::offload
