// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Clock.h"
#include "base/Result.h"
#include "hash/Digest.h"
#include "io/FileSystem.h"
#include "mhl/History.h"
#include "mhl/Manifest.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace tailslate::mhl {

/// What keeps a history, or a part of it, from being used.
enum class HistoryFault {
    ChainMissing = 1,   ///< Manifests, but no chain file: none of them is part of the history.
    ChainUnreadable,    ///< Likewise, the chain file is damaged; or the folder of the history
                        ///< cannot be listed, or is a link.
    ManifestMissing,    ///< The chain lists it.
    ManifestModified,   ///< Its C4 ID is not the chain's.
    ManifestUnreadable, ///< Its C4 ID is right, but it cannot be used; or it cannot be read.
    ManifestNotListed,  ///< A manifest that the chain does not list. A warning.
    ReferenceMissing,  ///< A manifest of a nested history that a generation builds on is not there.
    ReferenceModified, ///< It is there, with another C4 ID.
    ReferenceMoved,    ///< It lies in another folder now, which recordRenames() can record.
    FolderUnreadable   ///< A folder that cannot be listed; a history may lie in it. What is known
                       ///< can be used, and is not all.
};

/// True for all but warnings and folders that cannot be listed: the history itself is damaged.
[[nodiscard]] bool isFatal(HistoryFault fault) noexcept;

/// What the error of reading a manifest that is listed somewhere means.
[[nodiscard]] HistoryFault faultOf(const Error& error) noexcept;

struct HistoryProblem {
    HistoryFault fault{};
    std::filesystem::path path; ///< Of the chain or manifest, as it was opened.
    std::string message;        ///< One sentence.
};

/// A generation of a loaded history.
struct LoadedGeneration {
    ChainEntry entry;
    Manifest head; ///< Everything but its files. Empty when not usable.
    std::size_t fileCount = 0;
    bool usable = false; ///< False when a problem says why its records do not count.
};

/// One recorded digest of a file.
struct RecordedDigest {
    hash::Digest digest;
    std::optional<Action> action;
    TimePoint hashedAt;           ///< Its own date, else that of the manifest.
    std::uint32_t generation = 0; ///< From 1.
    std::string_view path;        ///< The name of the file then. Lives as long as the history.
    bool eitherByteOrder = false; ///< Of legacy manifests: the reverse may be what was meant.

    /// Whether a digest computed now is the one recorded. Prefer it to comparing digests.
    [[nodiscard]] bool fits(const hash::Digest& computed) const;
};

/// A file as its latest record has it.
struct RecordedFile {
    std::string_view path; ///< Relative to the scope. Lives as long as the history.
    std::optional<std::uint64_t> size;
    std::optional<TimePoint> created;
    std::optional<TimePoint> modified;
    std::uint32_t firstGeneration = 0;
    std::uint32_t latestGeneration = 0;
    /// The name before the latest rename, if there was one.
    std::optional<std::string_view> previousPath;
};

/// The first and the last of some generations.
struct RecordedSpan {
    std::uint32_t first = 0;
    std::uint32_t last = 0;
};

/// Everything that a history records, joined over its generations: what is wrong with one of them
/// never hides the others. Renames are followed (`previousPath` of files and of folders), so that
/// what was recorded under an old name belongs to the new one. Each question takes a time that does
/// not grow with the size of the history. Immutable; reading is thread-safe.
class LoadedHistory {
public:
    /// A file of the history: 0 to fileCount() - 1.
    using FileId = std::uint32_t;

    /// No history: no generation, no problem.
    LoadedHistory();

    /// Reads `scope/ascmhl`, chain first, each manifest as a stream.
    /// @return The history, with all its problems; one without generations and problems when there
    ///         is none. Only Cancelled is an error.
    [[nodiscard]] static Result<LoadedHistory> load(io::FileSystem& files,
                                                    const std::filesystem::path& scope,
                                                    const std::stop_token& stop = {});

    /// A stand-alone manifest (packing list) as a history of one generation. Where a collection
    /// beside it has another C4 ID of it, or cannot be read, that is a problem; what a modified
    /// list says does not count.
    /// @return As readManifestFile().
    [[nodiscard]] static Result<LoadedHistory> loadPackingList(io::FileSystem& files,
                                                               const std::filesystem::path& path,
                                                               const std::stop_token& stop = {});

    /// A legacy manifest likewise.
    /// @return As readLegacyFile().
    [[nodiscard]] static Result<LoadedHistory> loadLegacy(io::FileSystem& files,
                                                          const std::filesystem::path& path,
                                                          const std::stop_token& stop = {});

    LoadedHistory(LoadedHistory&&) noexcept;
    LoadedHistory& operator=(LoadedHistory&&) noexcept;
    ~LoadedHistory();

    /// True when something that belongs to a history was found, however damaged.
    [[nodiscard]] bool exists() const noexcept;

    /// In the order of the chain, unusable ones included.
    [[nodiscard]] const std::vector<LoadedGeneration>& generations() const noexcept;

    [[nodiscard]] const std::vector<HistoryProblem>& problems() const noexcept;

    /// True when no problem is fatal: a generation may be appended.
    [[nodiscard]] bool isSound() const noexcept;

    /// All patterns of all usable generations, each once, the earliest first.
    [[nodiscard]] const std::vector<std::string>& ignorePatterns() const noexcept;

    /// Files under the names that they have now; those that were renamed away count once.
    [[nodiscard]] std::size_t fileCount() const noexcept;

    [[nodiscard]] RecordedFile file(FileId id) const;

    /// The file that is called `path` now.
    [[nodiscard]] std::optional<FileId> find(std::string_view path) const;

    /// What the folder that was called `path` up to some generation is called now.
    [[nodiscard]] std::string folderNow(std::string_view path, std::uint32_t generation) const;

    /// The file that was called `path` in an earlier generation and has another name now.
    [[nodiscard]] std::optional<FileId> findRenamed(std::string_view path) const;

    /// Every digest recorded of a file, failed ones too; the oldest generation first, those of one
    /// generation in the order of the manifest.
    [[nodiscard]] std::vector<RecordedDigest> digests(FileId id) const;

    /// The digest to compare with: the earliest of that algorithm that did not fail.
    [[nodiscard]] std::optional<RecordedDigest> reference(FileId id,
                                                          hash::Algorithm algorithm) const;

    /// The algorithms that reference() has an answer for, fastest first.
    [[nodiscard]] std::vector<hash::Algorithm> algorithms(FileId id) const;

    /// The latest record of a folder under the name it has now; null when there is none.
    [[nodiscard]] const DirectoryRecord* folder(std::string_view path) const;

    /// The generations that recorded a folder, under the name it has now, first and last; nothing
    /// when none did.
    [[nodiscard]] std::optional<RecordedSpan> folderSpan(std::string_view path) const;

    /// The latest generation that renamed a folder; 0 for none.
    [[nodiscard]] std::uint32_t lastFolderRename() const noexcept;

    /// Folders with a record, under the names they have now, in byte order.
    [[nodiscard]] std::vector<std::string_view> folders() const;

private:
    class State;

    explicit LoadedHistory(std::unique_ptr<const State> state);

    std::unique_ptr<const State> m_state; ///< Never null but in what was moved from.
};

} // namespace tailslate::mhl
