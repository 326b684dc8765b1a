// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "io/detail/Descriptor.h"
#include "io/detail/ImageDisks.h"
#include "io/FileSystem.h"

#include <atomic>
#include <filesystem>
#include <mutex>

namespace tailslate::io::detail {

/// A file of this machine being read: direct where the file system allows, else through the cache.
class DiskInputFile final : public InputFile {
public:
    /// @param images Tells whether the medium can be read at all.
    [[nodiscard]] static Result<std::unique_ptr<InputFile>> open(const std::filesystem::path& path,
                                                                 ReadFrom from, ImageDisks& images);

    [[nodiscard]] Result<std::size_t> readAt(std::uint64_t offset,
                                             std::span<std::byte> buffer) override;
    [[nodiscard]] Result<FileInfo> info() override;

    [[nodiscard]] Transfer transfer() const override { return m_transfer; }

    [[nodiscard]] bool tellsCache() const override;

private:
    DiskInputFile(Descriptor file, std::filesystem::path path, Transfer transfer, bool direct,
                  bool inMemory);

    /// Turns direct reading off after the file system refused it, and drops what the cache holds of
    /// the file.
    Result<void> fallBackToCache();

    /// How many bytes to ask for at `offset`, so as not to go past the block with the file's end.
    Result<std::size_t> askFor(std::uint64_t offset, std::size_t bufferSize);

    Descriptor m_file;
    std::filesystem::path m_path;
    bool m_inMemory; ///< What is below answers from memory, however it is read.
    std::mutex m_fallingBack;
    std::atomic<Transfer> m_transfer;
    std::atomic<bool> m_direct;            ///< O_DIRECT is on.
    std::atomic<std::uint64_t> m_size = 0; ///< As last seen.
};

/// A file of this machine being written.
class DiskOutputFile final : public OutputFile {
public:
    [[nodiscard]] static Result<std::unique_ptr<OutputFile>>
    create(const std::filesystem::path& path, std::uint64_t expectedSize);

    /// Cuts an existing file at `offset` and goes on from there.
    [[nodiscard]] static Result<std::unique_ptr<OutputFile>>
    reopen(const std::filesystem::path& path, std::uint64_t offset, std::uint64_t expectedSize);

    /// Gives back the room that was set aside and is not filled.
    ~DiskOutputFile() override;
    DiskOutputFile(const DiskOutputFile&) = delete;
    DiskOutputFile& operator=(const DiskOutputFile&) = delete;

    [[nodiscard]] Result<void> append(std::span<const std::byte> bytes) override;
    [[nodiscard]] Result<void> setAttributes(TimePoint modified,
                                             std::uint32_t permissions) override;
    [[nodiscard]] Result<void> sync() override;
    [[nodiscard]] Result<void> close() override;

    [[nodiscard]] Transfer transfer() const override { return m_transfer; }

private:
    DiskOutputFile(Descriptor file, std::filesystem::path path, Transfer transfer,
                   std::uint64_t size, std::uint64_t reserved);

    /// Writes everything or says why not; no alignment rules of its own.
    Result<void> writeAll(std::span<const std::byte> bytes);

    Descriptor m_file;
    std::filesystem::path m_path;
    Transfer m_transfer;
    std::uint64_t m_size;     ///< What the file holds so far.
    std::uint64_t m_reserved; ///< Room that was set aside from its beginning.
};

} // namespace tailslate::io::detail
