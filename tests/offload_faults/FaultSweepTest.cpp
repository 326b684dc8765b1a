// SPDX-License-Identifier: Apache-2.0
#include "OffloadScene.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <iostream>
#include <map>
#include <set>
#include <span>
#include <utility>

namespace tailslate::test {
namespace {

namespace fs = std::filesystem;
using offload::Mode;
using offload::OffloadResult;

/// One call of a clean run: the `count`th of its kind on its volume. Threads change the order of
/// calls from run to run, so the number of a call among all of them says little.
struct Place {
    fs::path mountPoint;
    Operation operation = Operation::Info;
    std::uint64_t count = 0;
};

struct NamedFault {
    const char* name;
    Fault fault;
};

const NamedFault kFaults[] = {
    {"EIO", Fault::error(EIO)},
    {"ENOSPC", Fault::error(ENOSPC)},
    {"EROFS", Fault::error(EROFS)},
    {"EINTR", Fault::error(EINTR)},
    {"ENODEV", Fault::error(ENODEV)},
    {"short read", Fault::shortRead()},
    {"short write", Fault::shortWrite()},
    {"lie about sync", Fault::lieAboutSync()},
    {"bit flipped on reading", Fault::flipBitOnRead()},
    {"bit flipped at rest", Fault::flipBitAtRest()},
    {"changed file", Fault::changeSource()},
    {"delay", Fault::delayed(std::chrono::milliseconds(1))},
};

fs::path mountPointOf(const fs::path& path)
{
    const auto name = std::next(path.begin());
    return name == path.end() ? "/" : "/" / *name; // "/" is on no volume.
}

/// Faults of other kinds do nothing to such a call, so trying them would prove nothing.
bool fits(const NamedFault& named, Operation operation)
{
    const bool reads = operation == Operation::Read;
    const bool changes = operation == Operation::CreateNew ||
                         operation == Operation::ContinueWriting ||
                         operation == Operation::Append || operation == Operation::SetAttributes ||
                         operation == Operation::Rename || operation == Operation::Remove ||
                         operation == Operation::CreateFolders;
    const bool syncs = operation == Operation::Sync || operation == Operation::SyncGroup ||
                       operation == Operation::SyncFolder;
    switch (named.fault.kind) {
    case Fault::Kind::ShortRead:
    case Fault::Kind::FlipBitOnRead:
        return reads;
    case Fault::Kind::ShortWrite:
        return operation == Operation::Append;
    case Fault::Kind::LieAboutSync:
        return syncs || operation == Operation::CreateFolders;
    case Fault::Kind::Error:
        if (named.fault.osError == EROFS)
            return changes;
        return named.fault.osError != ENOSPC || changes || syncs || operation == Operation::Close;
    case Fault::Kind::ChangeSource:
        return reads || operation == Operation::OpenForReading;
    case Fault::Kind::FlipBitAtRest:
        return reads || operation == Operation::OpenForReading ||
               operation == Operation::ContinueWriting || operation == Operation::Append ||
               operation == Operation::SetAttributes || operation == Operation::Sync ||
               operation == Operation::SyncGroup || operation == Operation::Close ||
               operation == Operation::Rename || operation == Operation::Info;
    default:
        return true;
    }
}

/// What a fault strikes.
struct Job {
    Mode mode = Mode::Verify;
    std::size_t destinations = 1;
    /// The reading back, without the card, of copies that are there; `mode` is VerifyLater then.
    bool readsBack = false;
    const CardContent& card = smallCard();
};

/// Makes the copies that are to be read back, and writes down that they were made.
bool copyFirst(OffloadScene& scene)
{
    const auto copied = scene.offload();
    if (copied)
        scene.events.record.end(*copied);
    return copied.has_value();
}

std::vector<Place> placesOf(const Job& job)
{
    OffloadScene scene(job.card, job.destinations);
    scene.options.mode = job.mode;
    EXPECT_TRUE(!job.readsBack || copyFirst(scene));
    const std::size_t from = scene.disks.operationCount();
    const auto result = job.readsBack ? scene.verifyLater() : scene.offload();
    EXPECT_TRUE(result && offload::judge(*result, {}).allVerified);
    std::map<std::pair<fs::path, Operation>, std::uint64_t> counts;
    std::vector<Place> places;
    for (const OperationRecord& call : scene.disks.operations()) {
        if (call.index < from)
            continue;
        const fs::path mountPoint = mountPointOf(call.path);
        places.push_back({mountPoint, call.operation, counts[{mountPoint, call.operation}]++});
    }
    return places;
}

/// One offload with one fault, and the one that cures it.
class FaultPoint {
public:
    FaultPoint(const Place& place, const NamedFault& fault, const Job& job, GoOn way)
        : m_scene(job.card, job.destinations)
        , m_place(place)
        , m_fault(fault)
        , m_job(job)
        , m_way(way)
    {
        m_scene.options.mode = job.mode;
        m_scene.disks.before = [this](const OperationRecord& record) { strike(record); };
    }

    void run()
    {
        if (m_job.readsBack && !copyFirst(m_scene)) {
            note("there are no copies to read back\n");
            return;
        }
        m_start = m_scene.disks.operationCount();
        m_armed.store(true);
        const auto result = m_job.readsBack ? m_scene.verifyLater() : m_scene.offload();
        m_armed.store(false);
        if (!m_record || !m_scene.disks.faultFired())
            return;
        fired = true;
        if (isKind(Fault::Kind::Error) && m_fault.fault.osError == ENODEV &&
            m_place.mountPoint != "/")
            m_scene.disks.bringBack(m_place.mountPoint);
        if (result) {
            checkFirst(*result);
            writeDown(*result);
        } else {
            checkRefusal(result.error());
        }
        checkSecond();
    }

    bool fired = false;
    bool resumed = false; ///< It was gone on with from the record.
    std::string wrong;    ///< In words; empty when all is as it must be.

private:
    void strike(const OperationRecord& record)
    {
        if (!m_armed.load() || record.operation != m_place.operation ||
            mountPointOf(record.path) != m_place.mountPoint || m_count++ != m_place.count)
            return;
        m_record = record;
        m_scene.disks.faultAt(record.index, m_fault.fault);
    }

    void note(const std::string& sentences)
    {
        if (!sentences.empty())
            wrong += "  " + sentences;
    }

    [[nodiscard]] bool onCard() const { return m_place.mountPoint == "/card"; }

    [[nodiscard]] bool isKind(Fault::Kind kind) const { return m_fault.fault.kind == kind; }

    [[nodiscard]] bool changesBytes() const
    {
        return isKind(Fault::Kind::FlipBitAtRest) || isKind(Fault::Kind::FlipBitOnRead) ||
               isKind(Fault::Kind::ChangeSource);
    }

    [[nodiscard]] bool changesCard() const
    {
        return onCard() &&
               (isKind(Fault::Kind::FlipBitAtRest) || isKind(Fault::Kind::ChangeSource));
    }

    /// A fault that is over when the call is tried again.
    [[nodiscard]] bool isTransient() const
    {
        return isKind(Fault::Kind::ShortRead) || isKind(Fault::Kind::Delay) ||
               (isKind(Fault::Kind::Error) &&
                (m_fault.fault.osError == EIO || m_fault.fault.osError == EINTR));
    }

    /// Bytes went wrong where nobody could see it: on the card, before it was read only once; or at
    /// a destination, after the copy was read back.
    [[nodiscard]] bool isBeyondUs() const
    {
        if (onCard())
            return isKind(Fault::Kind::FlipBitAtRest) ||
                   (isKind(Fault::Kind::FlipBitOnRead) &&
                    m_scene.options.mode != Mode::VerifySecondRead);
        if (!isKind(Fault::Kind::FlipBitAtRest) && !isKind(Fault::Kind::ChangeSource))
            return false;
        return isHistory() || m_record->index >= firstReadBack();
    }

    [[nodiscard]] bool isHistory() const
    {
        const std::string& path = m_record->path.native();
        return path.contains("/ascmhl") || path.contains("/.ascmhl.");
    }

    /// The number of the first call that read the copy back which the fault was about.
    [[nodiscard]] std::uint64_t firstReadBack() const
    {
        fs::path part = m_record->path;
        const auto calls = m_scene.disks.operations();
        for (const OperationRecord& call : calls) {
            if (call.index >= m_start && call.operation == Operation::Rename &&
                call.path == m_record->path)
                part = call.from;
        }
        for (const OperationRecord& call : calls) {
            if (call.index >= m_start && call.operation == Operation::Read && call.path == part)
                return call.index;
        }
        return m_record->index + 1;
    }

    /// Every file is verified, and the card could not be looked at once more.
    [[nodiscard]] bool isAboutCard(const offload::DestinationOutcome& outcome) const
    {
        return outcome.filesVerified == m_job.card.size() && !outcome.manifest && outcome.error &&
               outcome.error->path.native().starts_with("/card") &&
               (m_record->operation == Operation::List || m_record->operation == Operation::Info);
    }

    void checkFirst(const OffloadResult& result)
    {
        const CardContent& listed = m_job.card;
        const bool unseen = isBeyondUs();
        for (std::size_t i = 0; i < m_scene.destinations(); ++i) {
            const bool touched = m_scene.mountPoint(i) == m_place.mountPoint;
            if (unseen && !touched && !onCard())
                note(m_scene.wrongFiles(i, listed));
            const offload::DestinationOutcome& outcome = result.destinations.at(i);
            if (!touched && (!onCard() || isTransient()) && !outcome.good())
                note(fmt::format("destination {} had no fault and failed: {}\n", i,
                                 outcome.error.value_or(Error{}).describe()));
            if (!outcome.good() && changesBytes() && !isKind(Fault::Kind::ChangeSource) &&
                outcome.error && outcome.error->code != ErrorCode::DataCorrupted)
                note(fmt::format("destination {} has corrupted data and says: {}\n", i,
                                 outcome.error->describe()));
            if (onCard() && !outcome.good() && outcome.filesFailed == 0 && !isAboutCard(outcome))
                note(fmt::format("destination {} failed by the card, but no file did\n", i));
        }
        if (!unseen)
            note(falseClaims(m_scene, result, listed));
        const bool mustBeFound = onCard() && (isKind(Fault::Kind::ChangeSource) ||
                                              (isKind(Fault::Kind::FlipBitOnRead) &&
                                               m_scene.options.mode == Mode::VerifySecondRead));
        if (mustBeFound && offload::judge(result, {}).allVerified)
            note("the fault was not found\n");
        if (isKind(Fault::Kind::Delay) && !offload::judge(result, {}).allVerified)
            note("a delay made the offload fail\n");
    }

    void checkRefusal(const Error& error)
    {
        if (isKind(Fault::Kind::Delay))
            note("a delay was refused: " + error.describe() + "\n");
        for (std::size_t i = 0; i < m_scene.destinations(); ++i) {
            if (!m_job.readsBack && !m_scene.disks.tree(m_scene.mountPoint(i)).empty())
                note(fmt::format("refused, yet there are files at destination {}\n", i));
            if (m_job.readsBack && !changesBytes())
                note(m_scene.incomplete(i, m_job.card));
        }
    }

    /// Either the program ended, or it was killed right before and half of its news is lost.
    void writeDown(const OffloadResult& result)
    {
        JobRecord& record = m_scene.events.record;
        if (m_way == GoOn::FromCutRecord) {
            record.cutOff(true);
            return;
        }
        record.end(result);
        for (std::size_t i = 0; i < result.copies.size(); ++i) {
            const offload::CopyEvidence said = result.copies[i];
            const offload::CopyEvidence heard = record.get()->copies[i];
            if (said.level != heard.level || said.error.has_value() != heard.error.has_value())
                note(fmt::format("copy {} is {}, and the last that was heard of it is {}\n", i,
                                 offload::evidenceName(said.level),
                                 offload::evidenceName(heard.level)));
        }
    }

    /// What the copies are to be like: the card as it is. But a job that is taken up goes by what
    /// was read from it, and nobody could see that it was read wrong or changed since; so at least
    /// all copies are the same.
    [[nodiscard]] CardContent expectedCopies() const
    {
        CardContent card = changesCard() ? m_scene.card() : m_job.card;
        if (!resumed || !onCard() || !isBeyondUs())
            return card;
        for (auto& [name, bytes] : card)
            m_scene.disks.lookAt(
                m_scene.rollFolder(0) / name,
                [&bytes](const fs::path&, const std::string& copied) { bytes = copied; });
        return card;
    }

    /// Goes on, as somebody does who cured the fault. @param spoiled Copies or seals may have gone
    /// bad after they were read back, which is what to read them all back again is for.
    Result<OffloadResult> goOn(bool spoiled)
    {
        if (!resumed) {
            if (m_job.readsBack)
                m_scene.options.mode = Mode::Verify;
            return m_scene.offload();
        }
        auto result =
            m_job.readsBack ? m_scene.verifyLaterAsTold(spoiled) : m_scene.resume(spoiled);
        const bool cardIsAnother = onCard() && isKind(Fault::Kind::ChangeSource);
        if (result || !cardIsAnother || result.error().code != ErrorCode::InvalidArgument)
            return result;
        resumed = false; // Refused, as it must be.
        return m_scene.offload();
    }

    void checkSecond()
    {
        resumed = m_way != GoOn::Anew && m_scene.events.record.get() != nullptr;
        std::string spoiled; // What only the operator can cure.
        for (std::size_t i = 0; i < m_scene.destinations() && changesBytes(); ++i)
            spoiled += m_scene.wrongFiles(i, expectedCopies());
        const bool spoiledSeal = changesBytes() && isHistory();
        const auto kept = m_scene.partsOfKeptFiles();
        const std::size_t from = m_scene.disks.operationCount();
        const auto again = goOn(isBeyondUs() && !onCard());
        const CardContent card = expectedCopies();
        if (changesCard())
            note(m_scene.cardWrites());
        else
            note(m_scene.cardDamage());
        if (resumed)
            note(m_scene.writesTo(kept, from));
        const bool done = again && offload::judge(*again, {}).allVerified;
        // Read wrongly or spoiled since, a file that is read once more is found to differ.
        const bool foundAfterAll = resumed && m_way == GoOn::FromCutRecord && onCard() &&
                                   isBeyondUs() && again && !done && differsFromCard(*again);
        if (spoiled.empty() && !spoiledSeal && !done && !foundAfterAll) {
            note("gone on with, it failed: " + failureOf(again) + "\n");
        } else if (!spoiled.empty() && done) {
            note("gone on with, it says verified though " + spoiled);
        } else if (done) {
            note(falseClaims(m_scene, *again, card));
        }
    }

    static bool differsFromCard(const OffloadResult& result)
    {
        return std::ranges::all_of(result.copies, [](const offload::CopyEvidence& copy) {
            return !copy.error || copy.error->code == ErrorCode::DataCorrupted ||
                   copy.error->code == ErrorCode::AlreadyExists;
        });
    }

    static std::string failureOf(const Result<OffloadResult>& result)
    {
        if (!result)
            return result.error().describe();
        std::string sentences;
        for (const std::string& reason : offload::judge(*result, {}).reasons)
            sentences += reason + " ";
        return sentences;
    }

    OffloadScene m_scene;
    Place m_place;
    NamedFault m_fault;
    Job m_job;
    GoOn m_way;
    std::optional<OperationRecord> m_record; ///< The call that the fault was about.
    std::uint64_t m_start = 0;               ///< Number of the first call that may be struck.
    std::atomic<std::uint64_t> m_count{0};
    std::atomic<bool> m_armed{false};
};

struct Tally {
    std::size_t points = 0;
    std::size_t fired = 0;
    std::size_t resumed = 0;
    std::size_t failed = 0;
};

void tryEach(std::span<const Place> places, const Job& job, Tally& tally)
{
    constexpr std::size_t kShown = 40;
    constexpr std::size_t kDelayedCalls = 16; // One of so many.
    std::size_t turn = 0;
    for (const NamedFault& fault : kFaults) {
        const std::size_t rare = fault.fault.kind == Fault::Kind::Delay ? kDelayedCalls : 1;
        for (const Place& place : places) {
            if (!fits(fault, place.operation) || turn++ % (rare * sweepStride()) != 0)
                continue;
            const GoOn way = goOnInTurn(tally.points++);
            FaultPoint point(place, fault, job, way);
            point.run();
            tally.fired += point.fired ? 1 : 0;
            tally.resumed += point.resumed ? 1 : 0;
            if (!point.wrong.empty() && ++tally.failed <= kShown)
                ADD_FAILURE() << fault.name << " at call " << place.count << " of operation "
                              << static_cast<int>(place.operation) << " at " << place.mountPoint
                              << ", mode " << offload::modeName(job.mode) << ", "
                              << job.destinations << " destinations, way " << static_cast<int>(way)
                              << ":\n"
                              << point.wrong;
        }
    }
}

/// @param floor As many points there must be, so that nobody believes in a sweep that is none.
void report(const Tally& tally, std::size_t floor)
{
    std::cout << fmt::format("{} faults tried (one in {}), {} took effect, {} gone on with from "
                             "their record, {} went wrong\n",
                             tally.points, sweepStride(), tally.fired, tally.resumed, tally.failed);
    EXPECT_GE(tally.points * sweepStride(), floor);
    EXPECT_GT(tally.fired, tally.points / 2);
    EXPECT_GT(tally.resumed, tally.fired / 3);
    EXPECT_EQ(tally.failed, 0U);
}

TEST(FaultSweep, EveryFaultAtEveryCallOfAnOffloadToOneDestination)
{
    const Job job{.destinations = 1};
    Tally tally;
    tryEach(placesOf(job), job, tally);
    report(tally, 400);
}

TEST(FaultSweep, EveryFaultAtEveryCallOfAnOffloadToThreeDestinations)
{
    const Job job{.destinations = 3};
    Tally tally;
    tryEach(placesOf(job), job, tally);
    report(tally, 1000);
}

TEST(FaultSweep, EveryFaultAtEveryCallOfTheReadingBackOfCopiesThatAreVerifiedLater)
{
    const Job job{.mode = Mode::VerifyLater, .destinations = 2, .readsBack = true};
    Tally tally;
    tryEach(placesOf(job), job, tally);
    report(tally, 300);
}

TEST(FaultSweep, EveryFaultAtEveryBlockOfAFileThatIsReadSeveralBlocksAtATime)
{
    const Job job{.destinations = 2, .card = longCard()};
    std::vector<Place> blocks = placesOf(job);
    std::erase_if(blocks, [](const Place& place) {
        return place.operation != Operation::Read && place.operation != Operation::Append;
    });
    Tally tally;
    tryEach(blocks, job, tally);
    report(tally, 150);
}

TEST(FaultSweep, ReadTwiceTheCardHasNoBitThatFlipsUnseen)
{
    std::vector<Place> onCard = placesOf({.mode = Mode::VerifySecondRead});
    std::erase_if(onCard, [](const Place& place) { return place.mountPoint != "/card"; });
    Tally tally;
    tryEach(onCard, {.mode = Mode::VerifySecondRead, .destinations = 1}, tally);
    tryEach(onCard, {.mode = Mode::VerifySecondRead, .destinations = 3}, tally);
    report(tally, 300);
}

} // namespace
} // namespace tailslate::test
