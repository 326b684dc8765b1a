// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "offload/detail/SourceFile.h"

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace tailslate::offload::detail {

/// Where the bytes of a file can come from. What it points to is borrowed.
struct Candidate {
    const Reading* reading;
    const std::filesystem::path* root;
    std::optional<std::size_t> destination; ///< Whose copy it is; nothing for the card.
};

/// Best first.
using Candidates = std::vector<Candidate>;

/// A file being read from the best candidate that works: falls back to the next one at whatever
/// offset the one before failed. One thread at a time, but for readAt() where there is one
/// candidate.
class FallbackSource {
public:
    /// @param candidates At least one.
    /// @param file Borrowed; as the card's listing has it.
    /// @param reject Called with the destination of a copy that cannot be the file. Not needed when
    /// the card is the only candidate.
    FallbackSource(Candidates candidates, const media::CardFile& file,
                   std::function<void(std::size_t destination)> reject);

    /// Opens the file where that was not done yet. @return As SourceFile::open(), of the last
    /// candidate.
    Result<void> open();

    /// As SourceFile::readAt(), of the last candidate; opens.
    Result<std::size_t> readAt(std::uint64_t offset, std::span<std::byte> buffer);

    /// Success for one that was never opened; else as SourceFile::checkUnchanged().
    Result<void> checkUnchanged();

    /// A second read would only confirm the first where it came from memory: Unsupported when any
    /// of it did.
    [[nodiscard]] Result<void> checkFromMedium() const;

    /// Whether what is open now is read past the page cache, so that several may read it at once.
    [[nodiscard]] bool isDirect() const { return m_open && m_open->isDirect(); }

    /// The weakest way any byte was read; nothing when none was.
    [[nodiscard]] std::optional<io::Transfer> read() const;

    /// Whether bytes came from a copy.
    [[nodiscard]] bool copyGave() const noexcept { return m_copyGave; }

    /// Whether bytes came from several candidates.
    [[nodiscard]] bool isMixed() const noexcept { return m_isMixed; }

    /// The one that is read now, and those after it.
    [[nodiscard]] const Candidates& candidates() const noexcept { return m_candidates; }

private:
    /// @return False when there is no other, or it would not help.
    bool next(const Error& error);

    Candidates m_candidates;
    const media::CardFile* m_file;
    std::function<void(std::size_t)> m_reject;
    std::unique_ptr<SourceFile> m_open;
    io::Transfer m_readBefore{}; ///< From the candidates before; 0 for nothing.
    std::atomic<bool> m_copyGave{false};
    std::atomic<bool> m_someGave{false};
    bool m_isMixed = false;
};

} // namespace tailslate::offload::detail
