// SPDX-License-Identifier: Apache-2.0
#include "offload/detail/Pass.h"

#include "base/DisplayText.h"
#include "hash/Hasher.h"
#include "offload/detail/BlocksInOrder.h"
#include "offload/detail/SetAside.h"
#include "offload/detail/WorkSizes.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

namespace tailslate::offload::detail {
namespace {

using std::chrono::milliseconds;

/// Small files, or blocks of a large one, that are read at once from a solid-state card, beside the
/// pass's own thread.
constexpr std::size_t kHelpers = 3;
constexpr milliseconds kLook{50};

std::size_t aligned(std::uint64_t size)
{
    return static_cast<std::size_t>((size + io::kBlockAlignment - 1) / io::kBlockAlignment *
                                    io::kBlockAlignment);
}

std::size_t blocksOf(std::uint64_t size)
{
    return static_cast<std::size_t>((size + kBlockSize - 1) / kBlockSize);
}

/// Every algorithm that files of the job are hashed by.
std::set<hash::Algorithm> algorithmsOf(const Plan& plan)
{
    std::set<hash::Algorithm> algorithms{plan.algorithm};
    if (plan.cardManifests) {
        for (const hash::Algorithm algorithm : plan.cardManifests->algorithms())
            algorithms.insert(algorithm);
    }
    return algorithms;
}

Reading readingOfCard(const PassScene& scene)
{
    return {scene.files,         scene.context,           scene.settings,
            scene.card.device(), scene.lanes.readingCard, &scene.card,
            &scene.marks};
}

/// With no patience: the card is there to fall back on.
Reading readingOfCopy(const PassScene& scene, const DeviceWatch& device, std::size_t destination)
{
    Reading reading{scene.files, scene.context, scene.settings, device,
                    scene.lanes[destination].readingBack};
    reading.settings.readRetries = 0;
    return reading;
}

} // namespace

Pass::Pass(const PassScene& scene, const std::vector<Destination*>& destinations)
    : m_scene(scene)
    , m_pool(kBlocks, kBlockSize)
    , m_crew("offload-read", scene.plan.cardVolume.rotational ? 0 : kHelpers)
    , m_cardReading(readingOfCard(scene))
{
    m_copyWatches.reserve(scene.plan.destinations.size());
    for (std::size_t i = 0; i < scene.plan.destinations.size(); ++i) {
        const PlannedDestination& one = scene.plan.destinations[i];
        const auto info = scene.files.info(one.rollFolder);
        m_copyWatches.emplace_back(scene.files, one.rollFolder,
                                   info ? info->identity : io::FileIdentity{}, one.volume);
        m_copyReadings.push_back(readingOfCopy(scene, m_copyWatches.back(), i));
    }
    for (const hash::Algorithm algorithm : algorithmsOf(scene.plan))
        m_hashers.push_back(
            std::make_unique<HashLane>(algorithm, scene.context.stop, scene.lanes.hashing));
    for (Destination* const destination : destinations)
        m_lanes.push_back(std::make_unique<DestinationLane>(*destination, [this] {
            const std::lock_guard lock(m_ending);
            m_laneEnded.notify_all();
        }));
    if (scene.plan.mode == Mode::VerifySecondRead) {
        m_secondPool = std::make_unique<BlockPool>(m_crew.size(), kBlockSize);
        for (std::size_t i = 0; i < m_crew.size(); ++i)
            m_secondReads.emplace_back(static_cast<std::size_t>(kSmallFile));
    }
}

void Pass::run()
{
    for (std::size_t file = 0; file < m_scene.plan.files().size(); ++file) {
        if (!m_scene.context.checkStop() || nobodyTakes())
            break;
        feed(file);
        if (m_scene.first)
            m_scene.context.progress.addItems(1);
    }
    flushBatch();
    m_hashers.clear(); // Lanes wait for their digests.
    for (const auto& lane : m_lanes)
        lane->close();
    waitForLanes();
    for (const auto& lane : m_lanes)
        lane->finish();
}

/// What is only read back takes each device its own time. One that takes much longer than another
/// is left behind, so that the other can be sealed meanwhile.
void Pass::waitForLanes()
{
    const auto isDone = [](const auto& lane) { return lane->isDone(); };
    const auto isThrough = [](const auto& lane) {
        return lane->isDone() && !lane->isLeftBehind() && !lane->destination().isLost() &&
               !lane->destination().givenUp();
    };
    const auto isSlow = [](const auto& lane) { return !lane->isDone() && lane->isReadingBack(); };
    std::unique_lock lock(m_ending);
    for (milliseconds waited{0}; !std::ranges::all_of(m_lanes, isDone);) {
        const bool isHeldUp =
            std::ranges::any_of(m_lanes, isThrough) && std::ranges::any_of(m_lanes, isSlow);
        m_laneEnded.wait_for(lock, m_scene.context.stop, kLook,
                             [&] { return std::ranges::all_of(m_lanes, isDone); });
        lock.unlock();
        const bool isStopped = !m_scene.context.checkStop(); // A pause is nobody's lag.
        lock.lock();
        if (isStopped)
            return;
        waited += isHeldUp ? kLook : milliseconds(0);
        if (isHeldUp && waited >= m_scene.settings.lagPatience)
            break;
    }
    lock.unlock();
    for (const auto& lane : m_lanes) {
        if (!isSlow(lane))
            continue;
        lane->leaveBehind();
        m_scene.book.notice(lane->destination().index(),
                            "slower to read back than the others, which are sealed meanwhile; it "
                            "goes on after that");
    }
}

std::vector<Destination*> Pass::unfinished() const
{
    std::vector<Destination*> destinations;
    for (const auto& lane : m_lanes) {
        if (lane->isLeftBehind() || lane->destination().isLost())
            destinations.push_back(&lane->destination());
    }
    return destinations;
}

bool Pass::nobodyTakes() const
{
    return std::ranges::all_of(m_lanes, [](const auto& lane) {
        return lane->isLeftBehind() || lane->destination().isLost() ||
               lane->destination().givenUp().has_value();
    });
}

/// Between two blocks of a large file.
Result<void> Pass::checkWanted() const
{
    TAILSLATE_CHECK(m_scene.context.checkStop());
    if (nobodyTakes())
        return failure(ErrorCode::Cancelled, "no destination is left to take the file");
    return {};
}

bool Pass::anyNeeds(std::size_t file) const
{
    return std::ranges::any_of(m_lanes, [&](const auto& lane) {
        return !lane->isLeftBehind() && m_scene.book.isOpen(file, lane->destination().index());
    });
}

/// Whether every copy that is needed is there already and was ours: the card need not be read.
bool Pass::onlyReadBack(std::size_t file) const
{
    return std::ranges::all_of(m_lanes, [&](const auto& lane) {
        const std::size_t index = lane->destination().index();
        return lane->isLeftBehind() || !m_scene.book.isOpen(file, index) ||
               m_scene.book.level(file, index) >= EvidenceLevel::Hashed;
    });
}

void Pass::feed(std::size_t file)
{
    const media::CardFile& cardFile = m_scene.plan.files()[file];
    if (!anyNeeds(file)) {
        if (m_scene.first && m_scene.readCard)
            m_scene.context.progress.addBytes(cardFile.size);
        return;
    }
    const auto known = m_scene.book.knownSource(file);
    if (known && onlyReadBack(file)) {
        if (m_scene.first && m_scene.readCard)
            m_scene.context.progress.addBytes(cardFile.size);
        for (const auto& lane : m_lanes) {
            if (!lane->isLeftBehind() && m_scene.book.isOpen(file, lane->destination().index()))
                lane->readBackLater(file);
        }
        return;
    }
    Candidates candidates = candidatesFor(file, known);
    if (candidates.empty()) {
        readBackWhatIsThere(file, known);
        return;
    }
    if (cardFile.size > kSmallFile) {
        flushBatch();
        stream(file, std::move(candidates), known);
        return;
    }
    if (m_batch.size() == kFilesInBatch || m_batchBytes + aligned(cardFile.size) > kBlockSize)
        flushBatch();
    m_batch.push_back({makeTask(file, known), m_batchBytes});
    m_batchBytes += aligned(cardFile.size);
}

/// Without the card and without a verified copy, each copy can only be judged by itself.
void Pass::readBackWhatIsThere(std::size_t file, const std::optional<KnownSource>& known)
{
    const auto task = makeTask(file, known);
    for (const auto& lane : m_lanes) {
        Destination& destination = lane->destination();
        if (!m_scene.book.isOpen(file, destination.index()))
            continue;
        if (known && m_scene.book.level(file, destination.index()) >= EvidenceLevel::Hashed)
            lane->readBackLater(file);
        else
            destination.fail(*task,
                             {ErrorCode::NotFound,
                              "there is no copy to read back; resume the offload with the card",
                              {},
                              0});
    }
}

std::shared_ptr<FileTask> Pass::makeTask(std::size_t file,
                                         const std::optional<KnownSource>& known) const
{
    const Plan& plan = m_scene.plan;
    SourceChecks checks;
    checks.algorithm = plan.algorithm;
    if (known) {
        checks.earlier = known->digest;
        checks.earlierConfirmed = known->confirmed;
    }
    if (!checks.earlierConfirmed) {
        checks.secondRead = plan.mode == Mode::VerifySecondRead;
        checks.recorded = plan.cardManifests.get();
        if (checks.recorded) {
            const std::string_view path = plan.files()[file].path;
            checks.recordedIn = checks.recorded->find(path, plan.algorithm)
                                    ? plan.algorithm
                                    : checks.recorded->algorithmFor(path);
        }
    }
    return std::make_shared<FileTask>(file, plan.files()[file], std::move(checks));
}

Candidates Pass::candidatesFor(std::size_t file, const std::optional<KnownSource>& known) const
{
    // What is to be read twice must come from the card.
    const bool twice = m_scene.plan.mode == Mode::VerifySecondRead && !(known && known->confirmed);
    Candidates candidates;
    if (known && !twice && (!m_scene.first || !m_scene.readCard)) {
        for (std::size_t i = 0; i < m_scene.plan.destinations.size(); ++i) {
            if (!m_scene.plan.destinations[i].absent &&
                m_scene.book.level(file, i) >= EvidenceLevel::Verified)
                candidates.push_back(
                    {&m_copyReadings[i], &m_scene.plan.destinations[i].rollFolder, i});
        }
    }
    if (m_scene.readCard)
        candidates.push_back({&m_cardReading, &m_scene.plan.card.root, std::nullopt});
    return candidates;
}

void Pass::stream(std::size_t file, Candidates candidates, const std::optional<KnownSource>& known)
{
    while (!candidates.empty())
        candidates = streamFrom(file, candidates, known);
}

Candidates Pass::streamFrom(std::size_t file, const Candidates& candidates,
                            const std::optional<KnownSource>& known)
{
    const auto task = makeTask(file, known);
    sendToHashers(Begin{task}, *task);
    send(Begin{task});
    FallbackSource source(candidates, task->file(),
                          [&](std::size_t destination) { reject(file, destination); });
    const auto sent = streamOnce(*task, source);
    if (!sent)
        task->fail(sent.error());
    sendToHashers(End{.sourceFailed = !sent}, *task);
    Candidates others;
    // The lanes hear of the end when it is known whether these were the right bytes.
    if (known && sent && source.copyGave() && !task->outcome() &&
        task->outcome().error().code == ErrorCode::DataCorrupted)
        others = othersThan(source, *task, known->digest);
    send(End{.sourceFailed = !sent, .comesAgain = !others.empty()});
    // Meanwhile the lanes sync and read back; the verifiers wait for the second read's word.
    if (sent && task->wantsSecondRead()) {
        if (const auto again = readAgain(*task); !again)
            task->fail(again.error());
    }
    return others;
}

Result<void> Pass::streamOnce(FileTask& task, FallbackSource& source)
{
    TAILSLATE_CHECK(readBlocks(task, source, m_pool, [&](const std::shared_ptr<Block>& block) {
        m_scene.context.progress.addBytes(m_scene.first ? block->size : 0);
        sendToHashers(Data{block}, task);
        send(Data{block});
    }));
    task.noteSource(source.read(), source.copyGave());
    return {};
}

Result<void> Pass::readAgain(FileTask& task)
{
    FallbackSource source({{&m_cardReading, &m_scene.plan.card.root, std::nullopt}}, task.file(),
                          {});
    const auto hasher = hash::makeHasher(m_scene.plan.algorithm);
    // In blocks of its own: those of the first read may wait for a slow destination.
    TAILSLATE_CHECK(
        readBlocks(task, source, *m_secondPool, [&](const std::shared_ptr<Block>& block) {
            hasher->update(block->bytes());
            m_scene.context.progress.addBytes(block->size);
        }));
    TAILSLATE_CHECK(source.checkFromMedium());
    task.report(hasher->finish());
    return {};
}

Result<void> Pass::readBlocks(const FileTask& task, FallbackSource& source, BlockPool& pool,
                              const std::function<void(const std::shared_ptr<Block>&)>& take)
{
    std::vector<std::shared_ptr<Block>> inHand(m_crew.size());
    BlockWork work;
    work.read = [&](std::size_t number, std::size_t member) -> Result<void> {
        TAILSLATE_CHECK(checkWanted());
        std::shared_ptr<Block> block = acquireBlock(pool);
        if (!block)
            return failure(ErrorCode::Cancelled, "stopped by the operator");
        TAILSLATE_TRY(block->size, source.readAt(number * kBlockSize, block->buffer.bytes()));
        inHand[member] = std::move(block);
        return {};
    };
    work.take = [&](std::size_t, std::size_t member) -> Result<void> {
        take(std::exchange(inHand[member], nullptr));
        return {};
    };
    // What goes through the page cache is better read on by one; where there is another candidate
    // to fall back to, only one may.
    const bool isAlone = source.candidates().size() > 1 || source.candidates().front().destination;
    TAILSLATE_CHECK(source.open());
    TAILSLATE_CHECK(blocksInOrder(m_crew, blocksOf(task.file().size), work,
                                  [&] { return !isAlone && source.isDirect(); }));
    TAILSLATE_CHECK(m_scene.context.checkStop());
    return source.checkUnchanged();
}

Candidates Pass::othersThan(const FallbackSource& source, const FileTask& task,
                            const hash::Digest& expected)
{
    Candidates others = source.candidates();
    if (source.isMixed()) // The last one is tried alone.
        return others;
    const Candidate copy = others.front();
    others.erase(others.begin());
    if (isBad(copy, task.file(), expected))
        reject(task.index(), *copy.destination);
    return others;
}

/// Reads the copy once more: a fault on the way here is not a fault of the copy.
bool Pass::isBad(const Candidate& copy, const media::CardFile& file,
                 const hash::Digest& expected) const
{
    auto again = SourceFile::open(*copy.reading, *copy.root, file);
    if (!again)
        return again.error().code == ErrorCode::DataCorrupted;
    io::AlignedBuffer buffer(kBlockSize);
    const auto hasher = hash::makeHasher(m_scene.plan.algorithm);
    for (std::uint64_t offset = 0; offset < file.size;) {
        const auto count = (*again)->readAt(offset, buffer.bytes());
        if (!count)
            return false;
        hasher->update(buffer.bytes().first(*count));
        offset += *count;
    }
    return hasher->finish() != expected;
}

void Pass::reject(std::size_t file, std::size_t destination)
{
    const std::filesystem::path path =
        m_scene.plan.destinations[destination].rollFolder / m_scene.plan.files()[file].path;
    const auto aside = setAside(m_scene.files, path, path, m_scene.plan.jobId);
    if (aside) // Else it may lie under the name of a copy again after a power cut.
        static_cast<void>(m_scene.files.syncFolder(path.parent_path()));
    m_scene.book.revoke(
        file, destination,
        {ErrorCode::DataCorrupted,
         fmt::format("read to fill another destination, the copy differs from the card; the bad "
                     "copy was {}",
                     aside ? fmt::format("set aside as \"{}\"", displayText(aside->filename()))
                           : "left under its name, as it cannot be renamed"),
         path});
}

void Pass::flushBatch()
{
    if (m_batch.empty())
        return;
    auto slices = std::make_shared<std::vector<Slice>>(std::exchange(m_batch, {}));
    m_batchBytes = 0;
    const std::shared_ptr<Block> block = acquireBlock(m_pool);
    if (!block)
        return; // Stopped: the files stay "not reached".
    readSlices(*block, *slices);
    send(Batch{block, std::move(slices)});
}

void Pass::readSlices(Block& block, const std::vector<Slice>& slices)
{
    m_crew.forEach(slices.size(), [&](std::size_t item, std::size_t member) {
        FileTask& task = *slices[item].task;
        const auto target =
            block.buffer.bytes().subspan(slices[item].offset, aligned(task.file().size));
        if (const auto read = readSlice(task, target, member); !read)
            task.fail(read.error());
    });
}

Result<void> Pass::readSlice(FileTask& task, std::span<std::byte> target, std::size_t member)
{
    const auto size = static_cast<std::size_t>(task.file().size);
    TAILSLATE_CHECK(readSmall(task, target));
    hashSmall(task, target.first(size));
    if (task.wantsSecondRead()) {
        const auto second = m_secondReads[member].bytes().first(target.size());
        FallbackSource source({{&m_cardReading, &m_scene.plan.card.root, std::nullopt}},
                              task.file(), {});
        TAILSLATE_CHECK(readWhole(source, second));
        TAILSLATE_CHECK(source.checkFromMedium());
        task.report(hash::digestOf(m_scene.plan.algorithm, second.first(size)));
        m_scene.context.progress.addBytes(size);
    }
    m_scene.context.progress.addBytes(m_scene.first ? size : 0);
    return {};
}

Result<void> Pass::readSmall(FileTask& task, std::span<std::byte> target)
{
    const auto known = m_scene.book.knownSource(task.index());
    Candidates candidates = candidatesFor(task.index(), known);
    for (;;) {
        FallbackSource source(std::move(candidates), task.file(),
                              [&](std::size_t destination) { reject(task.index(), destination); });
        TAILSLATE_CHECK(readWhole(source, target));
        task.noteSource(source.read(), source.copyGave());
        const auto bytes = target.first(static_cast<std::size_t>(task.file().size));
        if (!known || !source.copyGave() ||
            hash::digestOf(m_scene.plan.algorithm, bytes) == known->digest)
            return {};
        candidates = othersThan(source, task, known->digest);
        if (candidates.empty())
            return {}; // The task finds that these are not the right bytes.
    }
}

Result<void> Pass::readWhole(FallbackSource& source, std::span<std::byte> target)
{
    TAILSLATE_CHECK(source.open());
    if (!target.empty())
        TAILSLATE_CHECK(source.readAt(0, target));
    return source.checkUnchanged();
}

void Pass::hashSmall(FileTask& task, std::span<const std::byte> bytes)
{
    task.report(hash::digestOf(m_scene.plan.algorithm, bytes));
    if (const auto other = task.otherAlgorithm())
        task.report(hash::digestOf(*other, bytes));
}

void Pass::send(const Message& message)
{
    for (const auto& lane : m_lanes) {
        if (!lane->isLeftBehind())
            lane->send(message);
    }
}

void Pass::sendToHashers(const Message& message, const FileTask& task)
{
    for (const auto& hasher : m_hashers) {
        if (hasher->algorithm() == m_scene.plan.algorithm ||
            hasher->algorithm() == task.otherAlgorithm())
            hasher->send(message);
    }
}

std::shared_ptr<Block> Pass::acquireBlock(BlockPool& pool)
{
    const std::lock_guard lock(m_acquiring);
    for (;;) {
        if (!m_scene.context.checkStop()) // A pause is nobody's lag.
            return nullptr;
        const auto before = BusyTime::Clock::now();
        auto block = pool.acquire(m_scene.context.stop, kLook);
        noteLag(std::chrono::duration_cast<milliseconds>(BusyTime::Clock::now() - before));
        if (block || m_scene.context.stop.stop_requested())
            return block;
    }
}

/// A lane that holds up idle ones runs up a debt that it works off, more slowly, while it does not.
void Pass::noteLag(milliseconds waited)
{
    constexpr int kWorkOff = 3;
    // A longer step was no waiting: the job was paused, or the whole program was stopped.
    constexpr milliseconds kLongestStep = 2 * kLook;
    const auto now = BusyTime::Clock::now();
    const auto elapsed = std::chrono::duration_cast<milliseconds>(now - m_lastLook);
    m_lastLook = now;
    waited = std::min(waited, kLongestStep);
    std::vector<DestinationLane*> active;
    for (const auto& lane : m_lanes) {
        if (!lane->isLeftBehind() && !lane->destination().givenUp())
            active.push_back(lane.get());
    }
    const bool someIdle = std::ranges::any_of(
        active, [](const DestinationLane* lane) { return lane->backlog() == 0; });
    for (DestinationLane* const lane : active) {
        if (someIdle && lane->backlog() > 0)
            lane->heldUpOthers += waited;
        else
            lane->heldUpOthers -= std::min(lane->heldUpOthers, elapsed / kWorkOff);
        if (lane->heldUpOthers < m_scene.settings.lagPatience)
            continue;
        lane->leaveBehind();
        lane->destination().counters().state.store(LaneState::Behind);
        m_scene.book.notice(lane->destination().index(),
                            "too slow to keep up with the other destinations; it is filled after "
                            "them, from a finished copy");
    }
}

} // namespace tailslate::offload::detail
