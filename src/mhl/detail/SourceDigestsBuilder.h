// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Error.h"
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
    /// What is added next comes from `manifest`, relative to the card.
    void beginManifest(std::filesystem::path manifest);

    /// @param folder Relative to the card, as `path` is to the folder.
    /// @param eitherByteOrder The digest may as well have its bytes in reverse order.
    void add(const std::filesystem::path& folder, std::string_view path, const hash::Digest& digest,
             bool eitherByteOrder);

    /// What earlier manifests say of a path is of another file, which has another name since.
    void forget(const std::filesystem::path& folder, std::string_view path);

    /// Notes why `manifest` does not count.
    void addProblem(const std::filesystem::path& manifest, const Error& error);

    /// Everything; the builder is then spent.
    [[nodiscard]] SourceDigests finish() &&;

private:
    using Claim = SourceDigests::Claim;

    void dropForgotten();
    [[nodiscard]] bool agree(const Claim& a, const Claim& b) const;
    [[nodiscard]] std::string conflict(const Claim& a, const Claim& b) const;

    SourceDigests m_digests;
    std::size_t m_earlier = 0;                                   ///< Claims of earlier manifests.
    std::map<std::string, std::size_t, std::less<>> m_forgotten; ///< So many claims, by path.
};

} // namespace tailslate::mhl::detail
