// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hash/Digest.h"
#include "mhl/CardManifests.h"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace tailslate::mhl::detail {

/// Gathers the digests of manifests, and settles at the end what they say together.
class SourceDigestsBuilder {
public:
    /// Begins with what one source says, a history or a single manifest; see forget().
    void beginSource() { m_earlier = m_digests.m_claims.size(); }

    /// @param manifest Relative to the card.
    /// @return Its number, for add().
    std::size_t addManifest(std::filesystem::path manifest);

    /// Of a file the digests of earlier manifests come first.
    /// @param manifest The number of the manifest that says so.
    /// @param folder Relative to the card, as `path` is to the folder.
    /// @param eitherByteOrder The digest may as well have its bytes in reverse order.
    void add(std::size_t manifest, const std::filesystem::path& folder, std::string_view path,
             const hash::Digest& digest, bool eitherByteOrder);

    /// What earlier sources say of a path is of another file, which has another name since.
    void forget(const std::filesystem::path& folder, std::string_view path);

    /// Notes why `manifest` does not count.
    void addProblem(const std::filesystem::path& manifest, std::string_view reason);

    /// Everything; the builder is then spent.
    [[nodiscard]] SourceDigests finish() &&;

private:
    using Claim = SourceDigests::Claim;

    void dropForgotten();
    [[nodiscard]] bool agree(const Claim& a, const Claim& b) const;
    [[nodiscard]] std::string conflict(const Claim& a, const Claim& b) const;

    SourceDigests m_digests;
    std::size_t m_earlier = 0;                                   ///< Claims of earlier sources.
    std::map<std::string, std::size_t, std::less<>> m_forgotten; ///< So many claims, by path.
};

} // namespace tailslate::mhl::detail
