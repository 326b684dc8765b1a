// SPDX-License-Identifier: Apache-2.0
#include "offload/detail/CopyVerifier.h"

#include "base/DisplayText.h"
#include "hash/Hasher.h"
#include "offload/detail/BlocksInOrder.h"
#include "offload/detail/SetAside.h"
#include "offload/detail/WorkSizes.h"

#include <fmt/format.h>

#include <chrono>
#include <set>
#include <utility>

namespace tailslate::offload::detail {
namespace {

namespace fs = std::filesystem;

/// Small files, or blocks of a large one, that are read back at once from a solid-state device,
/// beside the verifier's own thread.
constexpr std::size_t kHelpers = 3;
/// Files that may wait to be read back before the writer pauses. A spinning disk collects many, to
/// seldom change between writing and reading.
constexpr std::size_t kFilesInLine = 2 * kFilesInSync;
constexpr std::size_t kFilesInLineSpinning = 100'000;
/// How long part files are removed after a stop.
constexpr std::chrono::milliseconds kTidyingTime{300};

bool isSpinning(const Destination& destination)
{
    return destination.planned().volume.rotational;
}

} // namespace

CopyVerifier::CopyVerifier(Destination& destination)
    : m_destination(destination)
    , m_crew("offload-verify", isSpinning(destination) ? 0 : kHelpers)
    , m_worker("offload-verify", [this](const std::stop_token&) { run(); })
{
}

CopyVerifier::~CopyVerifier()
{
    finish();
}

void CopyVerifier::add(Batch batch)
{
    const std::size_t limit = isSpinning(m_destination) ? kFilesInLineSpinning : kFilesInLine;
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, m_destination.context().stop, [&] {
        return m_onlyReading ? m_waiting.empty() : m_waitingFiles < limit && !m_draining;
    });
    m_waitingFiles += batch.size();
    m_waiting.push_back(std::move(batch));
    m_changed.notify_all();
}

void CopyVerifier::noMoreWrites()
{
    const std::lock_guard lock(m_mutex);
    m_onlyReading = true;
    m_changed.notify_all();
}

void CopyVerifier::finish()
{
    {
        const std::lock_guard lock(m_mutex);
        m_closed = true;
        m_changed.notify_all();
    }
    m_worker.join();
    // After a stop, files may be left that were written but never read back: they prove nothing.
    // There may be as many as a spinning disk collects, and nobody waits so long for a stop: the
    // next run removes the rest.
    const auto end = std::chrono::steady_clock::now() + kTidyingTime;
    for (const Batch& batch : std::exchange(m_waiting, {})) {
        for (const Written& written : batch) {
            if (std::chrono::steady_clock::now() >= end)
                return;
            if (written.isPart)
                static_cast<void>(m_destination.files().remove(pathOf(written)));
        }
    }
}

void CopyVerifier::run()
{
    const std::stop_token& stop = m_destination.context().stop;
    const bool spinning = isSpinning(m_destination);
    for (;;) {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, stop, [&] {
            return m_closed || (!m_waiting.empty() && (!spinning || m_draining || m_onlyReading ||
                                                       m_waitingFiles >= kFilesInLineSpinning));
        });
        if (stop.stop_requested() || m_waiting.empty())
            return;
        m_draining = spinning;
        const Batch batch = std::move(m_waiting.front());
        m_waiting.pop_front();
        m_waitingFiles -= batch.size();
        lock.unlock();
        verify(batch);
        lock.lock();
        if (m_waiting.empty())
            m_draining = false;
        m_changed.notify_all();
    }
}

void CopyVerifier::verify(const Batch& batch)
{
    if (m_destination.isLost())
        return;
    while (m_buffers.size() < m_crew.size())
        m_buffers.emplace_back(kBlockSize);
    std::vector<Checked> checked(batch.size());
    if (batch.size() == 1) // The crew shares out its blocks.
        checked.front() = check(batch.front(), 0);
    else
        m_crew.forEach(batch.size(), [&](std::size_t item, std::size_t member) {
            checked[item] = check(batch[item], member);
        });
    publish(batch, checked);
    for (std::size_t i = 0; i < batch.size(); ++i) {
        CopyEvidence& evidence = checked[i].evidence;
        if (!evidence.error) {
            m_destination.book().enter(std::move(evidence));
            continue;
        }
        if (m_destination.isLost() || evidence.error->code == ErrorCode::Cancelled) {
            // Tried again when the device is back; a part that the operator stopped is removed.
            if (batch[i].isPart && !m_destination.isLost())
                static_cast<void>(m_destination.files().remove(pathOf(batch[i])));
            continue;
        }
        // Whatever is not verified never keeps a name that anybody could mistake for a copy.
        evidence.level = EvidenceLevel::None;
        if (batch[i].isPart && !m_destination.keepsPartOf(*batch[i].task))
            static_cast<void>(m_destination.files().remove(pathOf(batch[i])));
        m_destination.book().enter(std::move(evidence));
    }
}

fs::path CopyVerifier::pathOf(const Written& written) const
{
    const media::CardFile& file = written.task->file();
    return written.isPart ? m_destination.partPath(file) : m_destination.finalPath(file);
}

CopyVerifier::Checked CopyVerifier::check(const Written& written, std::size_t member)
{
    const Plan& plan = m_destination.plan();
    Checked checked;
    CopyEvidence& evidence = checked.evidence;
    evidence.file = written.task->index();
    evidence.destination = m_destination.index();
    evidence.written = written.how;
    const Result<SourceProof>& source = written.task->outcome();
    if (!source) {
        evidence.error = source.error();
        return checked;
    }
    evidence.sourceDigest = source->digest;
    evidence.sourceConfirmed = source->confirmed;
    evidence.sourceRead = written.task->sourceRead();
    evidence.fromCopy = written.isPart && written.task->isFromCopy();
    if (plan.mode == Mode::VerifyLater && written.isPart) {
        evidence.level = EvidenceLevel::Hashed;
        return checked;
    }
    if (const auto proved = compare(written, source->digest, member, checked); !proved) {
        evidence.error = m_destination.blame(proved.error(), written.task->file());
        return checked;
    }
    const bool again =
        m_destination.book().level(evidence.file, evidence.destination) >= EvidenceLevel::Verified;
    evidence.level = again               ? EvidenceLevel::Reverified
                     : source->confirmed ? EvidenceLevel::SourceVerified
                                         : EvidenceLevel::Verified;
    return checked;
}

Result<void> CopyVerifier::compare(const Written& written, const hash::Digest& expected,
                                   std::size_t member, Checked& checked)
{
    // Through a link, the card would be read as its own copy.
    TAILSLATE_CHECK(m_destination.checkFolderOf(written.task->file()));
    CopyEvidence& evidence = checked.evidence;
    io::FileSystem& files = m_destination.files();
    const fs::path path = pathOf(written);
    if (!written.isSynced) {
        TAILSLATE_CHECK(files.syncFile(path));
        TAILSLATE_CHECK(files.syncFolder(path.parent_path()));
    }
    TAILSLATE_TRY(hash::Digest digest, hashFromMedium(written, member, checked));
    if (digest != expected) {
        // Once more: a fault on the way here is not a fault of the copy, and the report should know
        // which it was.
        TAILSLATE_TRY(digest, hashFromMedium(written, member, checked));
    }
    evidence.readBackDigest = digest;
    // A copy that was never ours is left alone; ours is known to be bad now.
    const bool ours =
        written.isPart ||
        m_destination.book().level(evidence.file, evidence.destination) >= EvidenceLevel::Hashed;
    if (digest != expected && ours)
        return std::unexpected(setAsideBad(written));
    if (digest != expected)
        return failure(ErrorCode::AlreadyExists,
                       "a different file with this name and size is already there; it was left "
                       "alone",
                       path);
    if (evidence.readBack != io::Transfer::Cached)
        return {};
    const auto file = files.openForReading(path, io::ReadFrom::Anywhere);
    return failure(ErrorCode::Unsupported,
                   !file || (*file)->tellsCache()
                       ? "the volume does not let the copy be read past the page cache, so it is "
                         "not verified; use another file system, or attach a disk image with "
                         "direct I/O"
                       : "this user neither owns nor may write the copy, so the system does not "
                         "tell whether it was read from the disk or from memory, and it is not "
                         "verified; offload as its owner, or change its owner or permissions",
                   path);
}

Result<hash::Digest> CopyVerifier::hashFromMedium(const Written& written, std::size_t member,
                                                  Checked& checked)
{
    TAILSLATE_TRY(const auto file,
                  m_destination.files().openForReading(pathOf(written), io::ReadFrom::Medium));
    TAILSLATE_TRY(checked.info, file->info());
    const auto hasher = hash::makeHasher(m_destination.plan().algorithm);
    std::vector<std::size_t> counts(m_crew.size());
    BlockWork work;
    work.read = [&](std::size_t block, std::size_t reader) -> Result<void> {
        TAILSLATE_TRY(counts[reader],
                      readBlock(*file, block * kBlockSize, m_buffers[reader].bytes()));
        return {};
    };
    work.take = [&](std::size_t, std::size_t reader) -> Result<void> {
        hasher->update(m_buffers[reader].bytes().first(counts[reader]));
        return {};
    };
    // Past its end as well: what grew is not the file.
    const auto blocks = static_cast<std::size_t>(checked.info->size / kBlockSize + 1);
    if (written.task->file().size > kSmallFile) {
        TAILSLATE_CHECK(blocksInOrder(m_crew, blocks, work,
                                      [&] { return file->transfer() == io::Transfer::Direct; }));
    } else { // The crew shares out the files.
        for (std::size_t block = 0; block < blocks; ++block) {
            TAILSLATE_CHECK(work.read(block, member));
            TAILSLATE_CHECK(work.take(block, member));
        }
    }
    checked.evidence.readBack = file->transfer();
    return hasher->finish();
}

Result<std::size_t> CopyVerifier::readBlock(io::InputFile& file, std::uint64_t offset,
                                            std::span<std::byte> buffer)
{
    TAILSLATE_CHECK(m_destination.context().checkStop());
    const BusySpan busy(m_destination.counters().readingBack);
    TAILSLATE_TRY(const std::size_t count, file.readAt(offset, buffer));
    m_destination.context().progress.addBytes(count);
    return count;
}

void CopyVerifier::publish(const Batch& batch, std::vector<Checked>& checked)
{
    io::FileSystem& files = m_destination.files();
    std::set<fs::path> folders;
    for (std::size_t i = 0; i < batch.size(); ++i) {
        std::optional<Error>& error = checked[i].evidence.error;
        if (error)
            continue;
        const media::CardFile& file = batch[i].task->file();
        if (const auto named = publishOne(batch[i], checked[i]); !named)
            error = m_destination.blame(named.error(), file);
        else if (batch[i].isPart)
            folders.insert(m_destination.finalPath(file).parent_path());
    }
    for (const fs::path& folder : folders) {
        const auto synced = files.syncFolder(folder);
        if (synced)
            continue;
        for (std::size_t i = 0; i < batch.size(); ++i) {
            const media::CardFile& file = batch[i].task->file();
            std::optional<Error>& error = checked[i].evidence.error;
            if (!error && batch[i].isPart && m_destination.finalPath(file).parent_path() == folder)
                error = m_destination.blame(synced.error(), file);
        }
    }
    // What was read back is on the destination only if that was there all the time.
    const auto there = m_destination.checkDeviceNumber();
    for (std::size_t i = 0; !there && i < batch.size(); ++i) {
        std::optional<Error>& error = checked[i].evidence.error;
        if (!error)
            error = m_destination.blame(there.error(), batch[i].task->file());
    }
}

/// Gives a copy its final name, if it is still the file that was read back, and notes it.
Result<void> CopyVerifier::publishOne(const Written& written, const Checked& checked)
{
    io::FileSystem& files = m_destination.files();
    CopyMarks& marks = m_destination.marks();
    const fs::path path = m_destination.finalPath(written.task->file());
    const auto changed = [&] {
        return failure(ErrorCode::DataCorrupted,
                       "the copy was changed by another program while it was read back; resume "
                       "the offload",
                       path);
    };
    TAILSLATE_TRY(const io::FileInfo before, files.info(pathOf(written)));
    if (checked.info && !marks.isUnchanged(*checked.info, before))
        return changed();
    if (!written.isPart) {
        marks.note(written.task->index(), before);
        return {};
    }
    TAILSLATE_CHECK(files.renameWithoutReplacing(pathOf(written), path));
    TAILSLATE_TRY(const io::FileInfo after, files.info(path));
    if (!marks.isRenamed(before, after))
        return changed();
    marks.note(written.task->index(), after);
    return {};
}

Error CopyVerifier::setAsideBad(const Written& written)
{
    const fs::path path = m_destination.finalPath(written.task->file());
    // Where a part cannot be renamed, it goes.
    std::string fate = written.isPart ? "removed" : "left under its name, as it cannot be renamed";
    if (const auto aside =
            setAside(m_destination.files(), pathOf(written), path, m_destination.plan().jobId)) {
        fate = fmt::format("set aside as \"{}\"", displayText(aside->filename()));
        // After a power cut it must not lie under the name of a copy again.
        if (const auto synced = m_destination.files().syncFolder(path.parent_path()); !synced)
            static_cast<void>(m_destination.blame(synced.error(), written.task->file()));
    }
    return {
        ErrorCode::DataCorrupted,
        fmt::format("read back from the disk, the copy differs from the card; the bad copy was {}",
                    fate),
        path};
}

} // namespace tailslate::offload::detail
