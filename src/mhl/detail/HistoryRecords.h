// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Clock.h"
#include "mhl/LegacyManifest.h"
#include "mhl/LoadedHistory.h"
#include "mhl/Manifest.h"
#include "mhl/ReadManifest.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory_resource>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace tailslate::mhl::detail {

/// The records of a history joined over its generations, which are given oldest first: begin, then
/// the records (it is a sink), then commit or discard. Finished by finish(), and only then asked.
/// Takes about 200 bytes for a file and 120 more for each further record of it, besides paths.
class HistoryRecords final : public RecordSink {
public:
    using FileId = LoadedHistory::FileId;

    HistoryRecords() = default;
    HistoryRecords(const HistoryRecords&) = delete;
    HistoryRecords& operator=(const HistoryRecords&) = delete;

    void begin(std::uint32_t generation);
    Result<void> takeFile(const FileView& file) override;
    Result<void> takeDirectory(const DirectoryRecord& directory) override;

    Result<void> takeLegacyFile(const LegacyFile& file);

    /// The records that came since begin() count.
    /// @param created Of the manifest: the date of digests that have none of their own.
    /// @return How many files they were; BadFormat when renames of folders make paths that are too
    /// long, each or together: then discard.
    [[nodiscard]] Result<std::size_t> commit(TimePoint created);

    /// They do not count.
    void discard();

    /// Call once, after the last generation.
    void finish();

    [[nodiscard]] std::size_t fileCount() const noexcept { return m_files.size(); }

    [[nodiscard]] RecordedFile file(FileId id) const;
    [[nodiscard]] std::optional<FileId> find(std::string_view path) const;
    [[nodiscard]] std::optional<FileId> findRenamed(std::string_view path) const;
    [[nodiscard]] std::string folderNow(std::string_view path, std::uint32_t generation) const;
    [[nodiscard]] std::vector<RecordedDigest> digests(FileId id) const;
    [[nodiscard]] std::optional<RecordedDigest> reference(FileId id,
                                                          hash::Algorithm algorithm) const;
    [[nodiscard]] std::vector<hash::Algorithm> algorithms(FileId id) const;
    [[nodiscard]] const DirectoryRecord* folder(std::string_view path) const;

    [[nodiscard]] std::optional<RecordedSpan> folderSpan(std::string_view path) const;

    [[nodiscard]] std::uint32_t lastFolderRename() const noexcept
    {
        return m_folderMoves.empty() ? 0 : m_folderMoves.back().generation;
    }

    [[nodiscard]] std::vector<std::string_view> folders() const;

private:
    static constexpr std::uint32_t kNone = 0xFFFF'FFFF;

    /// What one manifest says of one file.
    struct Record {
        std::string_view path;
        std::optional<std::uint64_t> size;
        std::optional<TimePoint> created;
        std::optional<TimePoint> modified;
        std::uint32_t generation = 0;
        std::uint32_t file = kNone;
        std::uint32_t next = kNone; ///< The next record of the same file.
        std::uint32_t firstDigest = 0;
        std::uint32_t digestCount = 0;
    };

    /// One digest; its bytes are in m_bytes.
    struct Stored {
        std::optional<TimePoint> hashedAt;
        std::uint64_t bytes = 0;
        hash::Algorithm algorithm = hash::Algorithm::Xxh64;
        std::optional<Action> action;
        bool eitherByteOrder = false;
    };

    /// A file through all its names.
    struct File {
        std::string_view path; ///< What it is called now.
        std::optional<std::string_view> previousPath;
        std::uint32_t first = kNone; ///< Record.
        std::uint32_t last = kNone;  ///< Record.
        bool isGone = false;         ///< Another file has its name.
    };

    /// A file of the open generation that had another name before.
    struct Rename {
        std::string_view from;
        std::string_view to;
    };

    /// A folder under the name it has now.
    struct Folder {
        DirectoryRecord latest;
        RecordedSpan span;
    };

    /// The folders that one generation renamed, by their old names.
    struct FolderMoves {
        std::uint32_t generation = 0;
        std::map<std::string_view, std::string_view> folders;
    };

    using Moves = std::vector<std::pair<std::uint32_t, std::string_view>>; ///< File, new path.

    std::string_view keep(std::string_view path);
    [[nodiscard]] Result<void> applyRenames();
    [[nodiscard]] Result<void> countRenamed(std::string_view path);
    void moveFolders(const std::map<std::string_view, std::string_view>& folders);
    void link(std::uint32_t record);
    [[nodiscard]] RecordedDigest recorded(const Record& record, const Stored& stored) const;

    std::pmr::monotonic_buffer_resource m_memory; ///< Of paths.
    std::vector<std::byte> m_bytes;
    std::vector<Stored> m_digests;
    std::vector<Record> m_records;
    std::vector<File> m_files;
    std::unordered_map<std::string_view, std::uint32_t> m_present;
    std::unordered_map<std::string_view, std::uint32_t> m_former;
    std::map<std::string, Folder, std::less<>> m_folders;
    std::vector<FolderMoves> m_folderMoves; ///< Oldest first.
    std::uint64_t m_renamedBytes =
        0; ///< Of all paths that files and folders got from renames of folders.

    // The generation that is open.
    std::uint32_t m_generation = 0;
    std::size_t m_bytesBefore = 0;
    std::size_t m_digestsBefore = 0;
    std::size_t m_recordsBefore = 0;
    std::vector<Rename> m_renames;
    std::vector<DirectoryRecord> m_directories;
};

} // namespace tailslate::mhl::detail
