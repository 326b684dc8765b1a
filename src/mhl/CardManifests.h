// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "hash/Digest.h"
#include "io/FileSystem.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace tailslate::mhl {

namespace detail {
class SourceDigestsBuilder;
}

/// What a digest computed now says of a file.
enum class Agreement {
    Unknown = 1, ///< No digest of that algorithm is recorded.
    Equal,
    Different
};

/// The digests that manifests on a card record of its files: what a camera or an earlier tool knew.
/// Never one that was recorded as failed. Compact: the path and about 50 bytes for each. Reading it
/// is thread-safe.
class SourceDigests {
public:
    /// @param path Relative to the card, `/` separators, bytes as on the card.
    [[nodiscard]] std::optional<hash::Digest> find(std::string_view path,
                                                   hash::Algorithm algorithm) const;

    /// Compares a digest computed now with the recorded one. Prefer it to find(): legacy manifests
    /// may leave open in which order the bytes of an xxh64 digest come, and then both are right.
    [[nodiscard]] Agreement compare(std::string_view path, const hash::Digest& computed) const;

    /// The manifest that records the digest, relative to the card; null when there is none.
    [[nodiscard]] const std::filesystem::path* manifestOf(std::string_view path,
                                                          hash::Algorithm algorithm) const;

    /// The fastest algorithm that a digest of the file is recorded in.
    [[nodiscard]] std::optional<hash::Algorithm> algorithmFor(std::string_view path) const;

    /// Every algorithm that some digest is recorded in, fastest first.
    [[nodiscard]] std::vector<hash::Algorithm> algorithms() const;

    /// Files with at least one digest.
    [[nodiscard]] std::size_t size() const noexcept { return m_fileCount; }

    /// The manifests that were read, relative to the card, in the order in which they were read.
    [[nodiscard]] const std::vector<std::filesystem::path>& manifests() const noexcept
    {
        return m_manifests;
    }

    /// What is wrong with manifests, or among them, a sentence each.
    [[nodiscard]] const std::vector<std::string>& problems() const noexcept { return m_problems; }

private:
    friend class detail::SourceDigestsBuilder;

    /// One recorded digest; texts and bytes are in m_paths and m_bytes.
    struct Claim {
        std::uint64_t path = 0;
        std::uint64_t digest = 0;
        std::uint32_t pathSize = 0;
        std::uint32_t manifest = 0;
        std::uint8_t algorithm = 0; ///< Its place in hash::kAllAlgorithms.
        bool eitherByteOrder = false;
    };

    [[nodiscard]] static std::uint8_t placeOf(hash::Algorithm algorithm) noexcept;
    [[nodiscard]] std::string_view pathOf(const Claim& claim) const noexcept;
    [[nodiscard]] hash::Digest digestOf(const Claim& claim) const;
    [[nodiscard]] const Claim* claimFor(std::string_view path, hash::Algorithm algorithm) const;
    [[nodiscard]] std::vector<Claim>::const_iterator firstClaimOf(std::string_view path) const;

    std::string m_paths;
    std::vector<std::byte> m_bytes;
    std::vector<Claim> m_claims; ///< By path, then algorithm; one of each.
    std::size_t m_fileCount = 0;
    std::vector<std::filesystem::path> m_manifests;
    std::vector<std::string> m_problems;
};

/// Reads the manifests that lie on a card: ASC MHL histories at its root and in folders up to two
/// levels down, or where `histories` says, and legacy manifests at its root and in its top folders.
/// Every manifest of a history is checked against its chain. A manifest that is damaged or cannot
/// be used is a problem and its digests do not count; so is a file of which two manifests record
/// different digests, and then none of its digests counts.
/// @param cardRoot Never written to.
/// @param stop Ends the reading early.
/// @param histories Folders with a history that are known already, relative to the card.
/// @return Only the error of listing `cardRoot` itself, and Cancelled. No manifest at all is an
/// empty answer.
[[nodiscard]] Result<SourceDigests>
readCardManifests(io::FileSystem& files, const std::filesystem::path& cardRoot,
                  const std::stop_token& stop = {}, const std::vector<std::string>& histories = {});

} // namespace tailslate::mhl
