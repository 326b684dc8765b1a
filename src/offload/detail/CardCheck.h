// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "io/FileSystem.h"
#include "jobs/JobContext.h"
#include "offload/Plan.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace tailslate::offload::detail {

/// The inode number of a file and the time it was last changed, in one number. Never 0.
[[nodiscard]] std::uint64_t markOf(const io::FileInfo& info) noexcept;

/// Knows each file of the card again that was read, by its inode number and the time it was last
/// changed: another file under its name has another number, and a file that was written on another
/// time, whatever modification time either was given. Eight bytes for a file; nothing where the
/// file system keeps no inode numbers, and then every file is taken for the one it was. Thread-safe
/// for different files, and for one file once it was asked about.
class CardMarks {
public:
    /// @param plan Borrowed; must outlive the marks.
    explicit CardMarks(const Plan& plan);

    /// Whether an open file is the one that was read under its name before; the first one is.
    [[nodiscard]] bool isSame(const media::CardFile& file, const io::FileInfo& info);

    /// How often a file was opened to be read. Thread-safe.
    [[nodiscard]] std::size_t reads() const noexcept { return m_reads.load(); }

    /// As isSame() for a file of the plan that is only looked at. One that was never read counts as
    /// the same.
    [[nodiscard]] bool isStillSame(std::size_t file, const io::FileInfo& info) const;

private:
    const Plan& m_plan;
    std::atomic<std::size_t> m_reads{0};
    std::vector<std::uint64_t> m_marks; ///< 0: not read yet. Empty when inode numbers say nothing.
};

/// How the card differs from what was read.
struct CardChanges {
    std::optional<Error> first;     ///< In one sentence for people; nothing when all is the same.
    std::vector<std::size_t> files; ///< Those of the plan that are there and no longer the same.
};

/// Lists the card once more and compares it with the plan: what is on it, the sizes and times of
/// its files, and whether they are those that were read. What reading the card leaves out is left
/// out here. Opens no file. A bit in memory for each file, and tens of bytes for each change.
/// @return What listing the card returns; Cancelled.
[[nodiscard]] Result<CardChanges> compareCard(io::FileSystem& files, const Plan& plan,
                                              const CardMarks& marks,
                                              const jobs::JobContext& context);

} // namespace tailslate::offload::detail
