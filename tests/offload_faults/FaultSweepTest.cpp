// SPDX-License-Identifier: Apache-2.0
#include "OffloadScene.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

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

std::vector<Place> placesOf(Mode mode, std::size_t destinations)
{
    OffloadScene scene(smallCard(), destinations);
    scene.options.mode = mode;
    const auto result = scene.offload();
    EXPECT_TRUE(result && offload::judge(*result, {}).allVerified);
    std::map<std::pair<fs::path, Operation>, std::uint64_t> counts;
    std::vector<Place> places;
    for (const OperationRecord& call : scene.disks.operations()) {
        const fs::path mountPoint = mountPointOf(call.path);
        places.push_back({mountPoint, call.operation, counts[{mountPoint, call.operation}]++});
    }
    return places;
}

/// One offload with one fault, and the offload that cures it.
class FaultPoint {
public:
    FaultPoint(const Place& place, const NamedFault& fault, Mode mode, std::size_t destinations)
        : m_scene(smallCard(), destinations)
        , m_place(place)
        , m_fault(fault)
    {
        m_scene.options.mode = mode;
        m_scene.disks.before = [this](const OperationRecord& record) { strike(record); };
    }

    void run()
    {
        const auto result = m_scene.offload();
        m_armed.store(false);
        if (!m_record || !m_scene.disks.faultFired())
            return;
        fired = true;
        if (isKind(Fault::Kind::Error) && m_fault.fault.osError == ENODEV &&
            m_place.mountPoint != "/")
            m_scene.disks.bringBack(m_place.mountPoint);
        if (result)
            checkFirst(*result);
        else
            checkRefusal(result.error());
        checkSecond();
    }

    bool fired = false;
    std::string wrong; ///< In words; empty when all is as it must be.

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

    [[nodiscard]] bool isHistory() const { return m_record->path.native().contains("/ascmhl"); }

    /// The number of the first call that read the copy back which the fault was about.
    [[nodiscard]] std::uint64_t firstReadBack() const
    {
        fs::path part = m_record->path;
        const auto calls = m_scene.disks.operations();
        for (const OperationRecord& call : calls) {
            if (call.operation == Operation::Rename && call.path == m_record->path)
                part = call.from;
        }
        for (const OperationRecord& call : calls) {
            if (call.operation == Operation::Read && call.path == part)
                return call.index;
        }
        return m_record->index + 1;
    }

    /// Every file is verified, and the card could not be looked at once more.
    [[nodiscard]] bool isAboutCard(const offload::DestinationOutcome& outcome) const
    {
        return outcome.filesVerified == smallCard().size() && !outcome.manifest && outcome.error &&
               outcome.error->path.native().starts_with("/card") &&
               (m_record->operation == Operation::List || m_record->operation == Operation::Info);
    }

    void checkFirst(const OffloadResult& result)
    {
        const CardContent& listed = smallCard();
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
            if (!m_scene.disks.tree(m_scene.mountPoint(i)).empty())
                note(fmt::format("refused, yet there are files at destination {}\n", i));
        }
    }

    /// Offloads again, as somebody does who cured the fault.
    void checkSecond()
    {
        const CardContent card = changesCard() ? m_scene.card() : smallCard();
        std::string spoiled; // What only the operator can cure.
        for (std::size_t i = 0; i < m_scene.destinations() && changesBytes(); ++i)
            spoiled += m_scene.wrongFiles(i, card);
        const bool spoiledSeal = changesBytes() && isHistory();
        const auto again = m_scene.offload();
        if (changesCard())
            note(m_scene.cardWrites());
        else
            note(m_scene.cardDamage());
        const bool done = again && offload::judge(*again, {}).allVerified;
        if (spoiled.empty() && !spoiledSeal && !done) {
            note("offloaded again, it failed: " + failureOf(again) + "\n");
        } else if (!spoiled.empty() && done) {
            note("offloaded again, it says verified though " + spoiled);
        } else if (done) {
            note(falseClaims(m_scene, *again, card));
        }
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
    std::optional<OperationRecord> m_record; ///< The call that the fault was about.
    std::atomic<std::uint64_t> m_count{0};
    std::atomic<bool> m_armed{true};
};

struct Tally {
    std::size_t points = 0;
    std::size_t fired = 0;
    std::size_t failed = 0;
};

void tryEach(std::span<const Place> places, std::span<const NamedFault> faults, Mode mode,
             std::size_t destinations, Tally& tally)
{
    constexpr std::size_t kShown = 40;
    constexpr std::size_t kDelayedCalls = 16; // One of so many.
    std::size_t turn = 0;
    for (const NamedFault& fault : faults) {
        const std::size_t rare = fault.fault.kind == Fault::Kind::Delay ? kDelayedCalls : 1;
        for (const Place& place : places) {
            if (!fits(fault, place.operation) || turn++ % (rare * sweepStride()) != 0)
                continue;
            FaultPoint point(place, fault, mode, destinations);
            point.run();
            ++tally.points;
            tally.fired += point.fired ? 1 : 0;
            if (!point.wrong.empty() && ++tally.failed <= kShown)
                ADD_FAILURE() << fault.name << " at call " << place.count << " of operation "
                              << static_cast<int>(place.operation) << " at " << place.mountPoint
                              << ", mode " << offload::modeName(mode) << ", " << destinations
                              << " destinations:\n"
                              << point.wrong;
        }
    }
}

/// @param floor As many points there must be, so that nobody believes in a sweep that is none.
void report(const Tally& tally, std::size_t floor)
{
    std::cout << fmt::format("{} faults tried (one in {}), {} took effect, {} went wrong\n",
                             tally.points, sweepStride(), tally.fired, tally.failed);
    EXPECT_GE(tally.points * sweepStride(), floor);
    EXPECT_GT(tally.fired, tally.points / 2);
    EXPECT_EQ(tally.failed, 0U);
}

TEST(FaultSweep, EveryFaultAtEveryCallOfAnOffloadToOneDestination)
{
    Tally tally;
    tryEach(placesOf(Mode::Verify, 1), kFaults, Mode::Verify, 1, tally);
    report(tally, 400);
}

TEST(FaultSweep, EveryFaultAtEveryCallOfAnOffloadToThreeDestinations)
{
    Tally tally;
    tryEach(placesOf(Mode::Verify, 3), kFaults, Mode::Verify, 3, tally);
    report(tally, 1000);
}

TEST(FaultSweep, ReadTwiceTheCardHasNoBitThatFlipsUnseen)
{
    std::vector<Place> onCard = placesOf(Mode::VerifySecondRead, 1);
    std::erase_if(onCard, [](const Place& place) { return place.mountPoint != "/card"; });
    Tally tally;
    tryEach(onCard, kFaults, Mode::VerifySecondRead, 1, tally);
    tryEach(onCard, kFaults, Mode::VerifySecondRead, 3, tally);
    report(tally, 300);
}

} // namespace
} // namespace tailslate::test
