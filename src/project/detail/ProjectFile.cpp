// SPDX-License-Identifier: Apache-2.0
#include "project/detail/ProjectFile.h"

#include "base/Clock.h"
#include "base/Uuid.h"
#include "io/AlignedBuffer.h"
#include "project/detail/Migrations.h"
#include "project/detail/PrivateCopy.h"

#include <fmt/format.h>
#include <soci/soci.h>

#include <array>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

namespace tailslate::project::detail {
namespace {

// The database header, https://www.sqlite.org/fileformat2.html section 1.3; numbers are big-endian.
constexpr std::string_view kMagic{"SQLite format 3\0", 16};
constexpr std::size_t kHeaderSize = 100;
constexpr std::size_t kPageSizeAt = 16; // Two bytes; 1 stands for 65536.
constexpr std::size_t kChangeCounterAt = 24;
constexpr std::size_t kPageCountAt = 28;
constexpr std::size_t kUserVersionAt = 60;
constexpr std::size_t kApplicationIdAt = 68;
constexpr std::size_t kVersionValidForAt =
    92; // The page count holds if this is the change counter.

constexpr std::array kCompanions{"-journal", "-wal", "-shm"};

std::filesystem::path companion(const std::filesystem::path& path, const char* suffix)
{
    std::filesystem::path result = path;
    result += suffix;
    return result;
}

std::uint32_t numberAt(std::span<const std::byte> bytes, std::size_t offset)
{
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < 4; ++i)
        number = number << 8 | std::to_integer<std::uint32_t>(bytes[offset + i]);
    return number;
}

/// The bytes that the header says the file has; 0 where it does not say.
std::uint64_t sizeByHeader(std::span<const std::byte> header)
{
    if (numberAt(header, kChangeCounterAt) != numberAt(header, kVersionValidForAt))
        return 0;
    const std::uint32_t pageSize = numberAt(header, kPageSizeAt) >> 16U;
    return std::uint64_t{pageSize == 1 ? 65536U : pageSize} * numberAt(header, kPageCountAt);
}

/// Looks at the first bytes without SQLite, which would create, recover or lock something first.
Result<void> checkHeader(io::FileSystem& files, const std::filesystem::path& path, LeftoverLog log)
{
    const auto info = files.info(path);
    if (!info) {
        if (info.error().code == ErrorCode::NotFound)
            return failure(ErrorCode::NotFound, "there is no such project file", path);
        return std::unexpected(info.error());
    }
    if (info->kind != io::FileKind::Regular)
        return failure(ErrorCode::BadFormat, "not a project file but something else", path);

    TAILSLATE_TRY(const auto file, files.openForReading(path, io::ReadFrom::Anywhere));
    io::AlignedBuffer buffer(io::kBlockAlignment);
    TAILSLATE_TRY(const std::size_t size, file->readAt(0, buffer.bytes()));
    const auto header = std::as_const(buffer).bytes().first(size);

    if (header.empty())
        return failure(ErrorCode::BadFormat, "not a project file: it is empty", path);
    if (header.size() < kMagic.size() ||
        std::memcmp(header.data(), kMagic.data(), kMagic.size()) != 0) {
        return failure(ErrorCode::BadFormat, "not a project file", path);
    }
    const auto cutShort = [&] {
        return failure(ErrorCode::DataCorrupted,
                       "the project file is cut short; restore it from a backup", path);
    };
    if (header.size() < kHeaderSize)
        return cutShort();
    if (numberAt(header, kApplicationIdAt) != kApplicationId) {
        return failure(ErrorCode::BadFormat, "not a project file but a database of another program",
                       path);
    }
    const auto version = numberAt(header, kUserVersionAt);
    if (version > static_cast<std::uint32_t>(currentSchemaVersion()))
        return std::unexpected(newerSchemaError(static_cast<int>(version), path));
    // With a log, the missing pages may be in there. SQLite itself lets part of the last page pass.
    if (log == LeftoverLog::No && info->size < sizeByHeader(header))
        return cutShort();
    return {};
}

/// Reads from every table that the rest relies on, so that a damaged file is refused here.
Result<void> probe(Database& database)
{
    return database.read([&]() -> Result<void> {
        auto& session = database.session();
        const int version = schemaVersion(database);
        if (version > currentSchemaVersion())
            return std::unexpected(newerSchemaError(version, {}));
        long long tables = 0;
        session << "SELECT count(*) FROM sqlite_schema", soci::into(tables);
        long long projects = 0;
        session << "SELECT count(*) FROM project", soci::into(projects);
        for (const char* table : {"ledger", "offloads", "grades"}) {
            long long last = 0;
            session << fmt::format("SELECT coalesce(max(rowid), 0) FROM {}", table),
                soci::into(last);
        }
        if (projects != 1) {
            return failure(ErrorCode::DataCorrupted,
                           "the project file has lost its first record; restore it from a backup");
        }
        return {};
    });
}

/// Removes what was made so far, unless told that it is wanted.
class Cleanup {
public:
    Cleanup(io::FileSystem& files, std::filesystem::path path)
        : m_files(files)
        , m_path(std::move(path))
    {
    }

    ~Cleanup()
    {
        if (m_path.empty())
            return;
        // Best effort: the error that brought us here is the one to report.
        for (const char* suffix : kCompanions)
            (void)m_files.remove(companion(m_path, suffix));
        (void)m_files.remove(m_path);
    }

    Cleanup(const Cleanup&) = delete;
    Cleanup& operator=(const Cleanup&) = delete;

    void keep() noexcept { m_path.clear(); }

private:
    io::FileSystem& m_files;
    std::filesystem::path m_path;
};

Result<void> refuseWhatIsThere(io::FileSystem& files, const std::filesystem::path& path)
{
    if (files.info(path))
        return failure(ErrorCode::AlreadyExists, "something of that name is already there", path);
    // SQLite would take a leftover log for the new file's own and write its pages into it.
    for (const char* suffix : kCompanions) {
        const auto leftover = companion(path, suffix);
        if (files.info(leftover)) {
            return failure(ErrorCode::AlreadyExists,
                           "a leftover of an earlier project is in the way; move it elsewhere",
                           leftover);
        }
    }
    return {};
}

LeftoverLog leftoverLog(io::FileSystem& files, const std::filesystem::path& project)
{
    const auto log = files.info(companion(project, "-wal"));
    return log && log->size > 0 ? LeftoverLog::Yes : LeftoverLog::No;
}

} // namespace

Result<void> createProjectFile(io::FileSystem& files, const std::filesystem::path& path,
                               const std::function<Result<void>(Database&)>& fill)
{
    if (path.filename().empty())
        return failure(ErrorCode::InvalidArgument, "a project file needs a name", path);
    TAILSLATE_TRY(const auto target, files.resolve(path));
    const auto folder = files.info(target.parent_path());
    if (!folder) {
        if (folder.error().code == ErrorCode::NotFound) {
            return failure(ErrorCode::NotFound, "there is no folder for the project file",
                           target.parent_path());
        }
        return std::unexpected(folder.error());
    }
    TAILSLATE_CHECK(refuseWhatIsThere(files, target));

    const auto temporary =
        target.parent_path() /
        fmt::format(".tailslate-{}.tmp", Uuid::generate(SystemClock().now()).toString());
    Cleanup cleanup(files, temporary);
    {
        auto database = Database::createNew(temporary);
        if (!database) {
            return failure(database.error().code, "the project file cannot be made there", path,
                           database.error().osError);
        }
        TAILSLATE_CHECK((*database)->guarded([&]() -> Result<void> {
            (*database)->runScript(fmt::format("PRAGMA application_id = {}", kApplicationId));
            return {};
        }));
        TAILSLATE_CHECK(migrate(**database, migrations()));
        TAILSLATE_CHECK(fill(**database));
    }
    TAILSLATE_CHECK(files.renameWithoutReplacing(temporary, target));
    cleanup.keep();
    if (const auto synced = files.syncFolder(target.parent_path()); !synced) {
        Cleanup undo(files, target);
        return std::unexpected(synced.error());
    }
    return {};
}

Result<std::unique_ptr<Database>> openProjectFile(io::FileSystem& files,
                                                  const std::filesystem::path& path)
{
    TAILSLATE_TRY(const auto resolved, files.resolve(path));
    const LeftoverLog log = leftoverLog(files, resolved);
    TAILSLATE_CHECK(checkHeader(files, resolved, log));
    TAILSLATE_TRY(auto database, Database::openExisting(resolved, log));
    TAILSLATE_CHECK(probe(*database));
    TAILSLATE_CHECK(database->accept());
    TAILSLATE_CHECK(migrate(*database, migrations()));
    return database;
}

Result<ReadOnlyFile> openProjectFileToRead(io::FileSystem& files, const std::filesystem::path& path)
{
    TAILSLATE_TRY(const auto resolved, files.resolve(path));
    const auto before = files.info(resolved);
    if (before && leftoverLog(files, resolved) == LeftoverLog::No) {
        TAILSLATE_CHECK(checkHeader(files, resolved, LeftoverLog::No));
        TAILSLATE_TRY(auto database, Database::peek(resolved));
        const auto isCurrent = database->read(
            [&]() -> Result<bool> { return schemaVersion(*database) == currentSchemaVersion(); });
        if (isCurrent && probe(*database)) {
            if (*isCurrent)
                return ReadOnlyFile{std::move(database), *before};
            TAILSLATE_TRY(auto copy, Database::copyInMemory(*database));
            TAILSLATE_CHECK(migrate(*copy, migrations()));
            TAILSLATE_CHECK(copy->setReadOnly());
            return ReadOnlyFile{std::move(copy), *before};
        }
    }
    TAILSLATE_TRY(auto database, openProjectFile(files, path));
    return ReadOnlyFile{std::move(database), std::nullopt};
}

bool isUntouched(io::FileSystem& files, const std::filesystem::path& path,
                 const io::FileInfo& before)
{
    const auto resolved = files.resolve(path);
    const auto now = resolved ? files.info(*resolved) : std::unexpected(resolved.error());
    return now && now->identity == before.identity && now->size == before.size &&
           now->modified == before.modified && now->changed == before.changed &&
           leftoverLog(files, *resolved) == LeftoverLog::No;
}

bool hasLog(io::FileSystem& files, const std::filesystem::path& path)
{
    const auto resolved = files.resolve(path);
    return resolved && leftoverLog(files, *resolved) == LeftoverLog::Yes;
}

Result<std::unique_ptr<PeekedFile>> peekProjectFile(io::FileSystem& files,
                                                    const std::filesystem::path& path)
{
    TAILSLATE_TRY(const auto resolved, files.resolve(path));
    const LeftoverLog log = leftoverLog(files, resolved);
    TAILSLATE_CHECK(checkHeader(files, resolved, log));
    auto peeked = std::make_unique<PeekedFile>();
    if (log == LeftoverLog::No) {
        TAILSLATE_TRY(peeked->database, Database::peek(resolved));
        return peeked;
    }
    TAILSLATE_TRY(peeked->copy, PrivateCopy::make(files, resolved));
    if (!peeked->copy)
        return nullptr;
    auto database = Database::openExisting(peeked->copy->path(), log);
    if (!database || !probe(**database))
        return nullptr; // Two files of different moments: somebody is at work there.
    peeked->database = std::move(*database);
    return peeked;
}

} // namespace tailslate::project::detail
