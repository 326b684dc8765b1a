// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tailslate::realdisk {

/// What the disk is asked to do, as far as a fault can tell.
struct Request {
    std::string_view operation; ///< `read`, `write`, `fsync`, `rename`, …
    std::string_view path;      ///< Below the mount; empty when it is not known.
    std::uint64_t offset = 0;
    std::uint64_t size = 0;
    bool direct = false; ///< The file was open with O_DIRECT.
};

/// What is to happen to a request.
struct Answer {
    int error = 0;                       ///< errno to fail with; 0 to pass it on.
    std::optional<std::uint64_t> atMost; ///< Bytes of a write that still fit before it fails.
};

/// The faults of a disk, read from a file that is read again whenever it was replaced. One fault a
/// line; empty lines and lines that start with # say nothing:
///
///     read EIO name=*.mov offset=1048576 count=1
///     write ENOSPC after=5000000
///     fsync EIO nth=2 count=1
///     flip-read name=*.tailslate-part offset=4096 bit=3
///     flip-write offset=4096 bit=3 count=1
///     delay write ms=50
///     coarse-times
///     vanish
///
/// The first word is an operation, or `any`; the second an errno's name. `name` is a pattern for
/// the last part of the path; `offset` takes requests that touch this byte; `direct` only what was
/// opened with O_DIRECT; `noreplace` only a rename that may not replace; `nth` lets the first nth-1
/// of those pass; `count` ends the fault after so many; `after` lets so many bytes pass first.
/// Every fault that happens adds its line to `<file>.log`. Thread-safe.
class Faults {
public:
    /// Ends the program when the file holds a line that means nothing.
    explicit Faults(std::filesystem::path file);

    /// Reads the file again where needed, waits where a delay says so, and says what happens.
    Answer meet(const Request& request);

    /// Spoils the bytes of a read or write, where a fault says so.
    /// @param operation `flip-read` or `flip-write`.
    void flip(std::string_view operation, std::string_view path, std::uint64_t offset,
              std::span<char> bytes);

    /// Whether one of the bytes would be spoiled, so that a copy to spoil is needed.
    bool wouldFlip(std::string_view path, std::uint64_t offset, std::uint64_t size);

    /// Whether file times are kept in steps of two seconds, as on FAT.
    bool coarseTimes();

private:
    struct Rule {
        std::string line;
        std::string operation;
        int error = 0;
        std::string name = "*";
        std::optional<std::uint64_t> offset;
        std::uint64_t nth = 1;
        std::uint64_t count = UINT64_MAX;
        std::optional<std::uint64_t> after;
        unsigned bit = 0;
        unsigned milliseconds = 0;
        bool direct = false;

        std::uint64_t met = 0;
        std::uint64_t happened = 0;
        std::uint64_t bytes = 0;
    };

    static std::optional<Rule> parse(const std::string& line);
    static bool concerns(const Rule& rule, const Request& request);

    void readAgain();
    bool happens(Rule& rule);

    std::filesystem::path m_file;
    std::mutex m_mutex;
    std::ofstream m_log;
    std::vector<Rule> m_rules;
    std::pair<std::uint64_t, std::int64_t> m_seen{}; ///< Inode and time of the file.
};

} // namespace tailslate::realdisk
