// SPDX-License-Identifier: Apache-2.0
#include "project/Project.h"

#include "base/DisplayText.h"
#include "hash/Digest.h"
#include "io/DiskFileSystem.h"
#include "project/detail/Columns.h"
#include "project/detail/Consistency.h"
#include "project/detail/CopyRepository.h"
#include "project/detail/Database.h"
#include "project/detail/GradeRepository.h"
#include "project/detail/Ledger.h"
#include "project/detail/Migrations.h"
#include "project/detail/OffloadRepository.h"
#include "project/detail/ProjectFile.h"

#include <nlohmann/json.hpp>
#include <soci/soci.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <mutex>
#include <string_view>
#include <utility>

namespace tailslate::project {
namespace {

using nlohmann::json;

/// The acts that this module writes; what stands behind them is checked, so nobody else may.
constexpr std::array<std::string_view, 7> kOwnActs{
    "project.created",  "offload.started", "offload.resumed", "copies.done",
    "offload.finished", "offload.notice",  "grade.saved"};

/// Those of them that change the record of an offload.
constexpr std::array<std::string_view, 4> kOffloadActs{"offload.started", "offload.resumed",
                                                       "copies.done", "offload.finished"};
constexpr std::array<std::string_view, 1> kResumed{"offload.resumed"};

/// Text the project stores must come back as it went in.
Result<void> requireText(std::string_view text, const char* what)
{
    if (!isUtf8(text) || text.contains('\0')) {
        return failure(ErrorCode::InvalidArgument,
                       std::string(what) + " must be UTF-8 text without zero bytes");
    }
    return {};
}

std::string dump(const json& detail)
{
    // Names in findings and errors may hold bytes that are not UTF-8; the tables keep those.
    return detail.dump(-1, ' ', false, json::error_handler_t::replace);
}

json planDetail(const offload::Plan& plan)
{
    json destinations = json::array();
    for (const auto& destination : plan.destinations) {
        destinations.push_back(
            {{"folder", displayText(destination.rollFolder)},
             {"role", displayText(std::string_view(destination.role))},
             {"device", displayText(std::string_view(destination.volume.deviceId))}});
    }
    return {{"roll", displayText(std::string_view(plan.card.roll))},
            {"card", displayText(plan.card.root)},
            {"files", plan.files().size()},
            {"bytes", plan.card.totalBytes()},
            {"algorithm", std::string(hash::algorithmName(plan.algorithm))},
            {"mode", std::string(offload::modeName(plan.mode))},
            {"destinations", std::move(destinations)}};
}

json toJson(const std::map<offload::EvidenceLevel, std::size_t>& counts)
{
    json object = json::object();
    for (const auto& [level, copies] : counts)
        object[std::string(offload::evidenceName(level))] = copies;
    return object;
}

json levelCounts(const std::vector<offload::CopyEvidence>& copies)
{
    std::map<offload::EvidenceLevel, std::size_t> counts;
    for (const auto& copy : copies)
        ++counts[copy.level];
    return toJson(counts);
}

json levelCounts(const offload::CopyTable& copies)
{
    std::map<offload::EvidenceLevel, std::size_t> counts;
    for (std::size_t file = 0; file < copies.files(); ++file) {
        for (std::size_t i = 0; i < copies.destinations(); ++i)
            ++counts[copies.level(file, i)];
    }
    return toJson(counts);
}

/// Adds the hash of the evidence as it is stored now, where the job has an end.
void addEvidence(json& detail, const detail::CopyRepository& copies, const std::string& job)
{
    if (const auto hash = copies.evidenceHash(job, detail::kEvidenceForm)) {
        detail["evidence"] = *hash;
        detail["evidence_form"] = static_cast<int>(detail::kEvidenceForm);
    }
}

json finishedDetail(const offload::OffloadResult& result, const offload::Verdict& verdict)
{
    json destinations = json::array();
    for (std::size_t i = 0; i < result.destinations.size(); ++i) {
        const auto& outcome = result.destinations[i];
        destinations.push_back(
            {{"folder", displayText(result.plan.destinations[i].rollFolder)},
             {"verified", outcome.filesVerified},
             {"unverified", outcome.filesUnverified},
             {"failed", outcome.filesFailed},
             {"filled_from_copies", outcome.filledFromCopies},
             {"unsealed_names", outcome.unsealedNames},
             {"manifest", outcome.manifest ? json(displayText(*outcome.manifest)) : json()},
             {"error", outcome.error ? json(outcome.error->describe()) : json()}});
    }
    return {{"headline", verdict.headline()},
            {"reasons", verdict.reasons},
            {"cancelled", result.cancelled},
            {"copies", levelCounts(result.copies)},
            {"destinations", std::move(destinations)}};
}

/// Jobs share the lock file, each with a number of its own: the random end of its identifier.
std::uint64_t lockNumber(Uuid jobId)
{
    constexpr std::size_t kDigits = 12;
    constexpr int kHexadecimal = 16;
    const std::string text = jobId.toString();
    std::uint64_t number = 0;
    std::from_chars(text.data() + text.size() - kDigits, text.data() + text.size(), number,
                    kHexadecimal);
    return number;
}

std::unexpected<Error> about(const std::filesystem::path& path, Error error)
{
    if (error.path.empty())
        error.path = path;
    return std::unexpected(std::move(error));
}

} // namespace

struct Project::Impl {
    std::filesystem::path path;
    const Clock& clock;
    std::unique_ptr<detail::Database> database;
    std::mutex mutex;                        ///< Guards the database and with it everything below.
    std::optional<io::FileInfo> untouched{}; ///< See detail::ReadOnlyFile.
    std::map<std::string, std::int64_t> begun{}; ///< Jobs that a run records here, and the last
                                                 ///< entry of the ledger that was looked at.

    template <class Act>
    auto read(Act&& act)
    {
        const std::lock_guard lock(mutex);
        auto result = located(database->read(act));
        if (untouched) {
            if (const auto still = takeNoticeOfOthers(); !still)
                return decltype(result)(std::unexpected(still.error()));
            if (!untouched) // It was changed while it was read: once more, as any other.
                return located(database->read(act));
        }
        return result;
    }

    template <class Act>
    auto write(Act&& act)
    {
        const std::lock_guard lock(mutex);
        return located(database->write(act));
    }

    /// Opens a file that was only read like any other, when somebody else has begun to work with
    /// it.
    Result<void> takeNoticeOfOthers()
    {
        io::DiskFileSystem files;
        if (detail::isUntouched(files, path, *untouched))
            return {};
        TAILSLATE_TRY(database, detail::openProjectFile(files, path));
        untouched.reset();
        return {};
    }

    /// Errors that name no file are about the project file.
    template <class T>
    Result<T> located(Result<T> result) const
    {
        if (!result && result.error().path.empty())
            result.error().path = path;
        return result;
    }

    [[nodiscard]] soci::session& session() { return database->session(); }

    void log(const std::string& act, const std::string& subject, const std::string& detail)
    {
        detail::Ledger(session()).append(clock.now(), act, subject, detail);
    }

    /// From now on, what is recorded of the job is this run's.
    void noteBegun(const std::string& job) { begun[job] = detail::Ledger(session()).last(); }

    /// A run that lost its hold on its folders may go on after another one took the job up.
    Result<void> checkNotTakenUp(const std::string& job)
    {
        const auto mine = begun.find(job);
        if (mine == begun.end())
            return {};
        const detail::Ledger ledger(session());
        if (ledger.lastAbout(job, kResumed, mine->second) > 0)
            return failure(ErrorCode::AlreadyExists,
                           "another run has taken up the offload meanwhile, so nothing more of "
                           "this one is recorded");
        mine->second = ledger.last();
        return {};
    }
};

Project::Project(std::unique_ptr<Impl> impl)
    : m_impl(std::move(impl))
{
}

Project::~Project() = default;

Result<std::unique_ptr<Project>> Project::create(const std::filesystem::path& path,
                                                 const std::string& show, const std::string& unit,
                                                 const Clock& clock)
{
    TAILSLATE_CHECK(requireText(show, "the name of the show"));
    TAILSLATE_CHECK(requireText(unit, "the name of the unit"));
    if (show.empty())
        return failure(ErrorCode::InvalidArgument, "a project needs the name of its show", path);

    io::DiskFileSystem files;
    TAILSLATE_CHECK(detail::createProjectFile(files, path, [&](detail::Database& database) {
        return database.write([&]() -> Result<void> {
            const TimePoint now = clock.now();
            const std::string id = Uuid::generate(now).toString();
            const long long created = detail::toMicros(now);
            database.session() << "INSERT INTO project (only_row, id, show, unit, created) "
                                  "VALUES (1, :id, :show, :unit, :created)",
                soci::use(id), soci::use(show), soci::use(unit), soci::use(created);
            detail::Ledger(database.session())
                .append(now, "project.created", id, dump({{"show", show}, {"unit", unit}}));
            return {};
        });
    }));
    auto project = open(path, clock);
    if (!project) {
        // It was made by us a moment ago, so it is ours to take away again.
        (void)files.remove(path);
    }
    return project;
}

Result<std::unique_ptr<Project>> Project::open(const std::filesystem::path& path,
                                               const Clock& clock)
{
    io::DiskFileSystem files;
    auto database = detail::openProjectFile(files, path);
    if (!database)
        return about(path, std::move(database).error());
    return std::unique_ptr<Project>(
        new Project(std::unique_ptr<Impl>(new Impl{path, clock, std::move(*database), {}})));
}

Result<std::unique_ptr<Project>> Project::openToRead(const std::filesystem::path& path,
                                                     const Clock& clock)
{
    io::DiskFileSystem files;
    auto file = detail::openProjectFileToRead(files, path);
    if (!file)
        return about(path, std::move(file).error());
    return std::unique_ptr<Project>(new Project(std::unique_ptr<Impl>(
        new Impl{path, clock, std::move(file->database), {}, file->untouched})));
}

Result<std::optional<media::Card>> Project::peekCard(const std::filesystem::path& path,
                                                     std::optional<Uuid> jobId)
{
    io::DiskFileSystem files;
    TAILSLATE_TRY(const auto peeked, detail::peekProjectFile(files, path));
    if (!peeked)
        return std::nullopt;
    return peeked->database->read([&]() -> Result<std::optional<media::Card>> {
        const detail::OffloadRepository offloads(peeked->database->session());
        if (!jobId) {
            TAILSLATE_TRY(jobId, offloads.newestUnfinished());
        }
        return jobId ? offloads.cardOutline(*jobId) : std::nullopt;
    });
}

Result<ProjectPlaces> Project::peekPlaces(const std::filesystem::path& path)
{
    io::DiskFileSystem files;
    TAILSLATE_TRY(const auto peeked, detail::peekProjectFile(files, path));
    if (!peeked)
        return ProjectPlaces{};
    return peeked->database->read([&]() -> Result<ProjectPlaces> {
        return detail::OffloadRepository(peeked->database->session()).places();
    });
}

bool Project::hasLog(const std::filesystem::path& path)
{
    io::DiskFileSystem files;
    return detail::hasLog(files, path);
}

const std::filesystem::path& Project::path() const noexcept
{
    return m_impl->path;
}

Result<ProjectInfo> Project::info()
{
    return m_impl->read([&]() -> Result<ProjectInfo> {
        auto& session = m_impl->session();
        std::string id;
        long long created = 0;
        ProjectInfo info;
        session << "SELECT id, show, unit, created FROM project", soci::into(id),
            soci::into(info.show), soci::into(info.unit), soci::into(created);
        const auto parsed = Uuid::parse(id);
        if (!parsed) {
            return failure(ErrorCode::DataCorrupted,
                           "the project file is damaged: its identifier makes no sense");
        }
        info.id = *parsed;
        info.created = detail::fromMicros(created);
        info.schemaVersion = detail::schemaVersion(*m_impl->database);
        const auto count = [&](const char* query) {
            long long rows = 0;
            session << query, soci::into(rows);
            return static_cast<std::size_t>(rows);
        };
        info.offloads = count("SELECT count(*) FROM offloads");
        info.copies = count("SELECT count(*) FROM copies");
        info.grades = count("SELECT count(*) FROM grades");
        info.ledgerEntries = count("SELECT count(*) FROM ledger");
        return info;
    });
}

Result<io::NumberLock> Project::holdJob(Uuid jobId)
{
    io::DiskFileSystem files;
    TAILSLATE_TRY(std::filesystem::path lockFile, files.resolve(m_impl->path));
    lockFile += "-lock";
    auto hold = io::NumberLock::hold(lockFile, lockNumber(jobId));
    if (!hold && hold.error().code == ErrorCode::AlreadyExists)
        return failure(ErrorCode::AlreadyExists,
                       "another offload is at this job already: it is copied, resumed or read back "
                       "by another window or command; wait until that has ended",
                       m_impl->path);
    return hold;
}

Result<void> Project::recordStarted(const offload::Plan& plan)
{
    return m_impl->write([&]() -> Result<void> {
        TAILSLATE_CHECK(
            detail::OffloadRepository(m_impl->session()).addStarted(plan, m_impl->clock.now()));
        const std::string job = plan.jobId.toString();
        m_impl->log("offload.started", job, dump(planDetail(plan)));
        m_impl->noteBegun(job);
        return {};
    });
}

Result<std::int64_t> Project::revision(Uuid jobId)
{
    return m_impl->read([&]() -> Result<std::int64_t> {
        return detail::Ledger(m_impl->session()).lastAbout(jobId.toString(), kOffloadActs, 0);
    });
}

Result<void> Project::recordResumed(const offload::Plan& plan, std::optional<offload::Mode> mode,
                                    std::optional<std::int64_t> since)
{
    return m_impl->write([&]() -> Result<void> {
        const std::string job = plan.jobId.toString();
        if (since && detail::Ledger(m_impl->session()).lastAbout(job, kOffloadActs, 0) != *since)
            return failure(ErrorCode::AlreadyExists,
                           "another run has gone on with the offload meanwhile; resume it once "
                           "more");
        TAILSLATE_CHECK(detail::OffloadRepository(m_impl->session())
                            .resume(plan, mode.value_or(plan.mode), m_impl->clock.now()));
        m_impl->log("offload.resumed", job, dump(planDetail(plan)));
        m_impl->noteBegun(job);
        return {};
    });
}

Result<void> Project::recordCopies(const offload::Plan& plan,
                                   const std::vector<offload::CopyEvidence>& copies)
{
    return m_impl->write([&]() -> Result<void> {
        const std::string job = plan.jobId.toString();
        TAILSLATE_CHECK(m_impl->checkNotTakenUp(job));
        TAILSLATE_CHECK(detail::OffloadRepository(m_impl->session()).putCopies(plan, copies));
        json entry{{"copies", levelCounts(copies)}};
        addEvidence(entry, detail::CopyRepository(m_impl->session()), job);
        m_impl->log("copies.done", job, dump(entry));
        return {};
    });
}

Result<void> Project::recordFinished(const offload::OffloadResult& result,
                                     const offload::Verdict& verdict)
{
    return m_impl->write([&]() -> Result<void> {
        const std::string job = result.plan.jobId.toString();
        TAILSLATE_CHECK(m_impl->checkNotTakenUp(job));
        TAILSLATE_CHECK(detail::OffloadRepository(m_impl->session()).putFinished(result, verdict));
        json entry = finishedDetail(result, verdict);
        addEvidence(entry, detail::CopyRepository(m_impl->session()), job);
        m_impl->log("offload.finished", job, dump(entry));
        return {};
    });
}

Result<void> Project::recordNotice(const offload::Plan& plan,
                                   std::optional<std::size_t> destination,
                                   const std::string& sentence)
{
    return m_impl->write([&]() -> Result<void> {
        const std::string folder =
            destination ? displayText(plan.destinations[*destination].folder) : "";
        m_impl->log("offload.notice", plan.jobId.toString(),
                    dump({{"folder", folder}, {"text", sentence}}));
        return {};
    });
}

Result<std::vector<offload::JobNotice>> Project::notices(Uuid jobId)
{
    return m_impl->read([&]() -> Result<std::vector<offload::JobNotice>> {
        std::vector<offload::JobNotice> result;
        for (const LedgerEntry& entry :
             detail::Ledger(m_impl->session()).about(jobId.toString(), "offload.notice")) {
            const json detail = json::parse(entry.detail, nullptr, false);
            const auto text = [&](const char* key) {
                const auto found = detail.find(key);
                return found != detail.end() && found->is_string() ? found->get<std::string>()
                                                                   : std::string();
            };
            result.push_back({entry.at, text("folder"), text("text")});
        }
        return result;
    });
}

Result<std::vector<OffloadRow>> Project::offloads()
{
    return m_impl->read([&]() -> Result<std::vector<OffloadRow>> {
        return detail::OffloadRepository(m_impl->session()).all();
    });
}

Result<std::optional<Uuid>> Project::newestUnfinished()
{
    return m_impl->read([&]() -> Result<std::optional<Uuid>> {
        return detail::OffloadRepository(m_impl->session()).newestUnfinished();
    });
}

Result<offload::OffloadResult> Project::offload(Uuid jobId)
{
    return m_impl->read([&]() -> Result<offload::OffloadResult> {
        return detail::OffloadRepository(m_impl->session()).get(jobId);
    });
}

Result<offload::Verdict> Project::verdict(Uuid jobId)
{
    return m_impl->read([&]() -> Result<offload::Verdict> {
        return detail::OffloadRepository(m_impl->session()).verdict(jobId);
    });
}

Result<GradeRow> Project::saveGrade(GradeRow grade)
{
    TAILSLATE_CHECK(requireText(grade.name, "the name of a grade"));
    TAILSLATE_CHECK(requireText(grade.input, "the input of a grade"));
    TAILSLATE_CHECK(requireText(grade.output, "the output of a grade"));
    TAILSLATE_CHECK(color::validate(grade.cdl));
    return m_impl->write([&]() -> Result<GradeRow> {
        grade.created = m_impl->clock.now();
        grade.id = Uuid::generate(grade.created);
        detail::GradeRepository(m_impl->session()).add(grade);
        m_impl->log("grade.saved", grade.id.toString(),
                    dump({{"name", grade.name},
                          {"slope", grade.cdl.slope},
                          {"offset", grade.cdl.offset},
                          {"power", grade.cdl.power},
                          {"saturation", grade.cdl.saturation}}));
        return grade;
    });
}

Result<std::vector<GradeRow>> Project::grades()
{
    return m_impl->read([&]() -> Result<std::vector<GradeRow>> {
        return detail::GradeRepository(m_impl->session()).all();
    });
}

Result<void> Project::recordAct(const std::string& act, const std::string& subject,
                                const std::string& detailJson)
{
    if (act.empty())
        return failure(ErrorCode::InvalidArgument, "an act in the ledger needs a name");
    if (std::ranges::find(kOwnActs, act) != kOwnActs.end()) {
        return failure(ErrorCode::InvalidArgument,
                       "the project writes \"" + act + "\" into its ledger itself");
    }
    TAILSLATE_CHECK(requireText(act, "the name of an act"));
    TAILSLATE_CHECK(requireText(subject, "the subject of an act"));
    TAILSLATE_CHECK(requireText(detailJson, "the detail of an act"));
    if (!json::parse(detailJson, nullptr, false).is_object())
        return failure(ErrorCode::InvalidArgument, "the detail of an act must be a JSON object");
    return m_impl->write([&]() -> Result<void> {
        m_impl->log(act, subject, detailJson);
        return {};
    });
}

Result<std::vector<LedgerEntry>> Project::ledger()
{
    return m_impl->read([&]() -> Result<std::vector<LedgerEntry>> {
        return detail::Ledger(m_impl->session()).entries();
    });
}

Result<CheckReport> Project::check()
{
    const std::lock_guard lock(m_impl->mutex);
    auto report = detail::checkConsistency(*m_impl->database);
    if (!m_impl->untouched)
        return report;
    TAILSLATE_CHECK(m_impl->takeNoticeOfOthers());
    return m_impl->untouched ? report : detail::checkConsistency(*m_impl->database);
}

} // namespace tailslate::project
