// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "io/AlignedBuffer.h"
#include "io/FileSystem.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace tailslate::io {

/// Bytes of a file at any offset, for whoever cannot read in aligned blocks. Keeps one window of
/// the file in memory. One thread at a time. Movable.
class FileWindow {
public:
    /// @param length Of the window; rounded up to a multiple of kBlockAlignment.
    FileWindow(std::unique_ptr<InputFile> file, std::size_t length);

    /// The bytes from `offset` on that one window holds: at least `least`, which may be as long as
    /// the window less kBlockAlignment; fewer only at the end of the file. Valid until the next
    /// call.
    /// @return Io, DeviceLost.
    [[nodiscard]] Result<std::span<const std::byte>> at(std::uint64_t offset,
                                                        std::size_t least = 1);

    /// Whether at() need not read.
    [[nodiscard]] bool holds(std::uint64_t offset, std::size_t least) const noexcept;

    [[nodiscard]] InputFile& file() noexcept { return *m_file; }

private:
    std::unique_ptr<InputFile> m_file;
    AlignedBuffer m_buffer;
    std::uint64_t m_start = 0; ///< Offset in the file of what m_buffer holds.
    std::size_t m_filled = 0;  ///< Bytes of it.
};

} // namespace tailslate::io
