// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>

namespace tailslate::bench {

/// What lies on a card that a bench makes: files of one size, counted from 0. A value type.
struct CardShape {
    std::size_t count = 1;
    std::uint64_t fileSize = 0;     ///< Bytes.
    bool everyOtherEmpty = false;   ///< Files with an odd number hold nothing.
    std::size_t filesPerFolder = 0; ///< 0: all in one folder.

    [[nodiscard]] std::uint64_t sizeOf(std::size_t file) const noexcept;

    /// Relative to the card's root.
    [[nodiscard]] std::filesystem::path pathOf(std::size_t file) const;

    /// How many folders the files lie in.
    [[nodiscard]] std::size_t folders() const noexcept;

    /// The room that one copy takes on a disk, rounded up per file as file systems do.
    [[nodiscard]] std::uint64_t room() const noexcept;

    /// Whether waiting for the disk once a file would cost more than moving its bytes.
    [[nodiscard]] bool ofSmallFiles() const noexcept;
};

} // namespace tailslate::bench
