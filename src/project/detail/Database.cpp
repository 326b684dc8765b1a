// SPDX-License-Identifier: Apache-2.0
#include "project/detail/Database.h"

#include <fmt/format.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <algorithm>
#include <exception>
#include <utility>

namespace tailslate::project::detail {
namespace {

constexpr int kBusyTimeoutMilliseconds = 10'000;

/// What SQLite's result code means to the operator. Extended codes carry the class in the low byte.
Error errorOf(int sqliteCode, const std::string& systemText, const std::filesystem::path& path)
{
    switch (sqliteCode & 0xFF) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return {ErrorCode::DataCorrupted,
                "the project file is damaged; restore it from a backup, nothing in it was repaired",
                path};
    case SQLITE_FULL:
        return {ErrorCode::NoSpace,
                "the volume of the project file is full; free some space and try again", path};
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_CANTOPEN:
        return {ErrorCode::PermissionDenied,
                "the project file or its folder cannot be written; copy it to a disk that can",
                path};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return {ErrorCode::Io, "another program keeps the project file locked; try again", path};
    case SQLITE_CONSTRAINT:
        return {
            ErrorCode::InvalidArgument,
            fmt::format("the record contradicts what the project already holds ({})", systemText),
            path};
    case SQLITE_IOERR:
    case SQLITE_PROTOCOL:
        return {ErrorCode::Io, "the disk failed while the project file was in use", path};
    default:
        return {ErrorCode::Internal,
                fmt::format("the project file refused a request: {}", systemText), path};
    }
}

/// SQLite's own words from SOCI's `sqlite3_…: words while executing "statement" with values`.
std::string reasonOf(std::string text)
{
    text.erase(std::min(text.find(" while executing"), text.size()));
    if (text.starts_with("sqlite3_")) {
        if (const auto colon = text.find(": "); colon != std::string::npos)
            text.erase(0, colon + 2);
    }
    return text;
}

/// The name under which SQLite only reads a file: no lock, no log, https://www.sqlite.org/uri.html.
std::string immutableUri(const std::filesystem::path& path)
{
    std::string uri = "file:";
    for (const char byte : path.string()) {
        const bool plain = byte == '/' || (byte >= '0' && byte <= '9') ||
                           (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z');
        uri +=
            plain ? std::string(1, byte) : fmt::format("%{:02X}", static_cast<unsigned char>(byte));
    }
    return uri + "?immutable=1";
}

} // namespace

struct Database::Impl {
    std::filesystem::path path;
    soci::session session;

    [[nodiscard]] sqlite_api::sqlite3* connection()
    {
        return static_cast<soci::sqlite3_session_backend*>(session.get_backend())->conn_;
    }

    /// Whether closing may fold the log into the file.
    void setCheckpointOnClose(bool enabled)
    {
        sqlite_api::sqlite3_db_config(connection(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE,
                                      enabled ? 0 : 1, nullptr);
    }
};

Database::Database(std::unique_ptr<Impl> impl)
    : m_impl(std::move(impl))
{
}

Database::~Database() = default;

Result<std::unique_ptr<Database>> Database::connect(std::filesystem::path path, int flags,
                                                    LeftoverLog log)
{
    auto impl = std::make_unique<Impl>();
    impl->path = std::move(path);
    std::unique_ptr<Database> database(new Database(std::move(impl)));
    return database->guarded([&]() -> Result<std::unique_ptr<Database>> {
        // SOCI's connection string cannot carry every path (a blank together with a quote) and
        // always allows creation, so the connection is made here and put in the place of an empty
        // one.
        sqlite_api::sqlite3* connection = nullptr;
        // No locks inside SQLite: one thread at a time is promised.
        const bool toPeek = (flags & SQLITE_OPEN_READONLY) != 0;
        const std::string name =
            toPeek ? immutableUri(database->m_impl->path) : database->m_impl->path.string();
        const int code = sqlite_api::sqlite3_open_v2(name.c_str(), &connection,
                                                     flags | SQLITE_OPEN_NOMUTEX, nullptr);
        if (code != SQLITE_OK) {
            sqlite_api::sqlite3_close(connection);
            return std::unexpected(
                errorOf(code, sqlite_api::sqlite3_errstr(code), database->m_impl->path));
        }
        try {
            database->m_impl->session.open("sqlite3", "dbname=:memory:");
        } catch (...) {
            sqlite_api::sqlite3_close(connection);
            throw;
        }
        auto* backend =
            static_cast<soci::sqlite3_session_backend*>(database->m_impl->session.get_backend());
        sqlite_api::sqlite3_close(std::exchange(backend->conn_, connection));
        // Before the first statement: even that may fail, and closing must then leave the log
        // alone. Without a leftover there is nothing to fold, and closing only removes the empty
        // log.
        database->m_impl->setCheckpointOnClose(log == LeftoverLog::No);

        if (!toPeek && sqlite_api::sqlite3_db_readonly(connection, "main") == 1) {
            return std::unexpected(errorOf(SQLITE_READONLY,
                                           sqlite_api::sqlite3_errstr(SQLITE_READONLY),
                                           database->m_impl->path));
        }
        sqlite_api::sqlite3_busy_timeout(connection, kBusyTimeoutMilliseconds);
        sqlite_api::sqlite3_db_config(connection, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
        database->runScript("PRAGMA foreign_keys = ON;"
                            "PRAGMA recursive_triggers = ON;"
                            "PRAGMA trusted_schema = OFF;"
                            "PRAGMA cell_size_check = ON;"
                            "PRAGMA synchronous = FULL;");
        return std::move(database);
    });
}

Result<std::unique_ptr<Database>> Database::createNew(std::filesystem::path path)
{
    return connect(std::move(path),
                   SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_EXCLUSIVE,
                   LeftoverLog::No);
}

Result<std::unique_ptr<Database>> Database::openExisting(std::filesystem::path path,
                                                         LeftoverLog log)
{
    return connect(std::move(path), SQLITE_OPEN_READWRITE, log);
}

Result<std::unique_ptr<Database>> Database::peek(std::filesystem::path path)
{
    return connect(std::move(path), SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, LeftoverLog::No);
}

Result<std::unique_ptr<Database>> Database::copyInMemory(Database& other)
{
    auto impl = std::make_unique<Impl>();
    impl->path = other.m_impl->path;
    std::unique_ptr<Database> copy(new Database(std::move(impl)));
    return copy->guarded([&]() -> Result<std::unique_ptr<Database>> {
        copy->m_impl->session.open("sqlite3", "dbname=:memory:");
        sqlite_api::sqlite3* const target = copy->m_impl->connection();
        sqlite_api::sqlite3_backup* const backup =
            sqlite_api::sqlite3_backup_init(target, "main", other.m_impl->connection(), "main");
        if (backup != nullptr) {
            (void)sqlite_api::sqlite3_backup_step(backup, -1);
            (void)sqlite_api::sqlite3_backup_finish(backup); // Says again what the step said.
        }
        const int code = sqlite_api::sqlite3_errcode(target);
        if (code != SQLITE_OK)
            return std::unexpected(
                errorOf(code, sqlite_api::sqlite3_errstr(code), copy->m_impl->path));
        copy->runScript("PRAGMA foreign_keys = ON;"
                        "PRAGMA recursive_triggers = ON;"
                        "PRAGMA trusted_schema = OFF;");
        return std::move(copy);
    });
}

Result<void> Database::setReadOnly()
{
    return guarded([&]() -> Result<void> {
        runScript("PRAGMA query_only = ON");
        return {};
    });
}

Result<void> Database::accept()
{
    return guarded([&]() -> Result<void> {
        std::string mode;
        session() << "PRAGMA journal_mode = WAL", soci::into(mode);
        if (mode != "wal") {
            return failure(ErrorCode::Unsupported,
                           "the volume of the project file cannot keep it safe (no write-ahead "
                           "log); use a local disk",
                           m_impl->path);
        }
        m_impl->setCheckpointOnClose(true);
        return {};
    });
}

soci::session& Database::session() noexcept
{
    return m_impl->session;
}

void Database::runScript(const std::string& script)
{
    char* text = nullptr;
    const int code =
        sqlite_api::sqlite3_exec(m_impl->connection(), script.c_str(), nullptr, nullptr, &text);
    if (code == SQLITE_OK)
        return;
    const std::string message = text ? text : sqlite_api::sqlite3_errstr(code);
    sqlite_api::sqlite3_free(text);
    throw soci::sqlite3_soci_error(message, code);
}

Error Database::currentError() const
{
    try {
        throw;
    } catch (const soci::sqlite3_soci_error& error) {
        return errorOf(error.result(), reasonOf(error.what()), m_impl->path);
    } catch (const std::bad_alloc&) {
        throw;
    } catch (const std::exception& error) {
        return {ErrorCode::Internal,
                fmt::format("the project file refused a request: {}", error.what()), m_impl->path};
    }
}

Database::Transaction::Transaction(Database& database, const char* begin)
    : m_database(database)
{
    m_database.runScript(begin);
}

Database::Transaction::~Transaction()
{
    if (m_committed)
        return;
    // SQLite may have rolled back by itself (full disk); there is nothing to do about a failure.
    sqlite_api::sqlite3_exec(m_database.m_impl->connection(), "ROLLBACK", nullptr, nullptr,
                             nullptr);
}

void Database::Transaction::commit()
{
    m_database.runScript("COMMIT");
    m_committed = true;
}

} // namespace tailslate::project::detail
