// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>

namespace tailslate::io::detail {

/// Knows which volumes lie on a disk image in a file that the kernel reads through its page cache
/// (a loop device without direct I/O): what is read from there past the cache of the volume may
/// still come from memory. Thread-safe; looks at a device again after a second.
class ImageDisks {
public:
    /// @param sysfs Where it is mounted.
    explicit ImageDisks(std::filesystem::path sysfs = "/sys");

    /// @param device As st_dev.
    [[nodiscard]] bool answerFromMemory(std::uint64_t device);

private:
    using Clock = std::chrono::steady_clock;

    struct Look {
        Clock::time_point at;
        bool fromMemory = false;
    };

    std::filesystem::path m_sysfs;
    std::mutex m_mutex;
    std::map<std::uint64_t, Look> m_looks; ///< Guarded by m_mutex.
};

} // namespace tailslate::io::detail
