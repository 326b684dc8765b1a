// SPDX-License-Identifier: Apache-2.0
#include "offload/detail/Destination.h"

#include "offload/detail/CopyNames.h"
#include "offload/detail/PartFile.h"
#include "offload/detail/WorkSizes.h"
#include "offload/HistoryPaths.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>
#include <utility>

namespace tailslate::offload::detail {
namespace {

namespace fs = std::filesystem;

/// Errors that say something about the medium rather than about one file.
bool condemnsDestination(const Error& error)
{
    switch (error.code) {
    case ErrorCode::NoSpace:
    case ErrorCode::DeviceLost:
    case ErrorCode::Io:
        return true;
    case ErrorCode::PermissionDenied: // Else somebody's right to one file or folder.
        return error.osError == EROFS;
    default:
        return false;
    }
}

/// Once a device is unmounted, its folders are no longer found, or its mount point may not be
/// written to.
bool mayBeLoss(const Error& error)
{
    return condemnsDestination(error) || error.code == ErrorCode::NotFound ||
           error.code == ErrorCode::PermissionDenied;
}

bool isOnServer(const io::Volume& volume)
{
    constexpr std::array<std::string_view, 9> kShares{"nfs", "nfs4", "cifs", "smb3",      "smbfs",
                                                      "9p",  "afs",  "ceph", "fuse.sshfs"};
    return std::ranges::find(kShares, volume.fileSystem) != kShares.end();
}

/// The temporary name of a manifest or chain that was being written.
bool isHistoryPart(const std::string& name)
{
    return name.starts_with('.') && name.ends_with(".part") &&
           (name.contains(".mhl.") || name.contains("ascmhl_chain.xml."));
}

} // namespace

Destination::Destination(io::FileSystem& files, const Plan& plan, std::size_t index,
                         const EngineSettings& settings, jobs::JobContext context, Lane& counters,
                         CopyBook& book)
    : m_files(files)
    , m_plan(plan)
    , m_index(index)
    , m_lossPatience(settings.lossPatience)
    , m_context(std::move(context))
    , m_counters(counters)
    , m_book(book)
    , m_marks(plan, index)
{
}

fs::path Destination::finalPath(const media::CardFile& file) const
{
    return planned().rollFolder / file.path;
}

fs::path Destination::partPath(const media::CardFile& file) const
{
    return finalPath(file).replace_filename(partName(file));
}

Result<void> Destination::prepare()
{
    if (const auto& absent = planned().absent)
        return std::unexpected(*absent);
    m_lock.reset();
    m_lost.store(false);
    auto ready = makeReady();
    const auto isThere = [this] { return checkDevice().has_value(); };
    const bool isLost =
        !ready && (mayBeLoss(ready.error()) ? hasGone(ready.error(), isThere) : !isThere());
    m_counters.state.store(LaneState::Working);
    if (isLost)
        lose();
    return ready;
}

Result<void> Destination::makeReady()
{
    const fs::path& rollFolder = planned().rollFolder;
    // Between the plan and now, or while a device was away, what is mounted may have changed.
    TAILSLATE_CHECK(sameVolumeNow(m_files, planned()));
    TAILSLATE_CHECK(m_files.createFolders(rollFolder));
    auto lock = m_files.lockFolder(rollFolder);
    m_taken = !lock && lock.error().code == ErrorCode::AlreadyExists;
    if (!lock)
        return std::unexpected(std::move(lock).error());
    TAILSLATE_TRY(const io::FileInfo info, m_files.info(rollFolder));
    // Once more, now that the lock keeps the volume from being unmounted, but for a lazy one.
    TAILSLATE_TRY(const io::Volume volume, sameVolumeNow(m_files, planned()));
    const bool isBack = m_watch.has_value();
    if (isBack)
        TAILSLATE_CHECK(checkStillThere());
    else
        TAILSLATE_CHECK(collectRemarks(**lock));
    m_watch.emplace(m_files, rollFolder, info.identity, volume);
    TAILSLATE_CHECK(makeFolders());
    TAILSLATE_TRY(const std::vector<std::size_t> gone, noteKept(isBack));
    // Once it is unmounted again, every copy would seem to be gone.
    if (!m_watch->wasNeverAway())
        return std::unexpected(deviceLost());
    for (const std::size_t file : gone)
        m_book.reopen(file, m_index,
                      {ErrorCode::DeviceLost,
                       "the copy was gone when its device came back; it is made again",
                       finalPath(m_plan.files()[file]), 0});
    m_lock = std::move(*lock);
    return {};
}

Result<void> Destination::collectRemarks(const io::FolderLock& lock)
{
    m_remarks.clear();
    if (!lock.keepsOthersOut())
        m_remarks.emplace_back("its file system has no locks, so nothing keeps another offload out "
                               "of the roll's folder; start none while this one runs");
    TAILSLATE_TRY(const bool canSync, m_files.canSyncFolder(planned().rollFolder));
    if (!canSync)
        m_remarks.emplace_back("its file system does not confirm that the names of files are "
                               "stored; eject it before it is unplugged, or copies may be missing");
    if (isOnServer(planned().volume))
        m_remarks.emplace_back("it is on a server: what is read back comes from there, and whether "
                               "from its disks or its memory only the server knows");
    return {};
}

Result<void> Destination::makeFolders()
{
    const fs::path& rollFolder = planned().rollFolder;
    std::unordered_set<std::string> wanted;
    for (const media::CardFile& file : m_plan.files()) {
        if (isWorthContinuing(file))
            wanted.insert(partPath(file).native());
    }
    TAILSLATE_CHECK(removeStaleParts(rollFolder, wanted));
    for (const std::string& scope : historyScopes(m_plan.card))
        TAILSLATE_CHECK(removeStaleHistoryParts(scope));
    for (const fs::path& folder : m_plan.card.folders) {
        TAILSLATE_CHECK(m_context.checkStop());
        TAILSLATE_CHECK(checkCopyFolder(m_files, rollFolder, folder));
        TAILSLATE_CHECK(m_files.createFolders(rollFolder / folder));
        TAILSLATE_CHECK(removeStaleParts(rollFolder / folder, wanted));
    }
    return {};
}

/// What is read back in this run is noted then. A name that was not yet stored when a device went
/// away may be gone with it: that copy is made again.
/// @param isBack The device was away. Where it was not, checkCopies() says what is gone.
Result<std::vector<std::size_t>> Destination::noteKept(bool isBack)
{
    std::vector<std::size_t> gone;
    for (std::size_t file = 0; file < m_plan.files().size(); ++file) {
        TAILSLATE_CHECK(m_context.checkStop());
        const bool isNoted = m_marks.isNoted(file);
        if ((isNoted && !isBack) || m_book.isOpen(file, m_index) ||
            m_book.level(file, m_index) < EvidenceLevel::Hashed)
            continue;
        const auto info = m_files.info(finalPath(m_plan.files()[file]));
        if (!info && info.error().code != ErrorCode::NotFound)
            return std::unexpected(info.error());
        if (info && !isNoted)
            m_marks.note(file, *info);
        else if (!info && isBack)
            gone.push_back(file);
    }
    return gone;
}

Result<void> Destination::checkDeviceNumber() const
{
    if (m_watch && !m_watch->isOnDevice())
        return std::unexpected(deviceLost());
    return {};
}

Result<void> Destination::checkFolderOf(const media::CardFile& file) const
{
    TAILSLATE_CHECK(checkDeviceNumber());
    const fs::path folder = fs::path(file.path).parent_path();
    const auto checked = checkCopyFolder(m_files, planned().rollFolder, folder);
    if (!checked) // Unmounted meanwhile, it looks like another volume's.
        TAILSLATE_CHECK(checkDeviceNumber());
    return checked;
}

void Destination::checkCopies()
{
    if (planned().absent || isLost() || givenUp())
        return;
    if (!checkStillThere())
        return lose();
    const auto changes = compareCopies(m_files, m_plan, m_index, m_marks, m_book, m_context);
    if (!changes) {
        if (isLoss(changes.error()))
            lose();
        else if (changes.error().code != ErrorCode::Cancelled)
            giveUp(changes.error());
        return;
    }
    // Once it is unmounted, every copy would seem to be gone.
    if (!changes->empty() && !m_watch->wasNeverAway())
        return lose();
    for (const CopyChange& change : *changes)
        m_book.revoke(change.file, m_index, describeChange(m_plan, m_index, change));
}

/// A card may be a drive that an offload was cut off on: then its part files are the card's own.
bool Destination::isOnCard(const std::string& path) const
{
    return std::ranges::binary_search(m_plan.files(), path, {}, &media::CardFile::path);
}

/// Safe under the lock: no living job has a part file here.
Result<void> Destination::removeStaleParts(const fs::path& folder,
                                           const std::unordered_set<std::string>& wanted)
{
    TAILSLATE_TRY(const auto entries, m_files.list(folder));
    for (const io::DirectoryEntry& entry : entries) {
        TAILSLATE_CHECK(m_context.checkStop());
        if (entry.kind != io::FileKind::Regular || !isPartName(entry.name))
            continue;
        const fs::path part = folder / entry.name;
        if (!wanted.contains(part.native()) &&
            !isOnCard(part.lexically_relative(planned().rollFolder).native()))
            TAILSLATE_CHECK(m_files.remove(part));
    }
    return {};
}

/// What a seal left that was cut off.
Result<void> Destination::removeStaleHistoryParts(const std::string& scope)
{
    const fs::path inRoll = scopePath({}, scope) / kHistory;
    const fs::path history = planned().rollFolder / inRoll;
    const auto entries = m_files.list(history);
    if (!entries && entries.error().code == ErrorCode::NotFound)
        return {};
    if (!entries)
        return std::unexpected(entries.error());
    for (const io::DirectoryEntry& entry : *entries) {
        if (entry.kind == io::FileKind::Regular && isHistoryPart(entry.name.native()) &&
            !isOnCard((inRoll / entry.name).native()))
            TAILSLATE_CHECK(m_files.remove(history / entry.name));
    }
    return {};
}

Error Destination::blame(Error error, const media::CardFile& file)
{
    // People know the file by its final name, not by the one it is written under.
    if (isPartName(error.path.filename()))
        error.path = finalPath(file);
    if (isLoss(error)) {
        error.code = ErrorCode::DeviceLost;
        lose();
        return error;
    }
    if (condemnsDestination(error))
        giveUp(error);
    return error;
}

bool Destination::isLoss(const Error& error) const
{
    return m_watch && mayBeLoss(error) &&
           hasGone(error, [this] { return m_watch->wasNeverAway(); });
}

/// A drive that is pulled answers with errors before the system takes it away.
bool Destination::hasGone(const Error& error, const std::function<bool()>& isThere) const
{
    constexpr std::chrono::milliseconds kLook{100};
    const bool mayBePulled = error.code == ErrorCode::Io || error.code == ErrorCode::DeviceLost ||
                             error.osError == EROFS;
    // Once it was looked into, the errors of its other files need no second look.
    const auto patience = mayBePulled && !givenUp() ? m_lossPatience : m_lossPatience.zero();
    const auto end = std::chrono::steady_clock::now() + patience;
    // Once it is lost, it may be back already, but what was opened before reaches nothing.
    while (isThere() && !m_lost.load()) {
        if (std::chrono::steady_clock::now() >= end || !jobs::sleepFor(m_context.stop, kLook))
            return false;
    }
    return true;
}

void Destination::fail(const FileTask& task, const Error& error)
{
    if (m_lost.load())
        return;
    if (checkFolderOf(task.file()))
        static_cast<void>(m_files.remove(partPath(task.file())));
    enterFailed(task, error);
}

void Destination::failSource(const FileTask& task)
{
    const Error& error = task.outcome().error();
    if (!keepsPartOf(task))
        fail(task, error);
    else if (!m_lost.load())
        enterFailed(task, error);
}

bool Destination::keepsPartOf(const FileTask& task) const
{
    if (task.outcome() || !isWorthContinuing(task.file()))
        return false;
    const ErrorCode code = task.outcome().error().code;
    if (code != ErrorCode::DeviceLost && code != ErrorCode::Io)
        return false;
    const auto part = m_files.info(partPath(task.file()));
    return part && part->size >= kBlockSize;
}

void Destination::enterFailed(const FileTask& task, const Error& error)
{
    CopyEvidence evidence;
    evidence.file = task.index();
    evidence.destination = m_index;
    evidence.error = error;
    m_book.enter(std::move(evidence));
}

std::optional<Error> Destination::givenUp() const
{
    const std::lock_guard lock(m_mutex);
    return m_givenUp;
}

void Destination::giveUp(Error error)
{
    const std::lock_guard lock(m_mutex);
    if (!m_givenUp)
        m_givenUp = std::move(error);
}

void Destination::lose()
{
    m_lost.store(true);
    m_counters.state.store(LaneState::Lost);
}

Result<void> Destination::tryToReturn()
{
    TAILSLATE_CHECK(checkDevice());
    return prepare();
}

Result<void> Destination::checkDevice() const
{
    if (m_watch)
        return checkStillThere();
    TAILSLATE_CHECK(sameVolumeNow(m_files, planned()));
    return {};
}

Result<void> Destination::checkStillThere() const
{
    if (!m_watch || !m_watch->isThere())
        return std::unexpected(deviceLost());
    return {};
}

Error Destination::deviceLost() const
{
    return {ErrorCode::DeviceLost, "the destination's device went away", planned().rollFolder, 0};
}

} // namespace tailslate::offload::detail
