// SPDX-License-Identifier: Apache-2.0
#include "offload/detail/DestinationLane.h"

#include "offload/detail/WorkSizes.h"

#include <set>
#include <utility>

namespace tailslate::offload::detail {
namespace {

namespace fs = std::filesystem;

/// Messages that may wait: data is bounded by the block pool already, so this only bounds the rest.
constexpr std::size_t kMessages = 128;

} // namespace

DestinationLane::DestinationLane(Destination& destination, std::function<void()> whenDone)
    : m_destination(destination)
    , m_jobStop(destination.context().stop, [this] { m_stop.request_stop(); })
    , m_whenDone(std::move(whenDone))
    , m_messages(kMessages)
    , m_verifier(destination)
    , m_writer("offload-write", [this](const std::stop_token&) { write(); })
{
}

DestinationLane::~DestinationLane()
{
    finish();
}

void DestinationLane::send(Message message)
{
    m_backlog.fetch_add(1);
    if (!m_messages.push(std::move(message), m_stop.get_token()))
        m_backlog.fetch_sub(1);
}

void DestinationLane::leaveBehind()
{
    m_leftBehind.store(true);
    m_stop.request_stop();
    m_messages.abandon();
}

void DestinationLane::readBackLater(std::size_t file)
{
    m_readBacks.push_back(static_cast<std::uint32_t>(file));
}

void DestinationLane::close()
{
    m_messages.close();
}

void DestinationLane::finish()
{
    close();
    m_writer.join();
    m_verifier.finish();
}

void DestinationLane::write()
{
    while (const auto message = m_messages.pop(m_stop.get_token())) {
        take(*message);
        m_backlog.fetch_sub(1);
        if (m_destination.isLost())
            leaveBehind();
    }
    m_messages.abandon();
    const bool stopped = m_destination.context().stop.stop_requested();
    if (stopped) {
        for (const Written& one : std::exchange(m_unsynced, {})) {
            if (one.isPart)
                static_cast<void>(
                    m_destination.files().remove(m_destination.partPath(one.task->file())));
        }
    }
    if (!m_destination.isLost())
        syncWritten();
    // A part that the next pass, or a later run, goes on from stays, unless the operator wants no
    // more.
    if (std::exchange(m_part, nullptr) && (stopped || !isWorthContinuing(m_task->file())))
        static_cast<void>(m_destination.files().remove(m_destination.partPath(m_task->file())));
    m_task.reset();
    if (!m_stop.stop_requested())
        readBack();
    m_verifier.finish();
    m_done.store(true);
    if (m_whenDone)
        m_whenDone();
}

void DestinationLane::readBack()
{
    m_verifier.noMoreWrites();
    m_readingBack.store(true);
    for (const std::uint32_t file : m_readBacks) {
        // Given up, it still enters that they were not tried.
        if (m_stop.stop_requested() || m_destination.isLost() ||
            !m_destination.context().checkStop())
            break;
        readBackOnly(file);
    }
    if (m_destination.isLost())
        leaveBehind();
    if (!m_stop.stop_requested())
        syncWritten();
    m_unsynced.clear();
}

void DestinationLane::take(const Message& message)
{
    if (!m_destination.context().checkStop())
        return;
    if (const auto* const first = std::get_if<Begin>(&message))
        begin(*first);
    else if (const auto* const block = std::get_if<Data>(&message))
        data(*block);
    else if (const auto* const last = std::get_if<End>(&message))
        end(*last);
    else
        batch(std::get<Batch>(message));
}

bool DestinationLane::isUsable(const FileTask& task)
{
    const auto error = m_destination.givenUp();
    if (!error)
        return !m_destination.isLost();
    m_destination.fail(
        task, {.code = error->code,
               .message = "not tried, because the destination was given up after an earlier error",
               .path = {}});
    return false;
}

Result<bool> DestinationLane::finalNameIsFree(const media::CardFile& file)
{
    // At the last moment before something is written there.
    TAILSLATE_CHECK(m_destination.checkFolderOf(file));
    const fs::path path = m_destination.finalPath(file);
    const auto existing = m_destination.files().info(path);
    if (existing) {
        if (existing->kind != io::FileKind::Regular || existing->size != file.size)
            return failure(ErrorCode::AlreadyExists,
                           "a different file with this name is already there; it was left alone",
                           path);
        return false;
    }
    if (existing.error().code != ErrorCode::NotFound)
        return std::unexpected(existing.error());
    return true;
}

void DestinationLane::begin(const Begin& message)
{
    m_task.reset();
    m_alreadyThere = false;
    const FileTask& task = *message.task;
    if (!m_destination.book().isOpen(task.index(), m_destination.index()) || !isUsable(task))
        return;
    m_task = message.task;
    const auto free = finalNameIsFree(task.file());
    if (!free) {
        failCurrent(m_destination.blame(free.error(), task.file()));
        return;
    }
    m_alreadyThere = !*free;
    if (m_alreadyThere)
        return;
    const std::filesystem::path path = m_destination.partPath(task.file());
    auto part = PartFile::open(m_destination.files(), path, task.file());
    // Below the mount point of a volume that left meanwhile it would fill the system's disk.
    const auto there = m_destination.checkDeviceNumber();
    if (part && there) {
        m_part = std::move(*part);
        return;
    }
    if (part)
        static_cast<void>(m_destination.files().remove(path));
    failCurrent(m_destination.blame(part ? there.error() : part.error(), task.file()));
}

void DestinationLane::data(const Data& message)
{
    if (!m_part)
        return;
    const auto written = [&] {
        const BusySpan busy(m_destination.counters().writing);
        return m_part->append(message.block->bytes());
    }();
    if (!written) {
        failCurrent(m_destination.blame(written.error(), m_task->file()));
        return;
    }
    m_destination.counters().copied.fetch_add(message.block->size, std::memory_order_relaxed);
}

void DestinationLane::end(const End& message)
{
    const std::shared_ptr<FileTask> task = m_task;
    if (!task)
        return;
    if (message.comesAgain) { // What the part holds by then is compared before it is kept.
        m_part.reset();
        m_task.reset();
        return;
    }
    if (message.sourceFailed) { // No fault of the destination.
        m_part.reset();
        m_task.reset();
        m_destination.failSource(*task);
        return;
    }
    if (m_alreadyThere) {
        m_destination.counters().copied.fetch_add(task->file().size, std::memory_order_relaxed);
        m_task.reset();
        m_verifier.add({Written{.task = task, .isPart = false, .isSynced = false}});
        return;
    }
    const auto closed = [&] {
        const BusySpan busy(m_destination.counters().writing);
        return m_part->finish();
    }();
    if (!closed) {
        failCurrent(m_destination.blame(closed.error(), task->file()));
        return;
    }
    const io::Transfer how = m_part->transfer();
    m_part.reset();
    m_task.reset();
    m_verifier.add({Written{.task = task, .how = how}});
}

void DestinationLane::failCurrent(const Error& error)
{
    m_part.reset();
    const auto task = std::exchange(m_task, nullptr);
    m_destination.fail(*task, error);
}

void DestinationLane::readBackOnly(std::size_t file)
{
    const auto known = m_destination.book().knownSource(file);
    if (!known || !m_destination.book().isOpen(file, m_destination.index()))
        return;
    const auto task = std::make_shared<FileTask>(file, m_destination.plan().files()[file],
                                                 SourceProof{known->digest, known->confirmed});
    if (!isUsable(*task))
        return;
    Written copy{.task = task, .isPart = false, .isSynced = false};
    if (task->file().size > kSmallFile) {
        m_verifier.add({std::move(copy)});
        return;
    }
    collect(std::move(copy));
    syncWhenFull();
}

/// Small files share a sync, and are read back together.
void DestinationLane::collect(Written written)
{
    m_unsyncedBytes += written.task->file().size;
    m_unsynced.push_back(std::move(written));
}

void DestinationLane::syncWhenFull()
{
    if (m_unsynced.size() >= kFilesInSync || m_unsyncedBytes >= kBytesInSync)
        syncWritten();
}

Result<void> DestinationLane::startGroup()
{
    if (!m_group) {
        TAILSLATE_TRY(m_group,
                      m_destination.files().startSyncGroup(m_destination.planned().rollFolder));
    }
    return {};
}

void DestinationLane::batch(const Batch& message)
{
    {
        const BusySpan busy(m_destination.counters().writing);
        for (const Slice& slice : *message.slices) {
            if (m_stop.stop_requested())
                break;
            if (auto one = writeSlice(slice, *message.block))
                collect(std::move(*one));
        }
    }
    syncWhenFull();
}

void DestinationLane::syncWritten()
{
    std::vector<Written> parts;
    std::vector<Written> kept;
    for (Written& one : std::exchange(m_unsynced, {}))
        (one.isPart ? parts : kept).push_back(std::move(one));
    m_unsyncedBytes = 0;
    if (!parts.empty())
        syncParts(std::move(parts));
    if (!kept.empty())
        syncKept(std::move(kept));
}

void DestinationLane::syncParts(std::vector<Written> parts)
{
    std::vector<fs::path> paths;
    for (const Written& one : parts)
        paths.push_back(m_destination.partPath(one.task->file()));
    const auto synced = [&] {
        const BusySpan busy(m_destination.counters().writing);
        return m_group->sync(paths);
    }();
    if (synced) {
        passOn(std::move(parts));
        return;
    }
    // A failed sync is final for every part file it was to cover.
    for (const Written& one : parts)
        m_destination.fail(*one.task, m_destination.blame(synced.error(), one.task->file()));
}

/// Whoever wrote them may never have synced them, nor their names.
void DestinationLane::syncKept(std::vector<Written> kept)
{
    const auto synced = [&]() -> Result<void> {
        std::vector<fs::path> paths;
        std::set<fs::path> folders;
        for (const Written& one : kept) {
            paths.push_back(m_destination.finalPath(one.task->file()));
            folders.insert(paths.back().parent_path());
        }
        const BusySpan busy(m_destination.counters().writing);
        TAILSLATE_CHECK(startGroup());
        TAILSLATE_CHECK(m_group->sync(paths));
        for (const fs::path& folder : folders)
            TAILSLATE_CHECK(m_destination.files().syncFolder(folder));
        return {};
    }();
    if (synced) {
        passOn(std::move(kept));
        return;
    }
    // One of them is at fault; each by itself tells which.
    for (Written& one : kept)
        m_verifier.add({std::move(one)});
}

void DestinationLane::passOn(std::vector<Written> synced)
{
    for (Written& one : synced)
        one.isSynced = true;
    m_verifier.add(std::move(synced));
}

std::optional<Written> DestinationLane::writeSlice(const Slice& slice, const Block& block)
{
    const FileTask& task = *slice.task;
    const media::CardFile& file = task.file();
    if (!m_destination.book().isOpen(task.index(), m_destination.index()) || !isUsable(task))
        return std::nullopt;
    if (!task.outcome()) {
        m_destination.fail(task, task.outcome().error());
        return std::nullopt;
    }
    const auto free = finalNameIsFree(file);
    if (!free) {
        m_destination.fail(task, m_destination.blame(free.error(), file));
        return std::nullopt;
    }
    std::optional<io::Transfer> how;
    if (*free) {
        const auto written = writeSmall(
            file, block.buffer.bytes().subspan(slice.offset, static_cast<std::size_t>(file.size)));
        if (!written) {
            m_destination.fail(task, m_destination.blame(written.error(), file));
            return std::nullopt;
        }
        how = *written;
    }
    m_destination.counters().copied.fetch_add(file.size, std::memory_order_relaxed);
    return Written{.task = slice.task, .isPart = *free, .isSynced = false, .how = how};
}

Result<io::Transfer> DestinationLane::writeSmall(const media::CardFile& file,
                                                 std::span<const std::byte> bytes)
{
    io::FileSystem& files = m_destination.files();
    TAILSLATE_CHECK(startGroup());
    const fs::path path = m_destination.partPath(file);
    auto output = files.createNew(path, file.size);
    if (!output && output.error().code == ErrorCode::AlreadyExists) {
        TAILSLATE_CHECK(files.remove(path)); // What an earlier pass or run left.
        output = files.createNew(path, file.size);
    }
    if (!output)
        return std::unexpected(output.error());
    if (!bytes.empty())
        TAILSLATE_CHECK((*output)->append(bytes));
    TAILSLATE_CHECK((*output)->setAttributes(file.modified, file.permissions));
    const io::Transfer how = (*output)->transfer();
    TAILSLATE_CHECK((*output)->close());
    return how;
}

} // namespace tailslate::offload::detail
