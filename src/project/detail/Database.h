// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"

#include <filesystem>
#include <memory>
#include <string>
#include <type_traits>

namespace soci {
class session;
}

namespace tailslate::project::detail {

/// Whether a crash left a write-ahead log with data beside the file.
enum class LeftoverLog { No = 1, Yes };

/// One connection to one SQLite file, and the border that no exception crosses: everything that
/// talks to session() runs inside guarded(), read() or write(). One thread at a time.
class Database {
public:
    /// Makes a new file; rollback journal, so that a single file comes out of it.
    /// @return AlreadyExists when something has that name.
    [[nodiscard]] static Result<std::unique_ptr<Database>> createNew(std::filesystem::path path);

    /// Connects to a file that is there, changing nothing in it yet; a leftover log is not folded
    /// into the file before accept().
    [[nodiscard]] static Result<std::unique_ptr<Database>> openExisting(std::filesystem::path path,
                                                                        LeftoverLog log);

    /// Connects to a file that is there, to read it: neither it nor its folder is changed, and
    /// nobody is kept from changing it. What a log beside it holds is not seen.
    [[nodiscard]] static Result<std::unique_ptr<Database>> peek(std::filesystem::path path);

    /// What `other` holds, in memory: to be changed without its file being changed.
    [[nodiscard]] static Result<std::unique_ptr<Database>> copyInMemory(Database& other);

    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    /// Says that the file is ours to work with: switches it to WAL and lets closing tidy up.
    /// @return Unsupported when the volume cannot hold a WAL database.
    [[nodiscard]] Result<void> accept();

    /// From now on, whatever would write fails with PermissionDenied.
    [[nodiscard]] Result<void> setReadOnly();

    [[nodiscard]] soci::session& session() noexcept;

    /// Runs statements separated by semicolons. Throws what SOCI throws.
    void runScript(const std::string& script);

    /// Calls `act`, which returns a Result, and turns what it throws into an Error.
    template <class Act>
    auto guarded(Act&& act) -> std::invoke_result_t<Act>
    {
        try {
            return act();
        } catch (...) {
            return std::unexpected(currentError());
        }
    }

    /// Calls `act` in a transaction that sees one state of the file throughout.
    template <class Act>
    auto read(Act&& act) -> std::invoke_result_t<Act>
    {
        return inTransaction("BEGIN", act);
    }

    /// Calls `act` in a transaction that nobody else writes beside; commits when it returns a
    /// value, and leaves the file as it was when it returns an Error or throws.
    template <class Act>
    auto write(Act&& act) -> std::invoke_result_t<Act>
    {
        return inTransaction("BEGIN IMMEDIATE", act);
    }

private:
    struct Impl;

    class Transaction {
    public:
        Transaction(Database& database, const char* begin);
        ~Transaction();
        Transaction(const Transaction&) = delete;
        Transaction& operator=(const Transaction&) = delete;
        void commit();

    private:
        Database& m_database;
        bool m_committed = false;
    };

    explicit Database(std::unique_ptr<Impl> impl);

    [[nodiscard]] static Result<std::unique_ptr<Database>> connect(std::filesystem::path path,
                                                                   int flags, LeftoverLog log);

    template <class Act>
    auto inTransaction(const char* begin, Act& act) -> std::invoke_result_t<Act>
    {
        return guarded([&]() -> std::invoke_result_t<Act> {
            Transaction transaction(*this, begin);
            auto result = act();
            if (result)
                transaction.commit();
            return result;
        });
    }

    /// The Error for the exception being handled.
    [[nodiscard]] Error currentError() const;

    std::unique_ptr<Impl> m_impl;
};

} // namespace tailslate::project::detail
