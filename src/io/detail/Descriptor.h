// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "io/FileSystem.h"

#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace tailslate::io::detail {

/// Owns a file descriptor. Movable.
class Descriptor {
public:
    Descriptor() = default;

    explicit Descriptor(int number) noexcept
        : m_number(number)
    {
    }

    Descriptor(Descriptor&& other) noexcept
        : m_number(std::exchange(other.m_number, -1))
    {
    }

    Descriptor& operator=(Descriptor&& other) noexcept
    {
        std::swap(m_number, other.m_number);
        return *this;
    }

    ~Descriptor()
    {
        if (m_number >= 0)
            ::close(m_number);
    }

    [[nodiscard]] int get() const noexcept { return m_number; }

    [[nodiscard]] bool valid() const noexcept { return m_number >= 0; }

    /// Hands the number to another owner.
    int release() noexcept { return std::exchange(m_number, -1); }

    /// Closes and gives the result of close(2).
    int close() noexcept { return ::close(std::exchange(m_number, -1)); }

private:
    int m_number = -1;
};

/// open(2), repeated when a signal interrupts it; close-on-exec always.
[[nodiscard]] Descriptor openRetrying(const std::filesystem::path& path, int flags,
                                      mode_t mode = 0);

/// What stat(2) says, in our terms.
[[nodiscard]] FileInfo toFileInfo(const struct ::stat& status);

} // namespace tailslate::io::detail
