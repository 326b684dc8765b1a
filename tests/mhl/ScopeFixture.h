// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "io/DiskFileSystem.h"
#include "mhl/CheckScope.h"
#include "mhl/MhlTestData.h"
#include "support/FaultyFileSystem.h"
#include "support/TempDir.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tailslate::mhl::test {

/// A clock that a test sets; an hour goes by with each operation, so that names differ.
class SteppedClock final : public Clock {
public:
    [[nodiscard]] TimePoint now() const override { return m_now; }

    void step() { m_now += std::chrono::hours(1); }

private:
    TimePoint m_now = moment("2026-01-16T09:15:00Z");
};

/// A roll folder on a real disk, and the operations on it.
class ScopeTest : public testing::Test {
protected:
    /// A file that the medium holds already.
    void put(const std::string& path, std::string_view content)
    {
        writeFile(m_scope / path, content);
        EXPECT_TRUE(m_disk.syncFile(m_scope / path));
    }

    [[nodiscard]] CheckRequest request() const
    {
        CheckRequest request;
        request.scope = m_scope;
        request.creator.hostname = "cart";
        request.creator.toolName = "Tailslate";
        request.creator.toolVersion = "0.1.0";
        return request;
    }

    /// Likewise for a folder of the scope.
    [[nodiscard]] CheckRequest request(const std::filesystem::path& folder) const
    {
        CheckRequest inner = request();
        inner.scope = m_scope / folder;
        return inner;
    }

    CheckReport create(CheckRequest request)
    {
        return done(createGeneration(m_files, m_clock, request, m_context));
    }

    CheckReport create() { return create(request()); }

    CheckReport verify(CheckRequest request)
    {
        return done(verifyScope(m_files, m_clock, request, m_context));
    }

    CheckReport verify() { return verify(request()); }

    /// Path to verdict, matches left out.
    static std::map<std::string, Verdict> findings(const CheckReport& report)
    {
        std::map<std::string, Verdict> findings;
        for (const PathVerdict& path : report.paths)
            if (path.verdict != Verdict::Match)
                findings.emplace(path.path, path.verdict);
        return findings;
    }

    [[nodiscard]] std::vector<Generation> history(const std::filesystem::path& folder = {})
    {
        auto read = readHistory(m_disk, m_scope / folder);
        EXPECT_TRUE(read) << (read ? "" : read.error().describe());
        return read.value_or(std::vector<Generation>{});
    }

    /// What the latest generation says of a file: `xxh64 verified, md5 verified`.
    [[nodiscard]] std::string recorded(const std::string& path,
                                       const std::filesystem::path& folder = {})
    {
        std::string text;
        const auto generations = history(folder);
        for (const FileRecord& file : generations.back().manifest.files) {
            if (file.path != path)
                continue;
            for (const HashEntry& entry : file.hashes) {
                text += text.empty() ? "" : ", ";
                text += hash::algorithmName(entry.digest.algorithm());
                text += entry.action == Action::Original   ? " original"
                        : entry.action == Action::Verified ? " verified"
                                                           : " failed";
            }
        }
        return text;
    }

    /// The record of a folder; null when there is none.
    static const DirectoryRecord* folderOf(const Manifest& manifest, std::string_view path)
    {
        const auto found = std::ranges::find(manifest.directories, path, &DirectoryRecord::path);
        return found == manifest.directories.end() ? nullptr : &*found;
    }

    template <class T>
    T done(Result<T> result)
    {
        EXPECT_TRUE(result) << (result ? "" : result.error().describe());
        m_clock.step();
        return std::move(result).value_or(T{});
    }

    tailslate::test::TempDir m_temp;
    std::filesystem::path m_scope = m_temp.path() / "A001R2EC";
    io::DiskFileSystem m_disk;
    tailslate::test::FaultyFileSystem m_files{m_disk};
    SteppedClock m_clock;
    jobs::Progress m_progress;
    std::stop_source m_stop;
    jobs::JobContext m_context{m_stop.get_token(), m_progress};
};

/// The roll has the files `b`, "world", and `sub/a`, "hello".
class TwoFilesTest : public ScopeTest {
protected:
    void SetUp() override
    {
        put("b", "world");
        put("sub/a", "hello");
    }
};

} // namespace tailslate::mhl::test
