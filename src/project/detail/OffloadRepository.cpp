// SPDX-License-Identifier: Apache-2.0
#include "project/detail/OffloadRepository.h"

#include "hash/Digest.h"
#include "project/detail/CardRepository.h"
#include "project/detail/Columns.h"
#include "project/detail/EvidenceRules.h"
#include "project/detail/Sha256.h"

#include <soci/soci.h>

#include <array>
#include <utility>

namespace tailslate::project::detail {
namespace {

Result<io::Transfer> transferFromName(const std::string& name)
{
    for (const io::Transfer transfer :
         {io::Transfer::Direct, io::Transfer::CacheDropped, io::Transfer::Cached}) {
        if (name == io::transferName(transfer))
            return transfer;
    }
    return failure(ErrorCode::BadFormat, "unknown way of reading back");
}

Result<std::optional<hash::Digest>> digestOf(hash::Algorithm algorithm, const OptionalText& text)
{
    if (!text.present())
        return std::nullopt;
    TAILSLATE_TRY(const auto digest, hash::Digest::fromText(algorithm, text.text));
    return digest;
}

std::unexpected<Error> damaged(const char* what)
{
    return failure(ErrorCode::DataCorrupted,
                   std::string("the project file is damaged: ") + what + " makes no sense");
}

/// True while `index` counts into a list of `size`.
bool within(long long index, std::size_t size)
{
    return index >= 0 && static_cast<std::size_t>(index) < size;
}

} // namespace

OffloadRepository::OffloadRepository(soci::session& session)
    : m_session(session)
{
}

std::optional<long long> OffloadRepository::find(Uuid jobId) const
{
    const std::string job = jobId.toString();
    long long id = 0;
    m_session << "SELECT offload_id FROM offloads WHERE job_id = :job", soci::use(job),
        soci::into(id);
    return m_session.got_data() ? std::optional(id) : std::nullopt;
}

Result<long long> OffloadRepository::require(Uuid jobId) const
{
    const auto id = find(jobId);
    if (!id)
        return failure(ErrorCode::NotFound, "the project does not know this offload");
    return *id;
}

Result<void> OffloadRepository::addStarted(const offload::Plan& plan, TimePoint at)
{
    if (find(plan.jobId))
        return failure(ErrorCode::AlreadyExists, "the start of this offload is already recorded");
    const std::string job = plan.jobId.toString();
    const std::string algorithm(hash::algorithmName(plan.algorithm));
    const long long planned = toMicros(plan.created);
    const long long started = toMicros(at);
    long long id = 0;
    m_session << "INSERT INTO offloads (job_id, algorithm, planned, started) "
                 "VALUES (:job, :algorithm, :planned, :started) RETURNING offload_id",
        soci::use(job), soci::use(algorithm), soci::use(planned), soci::use(started),
        soci::into(id);
    CardRepository(m_session).add(id, plan.card);
    addDestinations(id, plan);
    return {};
}

void OffloadRepository::addDestinations(long long offloadId, const offload::Plan& plan)
{
    long long number = 0;
    for (const auto& destination : plan.destinations) {
        const io::Volume& volume = destination.volume;
        const std::string folder = destination.folder.string();
        const std::string rollFolder = destination.rollFolder.string();
        const std::string mountPoint = volume.mountPoint.string();
        const int readOnly = volume.readOnly;
        const int rotational = volume.rotational;
        const int removable = volume.removable;
        m_session << "INSERT INTO destinations (offload_id, destination, folder, roll_folder, "
                     "role, mount_point, file_system, label, device_id, device_name, read_only, "
                     "rotational, removable) VALUES (:id, :number, CAST(:folder AS BLOB), "
                     "CAST(:roll AS BLOB), :role, CAST(:mount AS BLOB), :fs, :label, :device, "
                     ":name, :ro, :rot, :rem)",
            soci::use(offloadId), soci::use(number), soci::use(folder), soci::use(rollFolder),
            soci::use(destination.role), soci::use(mountPoint), soci::use(volume.fileSystem),
            soci::use(volume.label), soci::use(volume.deviceId), soci::use(volume.deviceName),
            soci::use(readOnly), soci::use(rotational), soci::use(removable);
        ++number;
    }
}

Result<void> OffloadRepository::putCopies(const offload::Plan& plan,
                                          const std::vector<offload::CopyEvidence>& copies)
{
    TAILSLATE_TRY(const long long id, require(plan.jobId));
    TAILSLATE_CHECK(checkEvidence(plan, copies));
    insertCopies(id, copies);
    return {};
}

void OffloadRepository::insertCopies(long long offloadId,
                                     const std::vector<offload::CopyEvidence>& copies)
{
    long long file = 0;
    long long destination = 0;
    std::string level;
    OptionalText source;
    OptionalText copied;
    OptionalText readBack;
    long long at = 0;
    ErrorColumns error;
    soci::statement row =
        (m_session.prepare
             << "INSERT OR REPLACE INTO copies (offload_id, file, destination, level, "
                "source_digest, read_back_digest, read_back, at, error_code, error_message, "
                "error_path, error_os) VALUES (:id, :file, :destination, :level, :source, :copy, "
                ":how, :at, :code, :message, CAST(:path AS BLOB), :os)",
         soci::use(offloadId), soci::use(file), soci::use(destination), soci::use(level),
         soci::use(source.text, source.state), soci::use(copied.text, copied.state),
         soci::use(readBack.text, readBack.state), soci::use(at),
         soci::use(error.code.text, error.code.state),
         soci::use(error.message.text, error.message.state),
         soci::use(error.path.text, error.path.state), soci::use(error.os, error.osState));

    const auto put = [](OptionalText& column, const std::optional<hash::Digest>& digest) {
        if (digest)
            column.set(digest->toText());
        else
            column.clear();
    };
    for (const auto& copy : copies) {
        file = static_cast<long long>(copy.file);
        destination = static_cast<long long>(copy.destination);
        level = offload::evidenceName(copy.level);
        put(source, copy.sourceDigest);
        put(copied, copy.readBackDigest);
        if (copy.readBack)
            readBack.set(io::transferName(*copy.readBack));
        else
            readBack.clear();
        at = toMicros(copy.at);
        error.set(copy.error);
        row.execute(true);
    }
}

Result<void> OffloadRepository::putFinished(const offload::OffloadResult& result,
                                            const offload::Verdict& verdict)
{
    TAILSLATE_TRY(const long long id, require(result.plan.jobId));
    long long finishedRows = 0;
    m_session << "SELECT count(*) FROM offloads WHERE offload_id = :id AND finished IS NOT NULL",
        soci::use(id), soci::into(finishedRows);
    if (finishedRows != 0)
        return failure(ErrorCode::AlreadyExists, "the end of this offload is already recorded");
    TAILSLATE_CHECK(checkEvidence(result.plan, result.copies));
    TAILSLATE_CHECK(checkVerdict(result, verdict));

    const long long started = toMicros(result.started);
    const long long finished = toMicros(result.finished);
    const int cancelled = result.cancelled;
    m_session << "UPDATE offloads SET started = :started, finished = :finished, "
                 "cancelled = :cancelled WHERE offload_id = :id",
        soci::use(started), soci::use(finished), soci::use(cancelled), soci::use(id);
    insertCopies(id, result.copies);
    putOutcomes(id, result);
    putVerdict(id, verdict);
    return {};
}

void OffloadRepository::putOutcomes(long long offloadId, const offload::OffloadResult& result)
{
    long long number = 0;
    for (const auto& outcome : result.destinations) {
        const auto verified = static_cast<long long>(outcome.filesVerified);
        const auto failed = static_cast<long long>(outcome.filesFailed);
        OptionalText manifest;
        if (outcome.manifest)
            manifest.set(outcome.manifest->string());
        ErrorColumns error;
        error.set(outcome.error);
        m_session << "INSERT INTO destination_outcomes (offload_id, destination, files_verified, "
                     "files_failed, manifest, error_code, error_message, error_path, error_os) "
                     "VALUES (:id, :number, :verified, :failed, CAST(:manifest AS BLOB), :code, "
                     ":message, CAST(:path AS BLOB), :os)",
            soci::use(offloadId), soci::use(number), soci::use(verified), soci::use(failed),
            soci::use(manifest.text, manifest.state), soci::use(error.code.text, error.code.state),
            soci::use(error.message.text, error.message.state),
            soci::use(error.path.text, error.path.state), soci::use(error.os, error.osState);
        ++number;
    }
}

void OffloadRepository::putVerdict(long long offloadId, const offload::Verdict& verdict)
{
    const int safe = verdict.safeToFormat;
    const int verified = verdict.allVerified;
    const std::string headline = verdict.headline();
    m_session << "INSERT INTO verdicts (offload_id, safe_to_format, all_verified, headline) "
                 "VALUES (:id, :safe, :verified, :headline)",
        soci::use(offloadId), soci::use(safe), soci::use(verified), soci::use(headline);
    long long number = 0;
    for (const std::string& reason : verdict.reasons) {
        m_session << "INSERT INTO verdict_reasons (offload_id, reason_no, reason) "
                     "VALUES (:id, :number, :reason)",
            soci::use(offloadId), soci::use(number), soci::use(reason);
        ++number;
    }
}

std::vector<OffloadRow> OffloadRepository::all() const
{
    std::string job;
    std::string root;
    std::string roll;
    std::string headline;
    long long started = 0;
    long long finished = 0;
    soci::indicator finishedState = soci::i_null;
    long long files = 0;
    long long bytes = 0;
    long long destinations = 0;
    soci::statement rows =
        (m_session.prepare
             << "SELECT o.job_id, c.roll, CAST(c.root AS TEXT), o.started, o.finished, "
                "coalesce(v.headline, ''), "
                "(SELECT count(*) FROM files f WHERE f.offload_id = o.offload_id), "
                "(SELECT coalesce(sum(size), 0) FROM files f WHERE f.offload_id = o.offload_id), "
                "(SELECT count(*) FROM destinations d WHERE d.offload_id = o.offload_id) "
                "FROM offloads o JOIN cards c USING (offload_id) "
                "LEFT JOIN verdicts v USING (offload_id) "
                "ORDER BY o.started DESC, o.offload_id DESC",
         soci::into(job), soci::into(roll), soci::into(root), soci::into(started),
         soci::into(finished, finishedState), soci::into(headline), soci::into(files),
         soci::into(bytes), soci::into(destinations));
    rows.execute();
    std::vector<OffloadRow> result;
    while (rows.fetch()) {
        OffloadRow row;
        row.jobId = Uuid::parse(job).value_or(Uuid{});
        row.roll = roll;
        row.cardRoot = root;
        row.files = static_cast<std::size_t>(files);
        row.bytes = static_cast<std::uint64_t>(bytes);
        row.destinations = static_cast<std::size_t>(destinations);
        row.started = fromMicros(started);
        if (finishedState == soci::i_ok)
            row.finished = fromMicros(finished);
        row.headline = headline;
        result.push_back(std::move(row));
    }
    return result;
}

Result<offload::OffloadResult> OffloadRepository::get(Uuid jobId) const
{
    TAILSLATE_TRY(const long long id, require(jobId));
    std::string algorithm;
    long long planned = 0;
    long long started = 0;
    long long finished = 0;
    int cancelled = 0;
    m_session << "SELECT algorithm, planned, started, coalesce(finished, 0), cancelled "
                 "FROM offloads WHERE offload_id = :id",
        soci::use(id), soci::into(algorithm), soci::into(planned), soci::into(started),
        soci::into(finished), soci::into(cancelled);

    offload::OffloadResult result;
    const auto known = hash::algorithmFromName(algorithm);
    if (!known)
        return damaged("the checksum of an offload");
    result.plan.jobId = jobId;
    result.plan.created = fromMicros(planned);
    result.plan.algorithm = *known;
    result.started = fromMicros(started);
    result.finished = fromMicros(finished);
    result.cancelled = cancelled != 0;
    TAILSLATE_TRY(result.plan.card, CardRepository(m_session).get(id));
    readDestinations(id, result);
    TAILSLATE_CHECK(readOutcomes(id, result));
    TAILSLATE_CHECK(readCopies(id, result));
    return result;
}

void OffloadRepository::readDestinations(long long offloadId, offload::OffloadResult& result) const
{
    std::string folder;
    std::string rollFolder;
    std::string mountPoint;
    int readOnly = 0;
    int rotational = 0;
    int removable = 0;
    offload::PlannedDestination destination;
    io::Volume& volume = destination.volume;
    soci::statement rows =
        (m_session.prepare
             << "SELECT CAST(folder AS TEXT), CAST(roll_folder AS TEXT), role, CAST(mount_point "
                "AS TEXT), file_system, label, device_id, device_name, read_only, rotational, "
                "removable FROM destinations WHERE offload_id = :id ORDER BY destination",
         soci::use(offloadId), soci::into(folder), soci::into(rollFolder),
         soci::into(destination.role), soci::into(mountPoint), soci::into(volume.fileSystem),
         soci::into(volume.label), soci::into(volume.deviceId), soci::into(volume.deviceName),
         soci::into(readOnly), soci::into(rotational), soci::into(removable));
    rows.execute();
    while (rows.fetch()) {
        destination.folder = folder;
        destination.rollFolder = rollFolder;
        volume.mountPoint = mountPoint;
        volume.readOnly = readOnly != 0;
        volume.rotational = rotational != 0;
        volume.removable = removable != 0;
        result.plan.destinations.push_back(destination);
    }
}

Result<void> OffloadRepository::readOutcomes(long long offloadId,
                                             offload::OffloadResult& result) const
{
    result.destinations.resize(result.plan.destinations.size());
    long long number = 0;
    long long verified = 0;
    long long failed = 0;
    OptionalText manifest;
    ErrorColumns error;
    soci::statement rows =
        (m_session.prepare
             << "SELECT destination, files_verified, files_failed, CAST(manifest AS TEXT), "
                "error_code, error_message, CAST(error_path AS TEXT), error_os "
                "FROM destination_outcomes WHERE offload_id = :id",
         soci::use(offloadId), soci::into(number), soci::into(verified), soci::into(failed),
         soci::into(manifest.text, manifest.state), soci::into(error.code.text, error.code.state),
         soci::into(error.message.text, error.message.state),
         soci::into(error.path.text, error.path.state), soci::into(error.os, error.osState));
    rows.execute();
    while (rows.fetch()) {
        if (!within(number, result.destinations.size()))
            return damaged("the outcome of a destination");
        auto& outcome = result.destinations[static_cast<std::size_t>(number)];
        outcome.filesVerified = static_cast<std::size_t>(verified);
        outcome.filesFailed = static_cast<std::size_t>(failed);
        if (manifest.present())
            outcome.manifest = manifest.text;
        outcome.error = error.get();
    }
    return {};
}

Result<void> OffloadRepository::readCopies(long long offloadId,
                                           offload::OffloadResult& result) const
{
    // A copy nobody has reported yet is a copy that does not exist.
    const std::size_t fileCount = result.plan.files().size();
    const std::size_t destinationCount = result.plan.destinations.size();
    result.copies.resize(fileCount * destinationCount);
    for (std::size_t i = 0; i < result.copies.size(); ++i) {
        result.copies[i].file = i / destinationCount;
        result.copies[i].destination = i % destinationCount;
    }

    long long file = 0;
    long long destination = 0;
    std::string level;
    OptionalText source;
    OptionalText copied;
    OptionalText readBack;
    long long at = 0;
    ErrorColumns error;
    soci::statement rows =
        (m_session.prepare
             << "SELECT file, destination, level, source_digest, read_back_digest, read_back, at, "
                "error_code, error_message, CAST(error_path AS TEXT), error_os FROM copies "
                "WHERE offload_id = :id",
         soci::use(offloadId), soci::into(file), soci::into(destination), soci::into(level),
         soci::into(source.text, source.state), soci::into(copied.text, copied.state),
         soci::into(readBack.text, readBack.state), soci::into(at),
         soci::into(error.code.text, error.code.state),
         soci::into(error.message.text, error.message.state),
         soci::into(error.path.text, error.path.state), soci::into(error.os, error.osState));
    rows.execute();
    while (rows.fetch()) {
        const auto knownLevel = offload::evidenceFromName(level);
        const auto sourceDigest = digestOf(result.plan.algorithm, source);
        const auto readBackDigest = digestOf(result.plan.algorithm, copied);
        if (!within(file, fileCount) || !within(destination, destinationCount) || !knownLevel ||
            !sourceDigest || !readBackDigest)
            return damaged("the evidence of a copy");
        auto& copy = result.copies[static_cast<std::size_t>(file) * destinationCount +
                                   static_cast<std::size_t>(destination)];
        copy.level = *knownLevel;
        copy.sourceDigest = *sourceDigest;
        copy.readBackDigest = *readBackDigest;
        if (readBack.present()) {
            const auto transfer = transferFromName(readBack.text);
            if (!transfer)
                return damaged("the evidence of a copy");
            copy.readBack = *transfer;
        }
        copy.at = fromMicros(at);
        copy.error = error.get();
    }
    return {};
}

Result<offload::Verdict> OffloadRepository::verdict(Uuid jobId) const
{
    TAILSLATE_TRY(const long long id, require(jobId));
    int safe = 0;
    int verified = 0;
    m_session << "SELECT safe_to_format, all_verified FROM verdicts WHERE offload_id = :id",
        soci::use(id), soci::into(safe), soci::into(verified);
    if (!m_session.got_data())
        return failure(ErrorCode::NotFound, "this offload has not ended, so there is no verdict");
    offload::Verdict result;
    result.safeToFormat = safe != 0;
    result.allVerified = verified != 0;
    std::string reason;
    soci::statement rows =
        (m_session.prepare << "SELECT reason FROM verdict_reasons WHERE offload_id = :id "
                              "ORDER BY reason_no",
         soci::use(id), soci::into(reason));
    rows.execute();
    while (rows.fetch())
        result.reasons.push_back(reason);
    return result;
}

std::optional<std::string> OffloadRepository::evidenceHash(const std::string& jobId) const
{
    long long id = 0;
    std::string algorithm;
    int cancelled = 0;
    int safe = 0;
    int verified = 0;
    m_session << "SELECT o.offload_id, o.algorithm, o.cancelled, v.safe_to_format, v.all_verified "
                 "FROM offloads o JOIN verdicts v USING (offload_id) WHERE o.job_id = :job",
        soci::use(jobId), soci::into(id), soci::into(algorithm), soci::into(cancelled),
        soci::into(safe), soci::into(verified);
    if (!m_session.got_data())
        return std::nullopt;

    Sha256 hash;
    hash.raw("tailslate-evidence-1\n");
    hash.field(jobId);
    hash.field(algorithm);
    for (const int flag : {cancelled, safe, verified})
        hash.field(static_cast<long long>(flag));

    // The columns of a copy in the order of docs/formats/project-schema.md.
    std::array<OptionalText, 12> columns;
    soci::statement rows(m_session);
    rows.alloc();
    rows.prepare("SELECT CAST(f.path AS TEXT), CAST(f.size AS TEXT), "
                 "CAST(d.roll_folder AS TEXT), c.level, c.source_digest, c.read_back_digest, "
                 "c.read_back, CAST(c.at AS TEXT), c.error_code, c.error_message, "
                 "CAST(c.error_path AS TEXT), CAST(c.error_os AS TEXT) "
                 "FROM copies c JOIN files f USING (offload_id, file) "
                 "JOIN destinations d USING (offload_id, destination) "
                 "WHERE c.offload_id = :id ORDER BY c.file, c.destination");
    rows.exchange(soci::use(id));
    for (OptionalText& column : columns)
        rows.exchange(soci::into(column.text, column.state));
    rows.define_and_bind();
    rows.execute();
    while (rows.fetch()) {
        for (const OptionalText& column : columns) {
            if (column.present())
                hash.field(column.text);
            else
                hash.absent();
        }
    }
    return hash.finish();
}

} // namespace tailslate::project::detail
