// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "io/FileSystem.h"
#include "jobs/JobContext.h"
#include "offload/detail/CopyBook.h"
#include "offload/Plan.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <vector>

namespace tailslate::offload::detail {

/// Knows each copy of one destination again that was read back, as CardMarks knows the files of the
/// card. Noted after the copy has its final name: to rename a file changes it on most file systems.
/// Where the file system keeps no inode numbers, by its modification time, to two seconds: other
/// bytes that were given the old time go unseen there. Eight bytes for a file. Thread-safe for
/// different files.
class CopyMarks {
public:
    /// @param plan Borrowed; must outlive the marks.
    CopyMarks(const Plan& plan, std::size_t destination);

    void note(std::size_t file, const io::FileInfo& info);

    [[nodiscard]] bool isNoted(std::size_t file) const { return m_marks[file] != 0; }

    /// Whether a copy is the one that was noted. One that was not counts as the same when it has
    /// its size.
    [[nodiscard]] bool isStillSame(std::size_t file, const io::FileInfo& info) const;

    /// Whether nobody wrote the file, or put another in its place, between the two looks.
    [[nodiscard]] bool isUnchanged(const io::FileInfo& before, const io::FileInfo& after) const;

    /// Likewise, when it was renamed in between.
    [[nodiscard]] bool isRenamed(const io::FileInfo& before, const io::FileInfo& after) const;

private:
    [[nodiscard]] std::uint64_t markFor(const io::FileInfo& info) const;
    [[nodiscard]] bool isSameMark(std::uint64_t one, std::uint64_t other) const;

    const Plan& m_plan;
    bool m_keepsInodeNumbers;
    std::vector<std::uint64_t> m_marks; ///< 0: not noted.
};

/// Checks that a folder of a copy, and each one on the way to it from the roll folder, is a real
/// folder on the roll folder's own volume, as far as they exist: through a link, the card would be
/// written on, or be read as its own copy. Somebody who puts a link there between this and the next
/// call is noticed only by compareCopies().
/// @param folder Relative to the roll folder; may be empty.
/// @return InvalidArgument with the way out.
[[nodiscard]] Result<void> checkCopyFolder(io::FileSystem& files,
                                           const std::filesystem::path& rollFolder,
                                           const std::filesystem::path& folder);

/// A copy that is not what was read back any more.
struct CopyChange {
    enum class Kind : std::uint8_t { Gone = 1, Changed, Displaced };
    std::size_t file = 0;
    Kind kind = Kind::Gone;
};

/// What the operator reads of it. DataCorrupted: the copy proves nothing any more.
[[nodiscard]] Error describeChange(const Plan& plan, std::size_t destination,
                                   const CopyChange& change);

/// Looks at every copy of a destination once more of which anything was proved, and at the folders
/// on the way. Opens no file.
/// @return What looking at a copy returns; Cancelled.
[[nodiscard]] Result<std::vector<CopyChange>>
compareCopies(io::FileSystem& files, const Plan& plan, std::size_t destination,
              const CopyMarks& marks, const CopyBook& book, const jobs::JobContext& context);

} // namespace tailslate::offload::detail
