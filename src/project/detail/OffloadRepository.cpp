// SPDX-License-Identifier: Apache-2.0
#include "project/detail/OffloadRepository.h"

#include "hash/Digest.h"
#include "project/detail/CardRepository.h"
#include "project/detail/Columns.h"
#include "project/detail/CopyRepository.h"
#include "project/detail/EvidenceRules.h"

#include <soci/soci.h>

#include <utility>

namespace tailslate::project::detail {
namespace {

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

/// What the copies tell of how destinations were filled; nothing is counted twice in the file.
void countFilled(offload::OffloadResult& result)
{
    for (std::size_t file = 0; file < result.copies.files(); ++file) {
        for (std::size_t i = 0; i < result.copies.destinations(); ++i) {
            const bool good = result.copies.level(file, i) >= offload::EvidenceLevel::Hashed &&
                              !result.copies.hasError(file, i);
            result.destinations[i].filledFromCopies +=
                good && result.copies.isFromCopy(file, i) ? 1 : 0;
        }
    }
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
    const std::string mode(offload::modeName(plan.mode));
    const long long planned = toMicros(plan.created);
    const long long started = toMicros(at);
    long long id = 0;
    m_session << "INSERT INTO offloads (job_id, algorithm, mode, planned, started) "
                 "VALUES (:job, :algorithm, :mode, :planned, :started) RETURNING offload_id",
        soci::use(job), soci::use(algorithm), soci::use(mode), soci::use(planned),
        soci::use(started), soci::into(id);
    CardRepository(m_session).add(id, plan.card, plan.cardVolume);
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
                     "role, mount_point, file_system, label, volume_id, device_id, device_name, "
                     "read_only, rotational, removable) VALUES (:id, :number, "
                     "CAST(:folder AS BLOB), CAST(:roll AS BLOB), :role, CAST(:mount AS BLOB), "
                     ":fs, :label, :volume, :device, :name, :ro, :rot, :rem)",
            soci::use(offloadId), soci::use(number), soci::use(folder), soci::use(rollFolder),
            soci::use(destination.role), soci::use(mountPoint), soci::use(volume.fileSystem),
            soci::use(volume.label), soci::use(volume.volumeId), soci::use(volume.deviceId),
            soci::use(volume.deviceName), soci::use(readOnly), soci::use(rotational),
            soci::use(removable);
        ++number;
    }
}

Result<void> OffloadRepository::resume(const offload::Plan& plan, offload::Mode mode, TimePoint at)
{
    TAILSLATE_TRY(const long long id, require(plan.jobId));
    std::string algorithm;
    m_session << "SELECT algorithm FROM offloads WHERE offload_id = :id", soci::use(id),
        soci::into(algorithm);
    if (algorithm != hash::algorithmName(plan.algorithm)) {
        return failure(ErrorCode::InvalidArgument,
                       "the offload was begun with another checksum, " + algorithm);
    }
    CardRepository card(m_session);
    TAILSLATE_CHECK(card.checkSameFiles(id, plan.files()));
    TAILSLATE_CHECK(moveDestinations(id, plan));
    card.moveTo(id, plan.cardVolume);

    for (const char* table : {"verdict_reasons", "verdicts", "destination_outcomes"})
        m_session << "DELETE FROM " << table << " WHERE offload_id = :id", soci::use(id);
    const std::string modeWord(offload::modeName(mode));
    const int confirmed = plan.cardConfirmed;
    const long long resumed = toMicros(at);
    m_session << "UPDATE offloads SET finished = NULL, cancelled = 0, mode = :mode, "
                 "card_confirmed = :confirmed, resumed = :resumed WHERE offload_id = :id",
        soci::use(modeWord), soci::use(confirmed), soci::use(resumed), soci::use(id);
    return {};
}

Result<void> OffloadRepository::moveDestinations(long long offloadId, const offload::Plan& plan)
{
    offload::Plan stored;
    readDestinations(offloadId, stored);
    if (stored.destinations.size() != plan.destinations.size()) {
        return failure(ErrorCode::InvalidArgument,
                       "the offload was begun with another number of destinations");
    }
    long long number = 0;
    for (const auto& destination : plan.destinations) {
        const auto& before = stored.destinations[static_cast<std::size_t>(number)];
        const io::Volume& volume = destination.volume;
        if (destination.folder != before.folder || destination.rollFolder != before.rollFolder) {
            return failure(ErrorCode::InvalidArgument,
                           "the offload was begun with another destination in this place",
                           destination.rollFolder);
        }
        if (!offload::isSameVolume(before.volume, volume)) {
            return failure(ErrorCode::InvalidArgument,
                           "another volume is mounted where the offload was begun; mount the "
                           "first one again, or begin a new offload",
                           destination.folder);
        }
        const std::string mountPoint = volume.mountPoint.string();
        const std::string& volumeId =
            volume.volumeId.empty() ? before.volume.volumeId : volume.volumeId;
        m_session << "UPDATE destinations SET mount_point = CAST(:mount AS BLOB), "
                     "volume_id = :volume, device_id = :device, device_name = :name "
                     "WHERE offload_id = :id AND destination = :number",
            soci::use(mountPoint), soci::use(volumeId), soci::use(volume.deviceId),
            soci::use(volume.deviceName), soci::use(offloadId), soci::use(number);
        ++number;
    }
    return {};
}

Result<void> OffloadRepository::putCopies(const offload::Plan& plan,
                                          const std::vector<offload::CopyEvidence>& copies)
{
    TAILSLATE_TRY(const long long id, require(plan.jobId));
    return CopyRepository(m_session).put(id, plan, copies);
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
    TAILSLATE_CHECK(checkVerdict(result, verdict));
    TAILSLATE_CHECK(CopyRepository(m_session).put(id, result.plan, result.copies));

    const long long started = toMicros(result.started);
    const long long finished = toMicros(result.finished);
    const int cancelled = result.cancelled;
    const int confirmed = result.plan.cardConfirmed;
    // A job that was resumed began with its first run.
    m_session << "UPDATE offloads SET started = iif(resumed IS NULL, :started, started), "
                 "finished = :finished, cancelled = :cancelled, card_confirmed = :confirmed "
                 "WHERE offload_id = :id",
        soci::use(started), soci::use(finished), soci::use(cancelled), soci::use(confirmed),
        soci::use(id);
    putOutcomes(id, result);
    putVerdict(id, verdict);
    return {};
}

void OffloadRepository::putOutcomes(long long offloadId, const offload::OffloadResult& result)
{
    long long number = 0;
    for (const auto& outcome : result.destinations) {
        const auto verified = static_cast<long long>(outcome.filesVerified);
        const auto unverified = static_cast<long long>(outcome.filesUnverified);
        const auto failed = static_cast<long long>(outcome.filesFailed);
        const auto unsealed = static_cast<long long>(outcome.unsealedNames);
        OptionalText manifest;
        if (outcome.manifest)
            manifest.set(outcome.manifest->string());
        ErrorColumns error;
        error.set(outcome.error);
        m_session << "INSERT INTO destination_outcomes (offload_id, destination, files_verified, "
                     "files_unverified, files_failed, unsealed_names, manifest, error_code, "
                     "error_message, error_path, error_os) VALUES (:id, :number, :verified, "
                     ":unverified, :failed, :unsealed, CAST(:manifest AS BLOB), :code, :message, "
                     "CAST(:path AS BLOB), :os)",
            soci::use(offloadId), soci::use(number), soci::use(verified), soci::use(unverified),
            soci::use(failed), soci::use(unsealed), soci::use(manifest.text, manifest.state),
            soci::use(error.code.text, error.code.state),
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
    std::string mode;
    int complete = 0;
    soci::statement rows =
        (m_session.prepare
             << "SELECT o.job_id, c.roll, CAST(c.root AS TEXT), o.started, o.finished, "
                "coalesce(v.headline, ''), o.mode, coalesce(v.all_verified, 0), "
                "(SELECT count(*) FROM files f WHERE f.offload_id = o.offload_id), "
                "(SELECT coalesce(sum(size), 0) FROM files f WHERE f.offload_id = o.offload_id), "
                "(SELECT count(*) FROM destinations d WHERE d.offload_id = o.offload_id) "
                "FROM offloads o JOIN cards c USING (offload_id) "
                "LEFT JOIN verdicts v USING (offload_id) "
                "ORDER BY o.started DESC, o.offload_id DESC",
         soci::into(job), soci::into(roll), soci::into(root), soci::into(started),
         soci::into(finished, finishedState), soci::into(headline), soci::into(mode),
         soci::into(complete), soci::into(files), soci::into(bytes), soci::into(destinations));
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
        row.mode = offload::modeFromName(mode).value_or(offload::Mode::Verify);
        row.complete = complete != 0;
        result.push_back(std::move(row));
    }
    return result;
}

Result<std::optional<Uuid>> OffloadRepository::newestUnfinished() const
{
    std::string job;
    m_session << "SELECT o.job_id FROM offloads o LEFT JOIN verdicts v USING (offload_id) "
                 "WHERE coalesce(v.all_verified, 0) = 0 "
                 "ORDER BY o.started DESC, o.offload_id DESC LIMIT 1",
        soci::into(job);
    if (!m_session.got_data())
        return std::nullopt;
    const auto id = Uuid::parse(job);
    if (!id)
        return damaged("the identifier of an offload");
    return *id;
}

Result<offload::OffloadResult> OffloadRepository::get(Uuid jobId) const
{
    TAILSLATE_TRY(const long long id, require(jobId));
    std::string algorithm;
    std::string mode;
    long long planned = 0;
    long long started = 0;
    long long finished = 0;
    int cancelled = 0;
    int confirmed = 0;
    m_session << "SELECT algorithm, mode, planned, started, coalesce(finished, 0), cancelled, "
                 "card_confirmed FROM offloads WHERE offload_id = :id",
        soci::use(id), soci::into(algorithm), soci::into(mode), soci::into(planned),
        soci::into(started), soci::into(finished), soci::into(cancelled), soci::into(confirmed);

    offload::OffloadResult result;
    const auto known = hash::algorithmFromName(algorithm);
    if (!known)
        return damaged("the checksum of an offload");
    const auto knownMode = offload::modeFromName(mode);
    if (!knownMode)
        return damaged("the mode of an offload");
    result.plan.jobId = jobId;
    result.plan.created = fromMicros(planned);
    result.plan.algorithm = *known;
    result.plan.mode = *knownMode;
    result.plan.cardConfirmed = confirmed != 0;
    result.started = fromMicros(started);
    result.finished = fromMicros(finished);
    result.cancelled = cancelled != 0;
    const CardRepository card(m_session);
    TAILSLATE_TRY(result.plan.card, card.get(id));
    result.plan.cardVolume = card.volume(id);
    readDestinations(id, result.plan);
    TAILSLATE_CHECK(readOutcomes(id, result));
    TAILSLATE_TRY(result.copies, CopyRepository(m_session).get(id, result.plan));
    countFilled(result);
    return result;
}

std::optional<media::Card> OffloadRepository::cardOutline(Uuid jobId) const
{
    const auto id = find(jobId);
    return id ? std::optional(CardRepository(m_session).outline(*id)) : std::nullopt;
}

ProjectPlaces OffloadRepository::places() const
{
    ProjectPlaces places;
    const auto collect = [&](const char* query, std::vector<std::filesystem::path>& paths) {
        std::string path;
        soci::statement rows = (m_session.prepare << query, soci::into(path));
        for (bool more = rows.execute(true); more; more = rows.fetch())
            paths.emplace_back(path);
    };
    collect("SELECT DISTINCT CAST(root AS TEXT) FROM cards", places.cards);
    collect("SELECT DISTINCT CAST(mount_point AS TEXT) FROM destinations",
            places.destinationVolumes);
    return places;
}

void OffloadRepository::readDestinations(long long offloadId, offload::Plan& plan) const
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
                "AS TEXT), file_system, label, volume_id, device_id, device_name, read_only, "
                "rotational, removable FROM destinations WHERE offload_id = :id ORDER BY "
                "destination",
         soci::use(offloadId), soci::into(folder), soci::into(rollFolder),
         soci::into(destination.role), soci::into(mountPoint), soci::into(volume.fileSystem),
         soci::into(volume.label), soci::into(volume.volumeId), soci::into(volume.deviceId),
         soci::into(volume.deviceName), soci::into(readOnly), soci::into(rotational),
         soci::into(removable));
    rows.execute();
    while (rows.fetch()) {
        destination.folder = folder;
        destination.rollFolder = rollFolder;
        volume.mountPoint = mountPoint;
        volume.readOnly = readOnly != 0;
        volume.rotational = rotational != 0;
        volume.removable = removable != 0;
        plan.destinations.push_back(destination);
    }
}

Result<void> OffloadRepository::readOutcomes(long long offloadId,
                                             offload::OffloadResult& result) const
{
    result.destinations.resize(result.plan.destinations.size());
    long long number = 0;
    long long verified = 0;
    long long unverified = 0;
    long long failed = 0;
    long long unsealed = 0;
    OptionalText manifest;
    ErrorColumns error;
    soci::statement rows =
        (m_session.prepare << "SELECT destination, files_verified, files_unverified, files_failed, "
                              "unsealed_names, CAST(manifest AS TEXT), error_code, error_message, "
                              "CAST(error_path AS TEXT), error_os "
                              "FROM destination_outcomes WHERE offload_id = :id",
         soci::use(offloadId), soci::into(number), soci::into(verified), soci::into(unverified),
         soci::into(failed), soci::into(unsealed), soci::into(manifest.text, manifest.state),
         soci::into(error.code.text, error.code.state),
         soci::into(error.message.text, error.message.state),
         soci::into(error.path.text, error.path.state), soci::into(error.os, error.osState));
    rows.execute();
    while (rows.fetch()) {
        if (!within(number, result.destinations.size()))
            return damaged("the outcome of a destination");
        auto& outcome = result.destinations[static_cast<std::size_t>(number)];
        outcome.filesVerified = static_cast<std::size_t>(verified);
        outcome.filesUnverified = static_cast<std::size_t>(unverified);
        outcome.filesFailed = static_cast<std::size_t>(failed);
        outcome.unsealedNames = static_cast<std::size_t>(unsealed);
        if (manifest.present())
            outcome.manifest = manifest.text;
        outcome.error = error.get();
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

} // namespace tailslate::project::detail
