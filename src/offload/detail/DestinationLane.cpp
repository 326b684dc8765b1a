// SPDX-License-Identifier: Apache-2.0
#include "offload/detail/DestinationLane.h"

#include "base/DisplayText.h"
#include "hash/Hasher.h"
#include "offload/detail/CopyNames.h"

#include <fmt/format.h>

#include <stop_token>
#include <string_view>
#include <utility>

namespace tailslate::offload::detail {
namespace {

namespace fs = std::filesystem;

/// Messages that may wait: data is bounded by the block pool already, so this only bounds
/// bookkeeping of small files.
constexpr std::size_t kMessages = 64;
/// Files that may wait to be read back before the writer pauses.
constexpr std::size_t kFilesToVerify = 16;
constexpr std::size_t kReadBackBlock = std::size_t{4} << 20;

/// Errors that say something about the medium rather than about one file.
bool condemnsDestination(ErrorCode code)
{
    switch (code) {
    case ErrorCode::NoSpace:
    case ErrorCode::DeviceLost:
    case ErrorCode::PermissionDenied:
    case ErrorCode::Io:
        return true;
    default:
        return false;
    }
}

/// Where a copy that differs from the card is kept: `<name>.<job>.verify-failed`, cut to what a
/// file system takes.
fs::path asideName(const fs::path& path, const Uuid& job)
{
    constexpr std::size_t kLongestName = 255;
    const std::string suffix = "." + job.toString() + kAsideExtension;
    return path.parent_path() /
           (path.filename().native().substr(0, kLongestName - suffix.size()) + suffix);
}

} // namespace

DestinationLane::DestinationLane(io::FileSystem& files, const Plan& plan, std::size_t destination,
                                 jobs::JobContext context, Lane& counters, CopyBook& book)
    : m_files(files)
    , m_plan(plan)
    , m_destination(destination)
    , m_context(std::move(context))
    , m_counters(counters)
    , m_book(book)
    , m_messages(kMessages)
    , m_written(kFilesToVerify)
    , m_readBuffer(kReadBackBlock)
    , m_writer("offload-write", [this](const std::stop_token&) { write(); })
    , m_verifier("offload-verify", [this](const std::stop_token&) { verify(); })
{
}

DestinationLane::~DestinationLane()
{
    finish();
}

void DestinationLane::send(Message message)
{
    m_messages.push(std::move(message), m_context.stop);
}

void DestinationLane::finish()
{
    m_messages.close();
    m_writer.join();
    m_written.close();
    m_verifier.join();
    // After a stop, files may be left that were written but never read back: they prove nothing.
    while (const auto left = m_written.pop(std::stop_token{})) {
        if (left->isPart)
            static_cast<void>(m_files.remove(left->path));
    }
}

std::optional<Error> DestinationLane::givenUp() const
{
    const std::lock_guard lock(m_mutex);
    return m_givenUp;
}

fs::path DestinationLane::finalPath(const FileTask& task) const
{
    return m_plan.destinations[m_destination].rollFolder / task.file().path;
}

Error DestinationLane::blameDestination(Error error, const FileTask& task)
{
    // People know the file by its final name, not by the one it is written under.
    if (error.path.extension() == kPartExtension)
        error.path = finalPath(task);
    if (condemnsDestination(error.code)) {
        const std::lock_guard lock(m_mutex);
        if (!m_givenUp)
            m_givenUp = error;
    }
    return error;
}

void DestinationLane::write()
{
    while (const auto message = m_messages.pop(m_context.stop)) {
        if (const auto* const first = std::get_if<Begin>(&*message))
            begin(*first);
        else if (const auto* const block = std::get_if<Data>(&*message))
            data(*block);
        else
            end(std::get<End>(*message));
    }
    discardPart();
}

void DestinationLane::begin(const Begin& message)
{
    m_task = message.task;
    m_alreadyThere = false;
    if (const auto error = givenUp()) {
        failCurrent(
            {.code = error->code,
             .message = "not tried, because the destination was given up after an earlier error",
             .path = {}});
        return;
    }
    if (const auto opened = openPart(); !opened) {
        failCurrent(blameDestination(opened.error(), *m_task));
    }
}

Result<void> DestinationLane::openPart()
{
    const media::CardFile& file = m_task->file();
    const fs::path path = finalPath(*m_task);
    const auto existing = m_files.info(path);
    if (existing) {
        if (existing->kind != io::FileKind::Regular || existing->size != file.size)
            return failure(ErrorCode::AlreadyExists,
                           "a different file with this name is already there; it was left alone",
                           path);
        m_alreadyThere = true;
        return {};
    }
    if (existing.error().code != ErrorCode::NotFound)
        return std::unexpected(existing.error());

    // The job's identifier keeps a part file of another run, left by a crash, from ever being taken
    // for this one.
    m_partPath = path.parent_path() /
                 fmt::format(".{}-{}{}", m_plan.jobId.toString(), m_task->index(), kPartExtension);
    TAILSLATE_TRY(m_output, m_files.createNew(m_partPath, file.size));
    return {};
}

void DestinationLane::data(const Data& message)
{
    if (!m_output)
        return;
    if (const auto written = m_output->append(message.block->bytes()); !written) {
        failCurrent(blameDestination(written.error(), *m_task));
        return;
    }
    m_counters.copied.fetch_add(message.block->size, std::memory_order_relaxed);
}

void DestinationLane::end(const End& message)
{
    const std::shared_ptr<FileTask> task = m_task;
    if (!task)
        return;
    if (message.sourceFailed) { // No fault of the destination.
        failCurrent(task->sourceDigest().error());
        return;
    }
    if (m_alreadyThere) {
        m_counters.copied.fetch_add(task->file().size, std::memory_order_relaxed);
        m_task.reset();
        m_written.push({task, finalPath(*task), false}, m_context.stop);
        return;
    }
    if (const auto closed = closePart(); !closed) {
        failCurrent(blameDestination(closed.error(), *task));
        return;
    }
    m_task.reset();
    if (!m_written.push({task, m_partPath, true}, m_context.stop))
        static_cast<void>(m_files.remove(m_partPath));
}

Result<void> DestinationLane::closePart()
{
    TAILSLATE_CHECK(m_output->setAttributes(m_task->file().modified, m_task->file().permissions));
    TAILSLATE_CHECK(m_output->sync());
    TAILSLATE_CHECK(m_output->close());
    m_output.reset();
    return {};
}

void DestinationLane::discardPart()
{
    if (!m_output)
        return;
    m_output.reset();
    static_cast<void>(m_files.remove(m_partPath));
}

void DestinationLane::failCurrent(const Error& error)
{
    discardPart();
    const auto task = std::exchange(m_task, nullptr);
    CopyEvidence evidence;
    evidence.file = task->index();
    evidence.destination = m_destination;
    evidence.error = error;
    m_book.enter(std::move(evidence));
}

void DestinationLane::verify()
{
    while (const auto written = m_written.pop(m_context.stop))
        verifyOne(*written);
}

void DestinationLane::verifyOne(const Written& written)
{
    CopyEvidence evidence;
    evidence.file = written.task->index();
    evidence.destination = m_destination;

    const Result<hash::Digest>& expected = written.task->sourceDigest();
    if (!expected) {
        evidence.error = expected.error();
    } else {
        evidence.sourceDigest = *expected;
        evidence.level = written.isPart ? EvidenceLevel::Hashed : EvidenceLevel::None;
        if (const auto proved = readBack(written, *expected, evidence); !proved) {
            evidence.error = blameDestination(proved.error(), *written.task);
        } else {
            evidence.level = EvidenceLevel::Verified;
        }
    }
    // Whatever is not verified never keeps a name that anybody could mistake for a copy.
    if (evidence.error) {
        evidence.level = EvidenceLevel::None;
        if (written.isPart)
            static_cast<void>(m_files.remove(written.path));
    }
    m_book.enter(std::move(evidence));
}

Result<void> DestinationLane::readBack(const Written& written, const hash::Digest& expected,
                                       CopyEvidence& evidence)
{
    if (!written.isPart) {
        // Whoever wrote it may never have synced it.
        TAILSLATE_CHECK(m_files.syncFile(written.path));
        TAILSLATE_CHECK(m_files.syncFolder(written.path.parent_path()));
    }
    TAILSLATE_TRY(hash::Digest digest, hashFromMedium(written, evidence));
    if (digest != expected) {
        // Once more: a fault on the way here is not a fault of the copy, and the report should know
        // which it was.
        TAILSLATE_TRY(digest, hashFromMedium(written, evidence));
    }
    evidence.readBackDigest = digest;
    if (digest != expected && !written.isPart)
        return failure(
            ErrorCode::AlreadyExists,
            "a different file with this name and size is already there; it was left alone",
            written.path);
    if (digest != expected)
        return std::unexpected(setAside(written));
    if (evidence.readBack == io::Transfer::Cached)
        return failure(ErrorCode::Unsupported,
                       "the volume does not let the copy be read past the page cache, so it is not "
                       "verified; use "
                       "another file system",
                       written.path);
    return publish(written);
}

Result<hash::Digest> DestinationLane::hashFromMedium(const Written& written, CopyEvidence& evidence)
{
    TAILSLATE_TRY(const auto file, m_files.openForReading(written.path, io::ReadFrom::Medium));
    const auto hasher = hash::makeHasher(m_plan.algorithm);
    std::uint64_t offset = 0;
    for (;;) {
        TAILSLATE_CHECK(m_context.checkStop());
        TAILSLATE_TRY(const std::size_t count, file->readAt(offset, m_readBuffer.bytes()));
        hasher->update(m_readBuffer.bytes().first(count));
        m_context.progress.addBytes(count);
        offset += count;
        if (count < m_readBuffer.bytes().size())
            break;
    }
    evidence.readBack = file->transfer();
    return hasher->finish();
}

Result<void> DestinationLane::publish(const Written& written)
{
    if (!written.isPart)
        return {};
    const fs::path path = finalPath(*written.task);
    TAILSLATE_CHECK(m_files.renameWithoutReplacing(written.path, path));
    return m_files.syncFolder(path.parent_path());
}

Error DestinationLane::setAside(const Written& written)
{
    // The bad copy is evidence of what the drive did to it; it stays, under a name nobody takes for
    // a copy. Where it cannot, it goes.
    const fs::path path = finalPath(*written.task);
    const fs::path aside = asideName(path, m_plan.jobId);
    const bool kept = m_files.renameWithoutReplacing(written.path, aside).has_value();
    const std::string fate =
        kept ? fmt::format("set aside as \"{}\"", displayText(aside.filename())) : "removed";
    return {
        ErrorCode::DataCorrupted,
        fmt::format("read back from the disk, the copy differs from the card; the bad copy was {}",
                    fate),
        path};
}

} // namespace tailslate::offload::detail
