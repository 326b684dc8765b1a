// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "io/FileSystem.h"
#include "io/FileWindow.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

namespace tailslate::media::detail {

/// Reads a file here and there: heads of movies and stills, chunks of sound files, whole lists.
/// Keeps one window of the file in memory.
class FileBytes {
public:
    /// @param stop Asked before each window is read: a file can have ten thousand heads.
    /// @return As io::FileSystem::openForReading().
    [[nodiscard]] static Result<FileBytes>
    open(io::FileSystem& files, const std::filesystem::path& path, std::stop_token stop = {});

    /// The same of a file that is open.
    /// @return Io, DeviceLost.
    [[nodiscard]] static Result<FileBytes> of(std::unique_ptr<io::InputFile> file);

    [[nodiscard]] std::uint64_t size() const noexcept { return m_size; }

    /// Up to `length` bytes from `offset` on: fewer only at the end of the file or where `length`
    /// is more than kReadMax. Valid until the next call.
    /// @return Io, DeviceLost, Cancelled.
    [[nodiscard]] Result<std::string_view> read(std::uint64_t offset, std::size_t length);

    /// All of a file that is no longer than `most`; Nothing is cut.
    /// @return BadFormat for a longer one; Io, DeviceLost, Cancelled.
    [[nodiscard]] Result<std::string> readAll(std::size_t most);

    static constexpr std::size_t kReadMax = std::size_t{32} << 10;

private:
    FileBytes(std::unique_ptr<io::InputFile> file, std::uint64_t size);

    io::FileWindow m_window;
    std::stop_token m_stop;
    std::uint64_t m_size;
};

/// The unsigned number that `bytes` hold, most significant byte first. At most eight of them.
[[nodiscard]] std::uint64_t bigEndian(std::string_view bytes) noexcept;

/// The same, least significant byte first.
[[nodiscard]] std::uint64_t littleEndian(std::string_view bytes) noexcept;

} // namespace tailslate::media::detail
