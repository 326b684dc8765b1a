// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Clock.h"
#include "base/Result.h"
#include "base/Uuid.h"
#include "color/Cdl.h"
#include "io/NumberLock.h"
#include "offload/Engine.h"
#include "offload/Verdict.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tailslate::project {

/// What a project says about itself.
struct ProjectInfo {
    Uuid id;
    std::string show; ///< `MIDNIGHT SUN`.
    std::string unit; ///< May be empty.
    int schemaVersion = 0;
    TimePoint created;
    std::size_t offloads = 0;
    std::size_t copies = 0;
    std::size_t grades = 0;
    std::size_t ledgerEntries = 0;
};

/// Where a project's offloads went from and to.
struct ProjectPlaces {
    std::vector<std::filesystem::path> cards;              ///< Roots, each once.
    std::vector<std::filesystem::path> destinationVolumes; ///< Mount points, each once.
};

/// One finished or running offload, for lists.
struct OffloadRow {
    Uuid jobId;
    std::string roll;
    std::filesystem::path cardRoot;
    std::size_t files = 0;
    std::uint64_t bytes = 0;
    std::size_t destinations = 0;
    TimePoint started;
    std::optional<TimePoint> finished; ///< Nothing while running or when the program died.
    std::string headline;              ///< The verdict's; empty until finished.
    offload::Mode mode = offload::Mode::Verify;
    bool complete = false; ///< Ended with every copy verified and sealed at all destinations.
};

/// A stored grade.
struct GradeRow {
    Uuid id;
    std::string name;
    TimePoint created;
    std::string input; ///< color::PipelineSettings ids.
    std::string output;
    color::CdlStyle style = color::CdlStyle::Asc;
    color::Cdl cdl;
};

/// One act in the ledger. Entries are never changed or removed; each carries the hash of the one
/// before.
struct LedgerEntry {
    std::int64_t number = 0; ///< From 1, no gaps.
    TimePoint at;
    std::string act; ///< `project.created`, `offload.started`, `offload.resumed`, `copies.done`,
                     ///< `offload.finished`, `offload.notice`, `grade.saved`, …
    std::string subject; ///< The id it is about.
    std::string detail;  ///< JSON object.
    std::string hash;    ///< SHA-256 over the previous hash and this entry, hexadecimal.
};

/// What check() found. An empty list of problems means sound.
struct CheckReport {
    int schemaVersion = 0;
    std::size_t ledgerEntries = 0;
    std::vector<std::string> problems; ///< One sentence each, worst first.
};

/// A project file open for work: one SQLite database in WAL mode with synchronous=FULL, so that
/// what a call has recorded survives a power cut. Thread-safe: calls take turns. A second program
/// may have the same file open.
class Project {
public:
    /// Makes a new project file.
    /// @return AlreadyExists when something is there; on failure nothing is left behind.
    [[nodiscard]] static Result<std::unique_ptr<Project>> create(const std::filesystem::path& path,
                                                                 const std::string& show,
                                                                 const std::string& unit,
                                                                 const Clock& clock);

    /// Opens a project and brings an older schema up to date.
    /// @return NotFound, BadFormat (not a project file), DataCorrupted (damaged database),
    /// Unsupported (made by a newer
    ///         version of the program; untouched), PermissionDenied.
    [[nodiscard]] static Result<std::unique_ptr<Project>> open(const std::filesystem::path& path,
                                                               const Clock& clock);

    /// Opens a project to read it: neither it nor its folder is changed, so that it may turn out to
    /// lie on a card. But one with a log beside it because a program works with it or died is
    /// opened as by open().
    /// @return As open(). What would record something fails with PermissionDenied.
    [[nodiscard]] static Result<std::unique_ptr<Project>>
    openToRead(const std::filesystem::path& path, const Clock& clock);

    /// The card of an offload as a project file records it, without opening the project: nothing is
    /// made, changed or locked, so that the file may turn out to lie on that very card.
    /// @param jobId Nothing for the newest that can be resumed; see newestUnfinished().
    /// The log of a program that died is looked into in a copy of both, in the system's folder for
    /// temporary files.
    /// @return The card's root, roll and folders alone; nothing when there is no such offload, and
    /// when another program is at work with the file. As open() for a file that is no project; what
    /// keeps it from being copied.
    [[nodiscard]] static Result<std::optional<media::Card>>
    peekCard(const std::filesystem::path& path, std::optional<Uuid> jobId);

    /// Likewise for all its offloads; empty where peekCard() says nothing.
    [[nodiscard]] static Result<ProjectPlaces> peekPlaces(const std::filesystem::path& path);

    /// Whether the log of a program that is at work or died lies beside the file: then it cannot be
    /// opened without writing beside it.
    [[nodiscard]] static bool hasLog(const std::filesystem::path& path);

    ~Project();
    Project(const Project&) = delete;
    Project& operator=(const Project&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const noexcept;

    [[nodiscard]] Result<ProjectInfo> info();

    /// Keeps every other run, of this program and others, away from a job for as long as the hold
    /// lives; also one that was killed lets go of it. The lock file `<project>-lock` stays. Where
    /// the file system has no locks it keeps nobody out.
    /// @return AlreadyExists when another run is at the job. Never waits.
    [[nodiscard]] Result<io::NumberLock> holdJob(Uuid jobId);

    /// Records that a job begins: its card, files and destinations. In the ledger:
    /// `offload.started`.
    [[nodiscard]] Result<void> recordStarted(const offload::Plan& plan);

    /// How far the record of a job has come: another number after each act about it. Ask for it
    /// before offload(), so that recordResumed() can tell whether that is still all there is.
    /// 0 for an unknown job.
    [[nodiscard]] Result<std::int64_t> revision(Uuid jobId);

    /// Records that a job goes on, after the program died or after the job ended with something
    /// missing: the recorded end, if any, is taken away; the evidence of its copies stays, as does
    /// the card as it was listed at the start. The plan's volumes take the place of the recorded
    /// ones: devices change their names when they are plugged in again. In the ledger:
    /// `offload.resumed`.
    /// @param mode What the job is to prove; nothing for the plan's.
    /// @param since The revision that the plan was made from; nothing where no other run can be at
    /// the job.
    /// @return NotFound for an unknown job; AlreadyExists when another run has recorded something
    /// about it since then; InvalidArgument when the plan's files (by path and
    /// size), destinations or checksum are not those of the job, or another volume is mounted at a
    /// destination.
    [[nodiscard]] Result<void> recordResumed(const offload::Plan& plan,
                                             std::optional<offload::Mode> mode = {},
                                             std::optional<std::int64_t> since = {});

    /// Records copies as they are proved, in one transaction. In the ledger: one `copies.done` a
    /// call.
    /// @return AlreadyExists when another run has resumed the job since this one began it here: its
    /// records are the true ones.
    [[nodiscard]] Result<void> recordCopies(const offload::Plan& plan,
                                            const std::vector<offload::CopyEvidence>& copies);

    /// Records the end: outcomes and verdict. In the ledger: `offload.finished`.
    /// @return NotFound for an unknown job; AlreadyExists when it has an end already and was not
    /// resumed, and as recordCopies(); InvalidArgument for evidence or a verdict that claims more
    /// than was proved.
    [[nodiscard]] Result<void> recordFinished(const offload::OffloadResult& result,
                                              const offload::Verdict& verdict);

    /// Records what the operator was told about a destination while a job went on. In the ledger:
    /// `offload.notice`.
    /// @param destination Index into the plan's; nothing for the card.
    [[nodiscard]] Result<void> recordNotice(const offload::Plan& plan,
                                            std::optional<std::size_t> destination,
                                            const std::string& sentence);

    /// What recordNotice() recorded about a job, oldest first; empty for an unknown job.
    [[nodiscard]] Result<std::vector<offload::JobNotice>> notices(Uuid jobId);

    /// All offloads, newest first.
    [[nodiscard]] Result<std::vector<OffloadRow>> offloads();

    /// The newest offload that can be resumed: it has no end, or ended with a copy that is not
    /// verified or a destination that is not sealed.
    [[nodiscard]] Result<std::optional<Uuid>> newestUnfinished();

    /// One offload as it was recorded, for reports and to go on with it. @return NotFound.
    /// A copy that nobody reported yet comes as EvidenceLevel::None.
    [[nodiscard]] Result<offload::OffloadResult> offload(Uuid jobId);

    /// The verdict that recordFinished() stored. @return NotFound, also while the job has not
    /// ended, or was resumed and has not ended again.
    [[nodiscard]] Result<offload::Verdict> verdict(Uuid jobId);

    /// Stores a grade; its id and time are set here.
    [[nodiscard]] Result<GradeRow> saveGrade(GradeRow grade);

    /// All grades, newest first.
    [[nodiscard]] Result<std::vector<GradeRow>> grades();

    /// Adds an act of the program's own (a report written, a file exported) to the ledger.
    [[nodiscard]] Result<void> recordAct(const std::string& act, const std::string& subject,
                                         const std::string& detailJson);

    [[nodiscard]] Result<std::vector<LedgerEntry>> ledger();

    /// Reads everything: SQLite's own integrity check, foreign keys, the ledger's hash chain, and
    /// that no copy is called verified without both digests equal.
    [[nodiscard]] Result<CheckReport> check();

private:
    struct Impl;
    explicit Project(std::unique_ptr<Impl> impl);

    std::unique_ptr<Impl> m_impl;
};

} // namespace tailslate::project
