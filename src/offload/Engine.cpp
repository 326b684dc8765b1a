// SPDX-License-Identifier: Apache-2.0
#include "offload/Engine.h"

#include "offload/detail/CardChain.h"
#include "offload/detail/CardCheck.h"
#include "offload/detail/CardWatch.h"
#include "offload/detail/CopyBook.h"
#include "offload/detail/Destination.h"
#include "offload/detail/DeviceWatch.h"
#include "offload/detail/Pass.h"
#include "offload/detail/Seal.h"
#include "offload/detail/SealInChain.h"
#include "offload/detail/SealPast.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace tailslate::offload {
namespace {

using namespace detail;

/// Everything one run of the engine needs, so that its steps read as steps.
class Run {
public:
    Run(io::FileSystem& files, const Clock& clock, const EngineSettings& settings,
        OffloadResult& result, CopyTable known, const SealInfo& seal, jobs::JobContext context,
        Lanes& lanes, Observer& observer, bool readCard)
        : m_files(files)
        , m_clock(clock)
        , m_settings(settings)
        , m_result(result)
        , m_plan(result.plan)
        , m_seal(seal)
        , m_context(std::move(context))
        , m_lanes(lanes)
        , m_observer(observer)
        , m_readCard(readCard)
        , m_book(m_plan, std::move(known), clock, lanes, observer)
        , m_card(DeviceWatch(files, m_plan.card.root, cardIdentity(), m_plan.cardVolume), m_book,
                 lanes, settings)
        , m_marks(m_plan)
    {
        m_result.started = clock.now();
    }

    Result<void> execute()
    {
        m_context.progress.setTotals(bytesToCount(), m_plan.files().size());
        prepare();
        TAILSLATE_CHECK(m_observer.begin(m_plan, takenDestination()));
        for (const auto& destination : m_destinations)
            tellRemarks(*destination);
        m_sealed.resize(m_destinations.size());
        m_waitEnds.resize(m_destinations.size());
        std::vector<Destination*> toComplete;
        for (const auto& destination : m_destinations)
            toComplete.push_back(destination.get());
        do {
            copyAll(std::move(toComplete));
            confirmCard();
            checkCopies();
            toComplete = finish();
        } while (!toComplete.empty());
        m_observer.ended(m_result);
        return {};
    }

private:
    io::FileIdentity cardIdentity() const
    {
        if (!m_readCard)
            return {};
        const auto info = m_files.info(m_plan.card.root);
        return info ? info->identity : io::FileIdentity{};
    }

    /// Bytes that will be read from the card and read back, of what is not settled yet. A file that
    /// no destination needs counts as read at once.
    std::uint64_t bytesToCount() const
    {
        std::uint64_t bytes = 0;
        const std::uint64_t again = m_plan.mode == Mode::VerifySecondRead ? 1 : 0;
        for (std::size_t file = 0; file < m_plan.files().size(); ++file) {
            std::uint64_t open = 0;
            for (std::size_t i = 0; i < m_plan.destinations.size(); ++i)
                open += m_book.isOpen(file, i) ? 1 : 0;
            const std::uint64_t readBacks = m_plan.mode == Mode::VerifyLater ? 0 : open;
            const std::uint64_t reads = !m_readCard ? 0 : open > 0 ? 1 + again : 1;
            bytes += m_plan.files()[file].size * (reads + readBacks);
        }
        return bytes;
    }

    void prepare()
    {
        for (std::size_t i = 0; i < m_plan.destinations.size(); ++i) {
            m_lanes[i].state.store(LaneState::Working);
            m_destinations.push_back(std::make_unique<Destination>(m_files, m_plan, i, m_settings,
                                                                   m_context, m_lanes[i], m_book));
            Destination& one = *m_destinations.back();
            if (const auto prepared = one.prepare(); !prepared && !one.isLost())
                one.giveUp(prepared.error());
            // The job is refused: taking the other locks could only get in that run's way.
            if (one.isTaken())
                return;
        }
    }

    void tellRemarks(Destination& destination)
    {
        for (const std::string& remark : destination.takeRemarks())
            m_book.notice(destination.index(), remark);
    }

    [[nodiscard]] std::optional<std::size_t> takenDestination() const
    {
        const auto taken = std::ranges::find_if(
            m_destinations, [](const auto& destination) { return destination->isTaken(); });
        return taken == m_destinations.end() ? std::nullopt : std::optional((*taken)->index());
    }

    /// Passes until no destination has files to come. Each pass ends at least one destination: the
    /// last one left holds up nobody, and those that are lost are waited for when the others are
    /// through.
    void copyAll(std::vector<Destination*> waiting)
    {
        while (!waiting.empty() && !stopped()) {
            std::erase_if(waiting, [&](Destination* one) { return outEarly(*one); });
            std::vector<Destination*> now = takeOneForEachSpindle(waiting);
            if (now.empty()) {
                if (m_settings.deviceWait > std::chrono::milliseconds(0))
                    sealOthers(waiting);
                awaitSome(waiting);
                continue;
            }
            for (const Destination* const one : now)
                one->counters().state.store(LaneState::Working);
            Pass pass({m_files, m_plan, m_book, m_context, m_settings, m_lanes, m_card, m_marks,
                       m_readCard, std::exchange(m_isFirstPass, false)},
                      now);
            pass.run();
            bool someAreSlow = false;
            for (Destination* const one : pass.unfinished()) {
                waiting.push_back(one);
                someAreSlow = someAreSlow || !one->isLost();
            }
            for (Destination* const one : now)
                outEarly(*one);
            if (someAreSlow)
                sealOthers(waiting);
        }
    }

    /// Those that are complete wait neither for lost ones nor for slow ones.
    void sealOthers(const std::vector<Destination*>& waiting)
    {
        const auto isThrough = [&](const auto& one) {
            return !one->givenUp() && !m_sealed[one->index()] &&
                   std::ranges::find(waiting, one.get()) == waiting.end();
        };
        if (waiting.empty() || std::ranges::none_of(m_destinations, isThrough))
            return;
        confirmCard();
        if (m_cardError || stopped())
            return;
        for (const auto& destination : m_destinations) {
            if (!isThrough(destination) || stopped())
                continue;
            destination->checkCopies();
            m_result.copies = m_book.take();
            const DestinationOutcome outcome = outcomeOf(*destination);
            m_book.giveBack(std::move(m_result.copies));
            if (!outcome.good())
                continue;
            m_sealed[destination->index()] = outcome.manifest;
            tell(*destination, outcome);
        }
    }

    [[nodiscard]] bool stopped() const { return m_context.stop.stop_requested(); }

    /// Waits for the devices of lost destinations, until one is back or none is waited for any
    /// more.
    /// @param waiting Loses those that are out: given up, or not back in time.
    void awaitSome(std::vector<Destination*>& waiting)
    {
        const auto now = std::chrono::steady_clock::now();
        for (Destination* const one : waiting) {
            auto& end = m_waitEnds[one->index()];
            if (end)
                continue;
            end = now + m_settings.deviceWait;
            one->letGo();
            if (m_settings.deviceWait > std::chrono::milliseconds(0))
                m_book.notice(one->index(),
                              "its device went away; plug it in again to go on. The other "
                              "destinations do not wait for it; give it up if it does not come "
                              "back");
        }
        const auto someIsBack = [&] {
            std::erase_if(waiting, [&](Destination* one) { return isOut(*one); });
            return waiting.empty() || !std::ranges::all_of(waiting, &Destination::isLost);
        };
        lookUntil(someIsBack, m_context);
    }

    /// Looks once whether a lost destination is back, and gives up one that was waited for in vain.
    bool isOut(Destination& destination)
    {
        auto& end = m_waitEnds[destination.index()];
        const auto back = destination.tryToReturn();
        if (back) {
            end.reset();
            m_book.notice(destination.index(), "its device is back; its files are completed");
            tellRemarks(destination);
            return false;
        }
        const bool goesOnWaiting = destination.isLost() && !destination.counters().giveUp.load() &&
                                   std::chrono::steady_clock::now() < end;
        if (goesOnWaiting || back.error().code == ErrorCode::Cancelled)
            return false;
        destination.giveUp(back.error());
        return outEarly(destination);
    }

    /// Enters every file of a destination that was given up before their turn as failed.
    bool outEarly(Destination& destination)
    {
        const auto error = destination.givenUp();
        if (!error)
            return false;
        for (std::size_t file = 0; file < m_plan.files().size(); ++file) {
            if (!m_book.isOpen(file, destination.index()))
                continue;
            CopyEvidence evidence;
            evidence.file = file;
            evidence.destination = destination.index();
            evidence.error = error;
            m_book.enter(std::move(evidence));
        }
        return true;
    }

    /// Two destinations on one spinning disk would drive its heads to and fro: the second is filled
    /// after the first. Likewise one on the disk that the card is on, which then has a finished
    /// copy to read.
    /// One that is lost stays for later.
    std::vector<Destination*> takeOneForEachSpindle(std::vector<Destination*>& waiting) const
    {
        const io::Volume& card = m_plan.cardVolume;
        const bool othersFirst =
            m_readCard && card.rotational &&
            std::ranges::any_of(waiting, [&](const Destination* one) {
                return !one->isLost() && one->planned().volume.deviceId != card.deviceId;
            });
        std::set<std::string> spindles;
        if (othersFirst)
            spindles.insert(card.deviceId);
        std::vector<Destination*> now;
        std::vector<Destination*> later;
        for (Destination* const one : waiting) {
            const io::Volume& volume = one->planned().volume;
            const bool taken =
                one->isLost() || (volume.rotational && !spindles.insert(volume.deviceId).second);
            (taken ? later : now).push_back(one);
        }
        waiting = std::move(later);
        return now;
    }

    /// A card that was found unchanged may leave, unless it was read since.
    void confirmCard()
    {
        if (m_confirmedReads == m_marks.reads() && !m_card.device().isThere())
            return;
        m_cardError.reset();
        if (m_readCard)
            checkCard();
        else if (!m_plan.cardConfirmed)
            m_cardError = Error{ErrorCode::InvalidArgument,
                                "an earlier run ended before the card was looked at once more, so "
                                "nobody knows that it did not change while it was offloaded; "
                                "resume the offload with the card",
                                m_plan.card.root, 0};
        // A stop may have come between reading the card once more and this look.
        const bool wasReadSince = m_readCard && m_confirmedReads != m_marks.reads();
        if (m_cardError || wasReadSince)
            m_result.plan.cardConfirmed = false;
    }

    /// Whoever formats the card must know that it holds nothing but what was read. A file that
    /// changed has no good copy any more; and nothing is sealed, nor counts as sealed.
    void checkCard()
    {
        const bool noneLeft = std::ranges::all_of(
            m_destinations, [](const auto& one) { return one->givenUp().has_value(); });
        if (noneLeft || stopped())
            return;
        auto changes = lookAtCardAgain();
        if (!changes) {
            if (changes.error().code != ErrorCode::Cancelled)
                m_cardError = std::move(changes).error();
            return;
        }
        m_cardError = std::move(changes->first);
        m_result.plan.cardConfirmed = !m_cardError;
        if (m_cardError)
            std::ranges::fill(m_sealed, std::nullopt);
        else
            m_confirmedReads = m_marks.reads();
        for (const std::size_t file : changes->files) {
            Error error = *m_cardError;
            error.message = "the file was changed on the card after it was read";
            error.path = m_plan.card.root / m_plan.files()[file].path;
            for (std::size_t i = 0; i < m_plan.destinations.size(); ++i)
                m_book.revoke(file, i, error);
        }
    }

    /// A copy that somebody took away or wrote on since it was read back proves nothing any more.
    void checkCopies()
    {
        for (const auto& destination : m_destinations) {
            // One that is sealed may leave.
            if (!stopped() && (!m_sealed[destination->index()] || destination->checkStillThere()))
                destination->checkCopies();
        }
    }

    /// As patient as the reading of the card was.
    Result<CardChanges> lookAtCardAgain()
    {
        for (unsigned tries = 0;;) {
            auto changes = compareCard(m_files, m_plan, m_marks, m_context);
            const bool isSame = changes && !changes->first;
            if (isSame || (!changes && changes.error().code == ErrorCode::Cancelled))
                return changes;
            if (!m_card.device().isThere()) { // Its mount point may be there, and empty.
                if (m_card.waitForReturn(m_context))
                    continue;
                TAILSLATE_CHECK(m_context.checkStop());
                return failure(ErrorCode::DeviceLost,
                               "the card went away before it was looked at once more, so nobody "
                               "knows that it did not change while it was offloaded; put it in "
                               "again and resume the offload",
                               m_plan.card.root);
            }
            if (changes || tries >= m_settings.readRetries)
                return changes;
            if (!jobs::sleepFor(m_context.stop, m_settings.readRetryPause * (1U << tries++)))
                TAILSLATE_CHECK(m_context.checkStop());
        }
    }

    /// Seals what is complete and draws up the result.
    /// @return Destinations whose devices went away since their copies were made, and are waited
    /// for; the result is drawn up anew then.
    std::vector<Destination*> finish()
    {
        m_result.copies = m_book.take();
        m_result.cancelled = stopped();
        m_result.destinations.clear();
        std::vector<Destination*> lost;
        for (const auto& destination : m_destinations) {
            m_result.destinations.push_back(outcomeOf(*destination));
            DestinationOutcome& outcome = m_result.destinations.back();
            if (wentAway(*destination, outcome)) {
                lost.push_back(destination.get());
            } else if (outcome.good() && m_sealed[destination->index()] != outcome.manifest) {
                m_sealed[destination->index()] = outcome.manifest;
                tell(*destination, outcome);
            } else if (outcome.good()) {
                destination->counters().state.store(LaneState::Sealed);
            }
        }
        m_result.cancelled = m_result.cancelled || stopped();
        m_result.finished = m_clock.now();
        if (!lost.empty()) {
            m_book.giveBack(std::move(m_result.copies));
            return lost;
        }
        for (const auto& destination : m_destinations) {
            const DestinationOutcome& outcome = m_result.destinations[destination->index()];
            if (!outcome.good())
                tell(*destination, outcome);
        }
        return lost;
    }

    /// Whether a destination is not complete because its device is gone, or was, and that is waited
    /// for. Where it is not, its error says so.
    bool wentAway(Destination& destination, DestinationOutcome& outcome) const
    {
        if (!outcome.error || m_cardError || m_result.cancelled || destination.givenUp())
            return false;
        if (!destination.isLost() && destination.checkStillThere() &&
            !destination.isLoss(*outcome.error))
            return false;
        if (m_settings.deviceWait == std::chrono::milliseconds(0)) {
            if (const auto there = destination.checkStillThere(); !there)
                outcome.error = there.error();
            return false;
        }
        destination.lose();
        return true;
    }

    void tell(const Destination& destination, const DestinationOutcome& outcome)
    {
        const bool copied = m_plan.mode == Mode::VerifyLater && outcome.complete();
        destination.counters().state.store(outcome.good() ? LaneState::Sealed
                                           : copied       ? LaneState::Copied
                                                          : LaneState::Failed);
        m_book.destinationDone(destination.index(), outcome);
    }

    /// Counts what was proved at a destination and, when nothing is missing, seals it.
    DestinationOutcome outcomeOf(const Destination& destination)
    {
        DestinationOutcome outcome = countCopies(destination);
        auto sealed = sealIfComplete(destination, outcome);
        if (sealed) {
            outcome.manifest = std::move(*sealed);
            outcome.unsealedNames = outcome.manifest ? unsealedNames(m_plan) : 0;
        } else if (sealed.error().code == ErrorCode::Cancelled) {
            m_result.cancelled = true;
        } else {
            outcome.error = std::move(sealed).error();
        }
        return outcome;
    }

    DestinationOutcome countCopies(const Destination& destination) const
    {
        DestinationOutcome outcome;
        outcome.error = destination.givenUp();
        const std::size_t index = destination.index();
        const CopyTable& copies = m_result.copies;
        for (std::size_t file = 0; file < m_plan.files().size(); ++file) {
            const EvidenceLevel level = copies.level(file, index);
            const bool failed = copies.hasError(file, index);
            const bool good = level >= EvidenceLevel::Hashed && !failed;
            outcome.filledFromCopies += good && copies.isFromCopy(file, index) ? 1 : 0;
            if (level >= EvidenceLevel::Verified && !failed) {
                ++outcome.filesVerified;
            } else if (good) {
                ++outcome.filesUnverified;
            } else {
                ++outcome.filesFailed;
                const Error* const error = copies.error(file, index);
                if (!outcome.error && error)
                    outcome.error = *error;
            }
        }
        return outcome;
    }

    /// @return Its manifest, of an earlier seal if there is one that holds; nothing where it is not
    /// complete, or the job was stopped.
    Result<std::optional<std::filesystem::path>> sealIfComplete(const Destination& destination,
                                                                const DestinationOutcome& counted)
    {
        const std::size_t index = destination.index();
        const auto there = destination.checkStillThere();
        const auto& sealedBefore = m_sealed[index];
        if (sealedBefore && !counted.error && (!there || isListed(m_files, *sealedBefore)))
            return sealedBefore;
        if (counted.error)
            return std::nullopt;
        if (m_cardError)
            return std::unexpected(*m_cardError);
        if (m_result.cancelled || counted.filesFailed > 0)
            return std::nullopt;
        TAILSLATE_CHECK(there);
        if (destination.isLost())
            return std::unexpected(destination.deviceLost());
        // Now, because copies that are verified later are sealed without the card.
        if (m_readCard)
            TAILSLATE_CHECK(
                bringChains(m_files, m_plan.card, m_plan.destinations[index].rollFolder));
        const bool hasNews = m_book.hasNews(index) ||
                             hasInterruptedSeal(m_files, m_plan, index, m_seal, m_context.stop);
        const auto& planned = destination.planned().sealed;
        if (planned && !hasNews && isListed(m_files, *planned))
            return planned;
        if (counted.filesUnverified > 0)
            return std::nullopt;
        TAILSLATE_TRY(auto manifest, sealDestination(m_files, m_clock, m_result, index, hasNews,
                                                     m_seal, m_context));
        // Written below the mount point of a volume that was away meanwhile, it seals nothing.
        TAILSLATE_CHECK(destination.checkStillThere());
        TAILSLATE_CHECK(checkListed(m_files, manifest));
        return manifest;
    }

    io::FileSystem& m_files;
    const Clock& m_clock;
    const EngineSettings& m_settings;
    OffloadResult& m_result;
    const Plan& m_plan;
    const SealInfo& m_seal;
    jobs::JobContext m_context;
    Lanes& m_lanes;
    Observer& m_observer;
    bool m_readCard;
    bool m_isFirstPass = true;
    CopyBook m_book;
    CardWatch m_card;
    CardMarks m_marks;
    std::optional<std::size_t> m_confirmedReads; ///< Of the card when it was found unchanged.
    /// Per destination: its seal, where it was made while others were still to be completed.
    std::vector<std::optional<std::filesystem::path>> m_sealed;
    /// Per destination: until when its lost device is waited for.
    std::vector<std::optional<std::chrono::steady_clock::time_point>> m_waitEnds;
    std::optional<Error> m_cardError; ///< Why the copies may not be of the card as it is now.
    std::vector<std::unique_ptr<Destination>> m_destinations;
};

Result<void> checkMatch(const Plan& plan, const CopyTable& known, const Lanes& lanes)
{
    if (lanes.size() != plan.destinations.size())
        return failure(ErrorCode::InvalidArgument,
                       "the plan and its lanes have different numbers of destinations");
    if (!known.empty() && known.size() != plan.files().size() * plan.destinations.size())
        return failure(ErrorCode::InvalidArgument,
                       "the plan and the evidence are about different copies");
    return {};
}

} // namespace

Engine::Engine(io::FileSystem& files, const Clock& clock, EngineSettings settings)
    : m_files(files)
    , m_clock(clock)
    , m_settings(settings)
{
}

Result<OffloadResult> Engine::run(Plan plan, CopyTable known, const SealInfo& seal,
                                  jobs::JobContext context, Lanes& lanes, Observer& observer)
{
    TAILSLATE_CHECK(checkMatch(plan, known, lanes));
    OffloadResult result;
    result.plan = std::move(plan);
    TAILSLATE_CHECK(Run(m_files, m_clock, m_settings, result, std::move(known), seal,
                        std::move(context), lanes, observer, true)
                        .execute());
    return result;
}

Result<OffloadResult> Engine::verifyCopies(Plan plan, CopyTable known, const SealInfo& seal,
                                           jobs::JobContext context, Lanes& lanes,
                                           Observer& observer)
{
    TAILSLATE_CHECK(checkMatch(plan, known, lanes));
    OffloadResult result;
    result.plan = std::move(plan);
    result.plan.mode = Mode::Verify;
    result.plan.cardManifests.reset();
    TAILSLATE_CHECK(Run(m_files, m_clock, m_settings, result, std::move(known), seal,
                        std::move(context), lanes, observer, false)
                        .execute());
    return result;
}

} // namespace tailslate::offload
