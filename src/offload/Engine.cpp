// SPDX-License-Identifier: Apache-2.0
#include "offload/Engine.h"

#include "hash/Hasher.h"
#include "jobs/BoundedQueue.h"
#include "jobs/Worker.h"
#include "offload/detail/BlockPool.h"
#include "offload/detail/CopyBook.h"
#include "offload/detail/CopyNames.h"
#include "offload/detail/DestinationLane.h"
#include "offload/detail/FileTask.h"
#include "offload/detail/Seal.h"

#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace tailslate::offload {
namespace {

using namespace detail;

constexpr std::size_t kBlockSize = std::size_t{4} << 20;
/// Blocks on their way at once; with their size, the bound on the engine's memory.
constexpr std::size_t kBlocks = 16;
constexpr std::size_t kHashMessages = 64;

/// Hashes the files of a job in the order they are read, on a thread of its own, and settles each
/// task.
class HashLane {
public:
    HashLane(hash::Algorithm algorithm, std::stop_token stop)
        : m_algorithm(algorithm)
        , m_stop(std::move(stop))
        , m_messages(kHashMessages)
        , m_worker("offload-hash", [this](const std::stop_token&) { run(); })
    {
    }

    ~HashLane() { finish(); }

    HashLane(const HashLane&) = delete;
    HashLane& operator=(const HashLane&) = delete;

    void send(Message message) { m_messages.push(std::move(message), m_stop); }

    void finish()
    {
        m_messages.close();
        m_worker.join();
    }

private:
    void run()
    {
        while (auto message = m_messages.pop(m_stop)) {
            if (auto* const first = std::get_if<Begin>(&*message)) {
                m_task = std::move(first->task);
                m_hasher = hash::makeHasher(m_algorithm);
            } else if (const auto* const block = std::get_if<Data>(&*message)) {
                m_hasher->update(block->block->bytes());
            } else if (const auto task = std::exchange(m_task, nullptr);
                       !std::get<End>(*message).sourceFailed) {
                task->settle(m_hasher->finish());
            }
        }
        // After a stop, lanes may wait for digests that will never come: settle every task that was
        // or is still to be sent.
        const auto stopped = [] {
            return failure(ErrorCode::Cancelled, "stopped by the operator");
        };
        if (m_task)
            m_task->settle(stopped());
        while (const auto message = m_messages.pop(std::stop_token{})) {
            if (const auto* const first = std::get_if<Begin>(&*message))
                first->task->settle(stopped());
        }
    }

    hash::Algorithm m_algorithm;
    std::stop_token m_stop;
    jobs::BoundedQueue<Message> m_messages;
    std::shared_ptr<FileTask> m_task; ///< Worker thread only, as is m_hasher.
    std::unique_ptr<hash::Hasher> m_hasher;
    jobs::Worker m_worker;
};

/// Everything one run of the engine needs, so that its steps read as steps.
class Run {
public:
    Run(io::FileSystem& files, const Clock& clock, const Plan& plan, const SealInfo& seal,
        jobs::JobContext context, Lanes& lanes, Observer& observer)
        : m_files(files)
        , m_clock(clock)
        , m_plan(plan)
        , m_seal(seal)
        , m_context(std::move(context))
        , m_lanes(lanes)
        , m_book(plan, clock, lanes, observer)
        , m_started(clock.now())
    {
    }

    OffloadResult execute()
    {
        const std::uint64_t passes = 1 + m_plan.destinations.size();
        m_context.progress.setTotals(m_plan.card.totalBytes() * passes, m_plan.files().size());
        makeFolders();
        copyAll();
        return finish();
    }

private:
    /// Locks each destination and makes every folder of the card there, empty ones too. A
    /// destination where that fails is given up.
    void makeFolders()
    {
        for (std::size_t i = 0; i < m_plan.destinations.size(); ++i) {
            m_lanes[i].state.store(LaneState::Working);
            const auto prepared = prepare(m_plan.destinations[i].rollFolder);
            m_folderErrors.push_back(prepared ? std::nullopt : std::optional(prepared.error()));
            if (!prepared)
                m_rollFolders.emplace_back();
        }
    }

    Result<void> prepare(const std::filesystem::path& rollFolder)
    {
        TAILSLATE_CHECK(m_files.createFolders(rollFolder));
        TAILSLATE_TRY(auto lock, m_files.lockFolder(rollFolder));
        TAILSLATE_CHECK(removeStaleParts(rollFolder));
        for (const std::filesystem::path& folder : m_plan.card.folders) {
            TAILSLATE_CHECK(m_files.createFolders(rollFolder / folder));
            TAILSLATE_CHECK(removeStaleParts(rollFolder / folder));
        }
        TAILSLATE_TRY(const io::FileInfo info, m_files.info(rollFolder));
        m_locks.push_back(std::move(lock));
        m_rollFolders.emplace_back(info.identity);
        return {};
    }

    /// What runs that were killed left behind. Safe under the lock: no living job has a part file
    /// here.
    Result<void> removeStaleParts(const std::filesystem::path& folder)
    {
        TAILSLATE_TRY(const auto entries, m_files.list(folder));
        for (const io::DirectoryEntry& entry : entries) {
            if (entry.kind == io::FileKind::Regular && entry.name.extension() == kPartExtension &&
                entry.name.native().starts_with('.'))
                TAILSLATE_CHECK(m_files.remove(folder / entry.name));
        }
        return {};
    }

    /// A volume that was unmounted under the job leaves a folder of the same name on another disk.
    Result<void> checkStillThere(std::size_t destination)
    {
        const std::filesystem::path& rollFolder = m_plan.destinations[destination].rollFolder;
        TAILSLATE_TRY(const io::FileInfo info, m_files.info(rollFolder));
        if (m_rollFolders[destination] != info.identity)
            return failure(ErrorCode::DeviceLost, "the volume was unmounted during the offload",
                           rollFolder);
        return {};
    }

    void copyAll()
    {
        BlockPool pool(kBlocks, kBlockSize);
        HashLane hashLane(m_plan.algorithm, m_context.stop);
        std::vector<std::unique_ptr<DestinationLane>> lanes;
        for (std::size_t i = 0; i < m_plan.destinations.size(); ++i) {
            lanes.push_back(m_folderErrors[i]
                                ? nullptr
                                : std::make_unique<DestinationLane>(m_files, m_plan, i, m_context,
                                                                    m_lanes[i], m_book));
        }
        for (std::size_t i = 0; i < m_plan.files().size() && !m_context.stop.stop_requested();
             ++i) {
            const auto task = std::make_shared<FileTask>(i, m_plan.files()[i]);
            const auto toAll = [&](const Message& message) {
                hashLane.send(message);
                for (const auto& lane : lanes) {
                    if (lane)
                        lane->send(message);
                }
            };
            enterFolderFailures(i);
            toAll(Begin{task});
            const auto sent = readFile(task->file(), pool, toAll);
            if (!sent)
                task->settle(std::unexpected(sent.error()));
            toAll(End{.sourceFailed = !sent});
            m_context.progress.addItems(1);
        }
        // The hasher first: lanes wait for its digests.
        hashLane.finish();
        for (std::size_t i = 0; i < lanes.size(); ++i) {
            if (lanes[i]) {
                lanes[i]->finish();
                m_givenUp.push_back(lanes[i]->givenUp());
            } else {
                m_givenUp.push_back(m_folderErrors[i]);
            }
        }
    }

    void enterFolderFailures(std::size_t file)
    {
        for (std::size_t i = 0; i < m_folderErrors.size(); ++i) {
            if (!m_folderErrors[i])
                continue;
            CopyEvidence evidence;
            evidence.file = file;
            evidence.destination = i;
            evidence.error = m_folderErrors[i];
            m_book.enter(std::move(evidence));
        }
    }

    /// Reads a file of the card once, from start to end, and sends it on. The card is only ever
    /// opened for reading.
    template <class Send>
    Result<void> readFile(const media::CardFile& file, BlockPool& pool, const Send& send)
    {
        const std::filesystem::path path = m_plan.card.root / file.path;
        TAILSLATE_TRY(const auto input, m_files.openForReading(path, io::ReadFrom::Medium));
        TAILSLATE_CHECK(checkUnchanged(*input, file, path));
        std::uint64_t offset = 0;
        while (offset < file.size) {
            const std::shared_ptr<Block> block = pool.acquire(m_context.stop);
            if (!block)
                return m_context.checkStop();
            TAILSLATE_TRY(block->size, input->readAt(offset, block->buffer.bytes()));
            if (block->size == 0)
                break;
            offset += block->size;
            m_context.progress.addBytes(block->size);
            send(Data{block});
        }
        if (offset != file.size)
            return failure(ErrorCode::Io,
                           "the file has another length than the card's listing says", path);
        TAILSLATE_CHECK(m_context.checkStop());
        return checkUnchanged(*input, file, path);
    }

    static Result<void> checkUnchanged(io::InputFile& input, const media::CardFile& file,
                                       const std::filesystem::path& path)
    {
        TAILSLATE_TRY(const io::FileInfo info, input.info());
        if (info.size != file.size || info.modified != file.modified)
            return failure(ErrorCode::Io, "the file was changed on the card during the offload",
                           path);
        return {};
    }

    OffloadResult finish()
    {
        OffloadResult result;
        result.plan = m_plan;
        result.started = m_started;
        result.copies = m_book.take();
        result.cancelled = m_context.stop.stop_requested();
        for (std::size_t i = 0; i < m_plan.destinations.size(); ++i) {
            result.destinations.push_back(outcomeOf(result, i));
            const DestinationOutcome& outcome = result.destinations.back();
            m_lanes[i].state.store(outcome.good() ? LaneState::Sealed : LaneState::Failed);
            m_book.destinationDone(i, outcome);
        }
        result.finished = m_clock.now();
        return result;
    }

    /// Counts what was proved at a destination and, when nothing is missing, seals it.
    DestinationOutcome outcomeOf(const OffloadResult& result, std::size_t destination)
    {
        DestinationOutcome outcome;
        outcome.error = m_givenUp[destination];
        for (std::size_t file = 0; file < m_plan.files().size(); ++file) {
            const CopyEvidence& copy = result.copy(file, destination);
            if (copy.level >= EvidenceLevel::Verified) {
                ++outcome.filesVerified;
                continue;
            }
            ++outcome.filesFailed;
            if (!outcome.error)
                outcome.error = copy.error;
        }
        if (outcome.error || result.cancelled)
            return outcome;
        if (const auto there = checkStillThere(destination); !there) {
            outcome.error = there.error();
            return outcome;
        }
        if (auto sealed = sealDestination(m_files, m_clock, result, destination, m_seal))
            outcome.manifest = std::move(*sealed);
        else
            outcome.error = std::move(sealed).error();
        return outcome;
    }

    io::FileSystem& m_files;
    const Clock& m_clock;
    const Plan& m_plan;
    const SealInfo& m_seal;
    jobs::JobContext m_context;
    Lanes& m_lanes;
    CopyBook m_book;
    TimePoint m_started;
    std::vector<std::unique_ptr<io::FolderLock>> m_locks;
    std::vector<std::optional<io::FileIdentity>>
        m_rollFolders;                                ///< Per destination, as it was locked.
    std::vector<std::optional<Error>> m_folderErrors; ///< Per destination.
    std::vector<std::optional<Error>> m_givenUp;      ///< Per destination, once copying ended.
};

} // namespace

Engine::Engine(io::FileSystem& files, const Clock& clock)
    : m_files(files)
    , m_clock(clock)
{
}

Result<OffloadResult> Engine::run(const Plan& plan, const SealInfo& seal, jobs::JobContext context,
                                  Lanes& lanes, Observer& observer)
{
    if (lanes.size() != plan.destinations.size())
        return failure(ErrorCode::InvalidArgument,
                       "the plan and its lanes have different numbers of destinations");
    return Run(m_files, m_clock, plan, seal, std::move(context), lanes, observer).execute();
}

} // namespace tailslate::offload
