// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "io/AlignedBuffer.h"
#include "io/FileSystem.h"
#include "media/Card.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <span>

namespace tailslate::offload::detail {

/// Whether what a run leaves of this file is kept for a later one.
[[nodiscard]] bool isWorthContinuing(const media::CardFile& file) noexcept;

/// A large file while it is written under its part name. Goes on from what an earlier run left:
/// every block that is there already is read from the medium and compared with the card's, and
/// writing starts at the first that is not equal. One thread at a time.
class PartFile {
public:
    /// @param path Where the part is or will be.
    [[nodiscard]] static Result<std::unique_ptr<PartFile>>
    open(io::FileSystem& files, const std::filesystem::path& path, const media::CardFile& file);

    /// Appends a block of the card's file. All but the last have one size, a multiple of
    /// io::kBlockAlignment.
    [[nodiscard]] Result<void> append(std::span<const std::byte> block);

    /// Time, permissions, sync, close. Once, after the last block. A failure is final.
    [[nodiscard]] Result<void> finish();

    /// How the bytes were written that were written now.
    [[nodiscard]] io::Transfer transfer() const { return m_transfer; }

private:
    PartFile(io::FileSystem& files, std::filesystem::path path, const media::CardFile& file);

    [[nodiscard]] bool isThere(std::span<const std::byte> block);
    Result<void> startWriting();

    io::FileSystem& m_files;
    std::filesystem::path m_path;
    const media::CardFile& m_file;
    std::unique_ptr<io::InputFile> m_earlier; ///< Null when there is nothing (more) to compare.
    std::uint64_t m_earlierSize = 0;
    std::optional<io::AlignedBuffer> m_compare;
    std::unique_ptr<io::OutputFile> m_output; ///< Null while comparing.
    std::uint64_t m_offset = 0;
    io::Transfer m_transfer = io::Transfer::Direct;
};

} // namespace tailslate::offload::detail
