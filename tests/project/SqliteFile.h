// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sqlite3.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

namespace tailslate::test {

/// A project file opened past the product, as a tamperer or another tool would.
class SqliteFile {
public:
    explicit SqliteFile(const std::filesystem::path& path)
    {
        if (sqlite3_open(path.c_str(), &m_connection) != SQLITE_OK)
            throw std::runtime_error("cannot open " + path.string());
    }

    ~SqliteFile() { sqlite3_close(m_connection); }

    SqliteFile(const SqliteFile&) = delete;
    SqliteFile& operator=(const SqliteFile&) = delete;

    /// Runs statements; empty when all went well, else SQLite's words.
    [[nodiscard]] std::string tryRun(const std::string& script)
    {
        char* text = nullptr;
        sqlite3_exec(m_connection, script.c_str(), nullptr, nullptr, &text);
        const std::string message = text ? text : "";
        sqlite3_free(text);
        return message;
    }

    void run(const std::string& script)
    {
        if (const std::string message = tryRun(script); !message.empty())
            throw std::runtime_error(message + " in " + script);
    }

    /// The first column of all rows.
    [[nodiscard]] std::vector<std::string> texts(const std::string& query)
    {
        sqlite3_stmt* statement = nullptr;
        if (sqlite3_prepare_v2(m_connection, query.c_str(), -1, &statement, nullptr) != SQLITE_OK)
            throw std::runtime_error("cannot prepare " + query);
        std::vector<std::string> result;
        while (sqlite3_step(statement) == SQLITE_ROW) {
            const auto* text = sqlite3_column_text(statement, 0);
            result.emplace_back(reinterpret_cast<const char*>(text),
                                static_cast<std::size_t>(sqlite3_column_bytes(statement, 0)));
        }
        sqlite3_finalize(statement);
        return result;
    }

private:
    sqlite3* m_connection = nullptr;
};

/// The bytes of a file; none for a folder.
inline std::string readAll(const std::filesystem::path& path)
{
    if (std::filesystem::is_directory(path))
        return {};
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

inline void writeAll(const std::filesystem::path& path, const std::string& content)
{
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file.write(content.data(), static_cast<std::streamsize>(content.size()));
    if (!file.flush())
        throw std::runtime_error("cannot write " + path.string());
}

} // namespace tailslate::test
