// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Error.h"
#include "mhl/CardManifests.h"

#include <filesystem>
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

    /// Notes why `manifest` does not count.
    void addProblem(const std::filesystem::path& manifest, const Error& error);

    /// Everything; the builder is then spent.
    [[nodiscard]] SourceDigests finish() &&;

private:
    using Claim = SourceDigests::Claim;

    [[nodiscard]] bool agree(const Claim& a, const Claim& b) const;
    [[nodiscard]] std::string conflict(const Claim& a, const Claim& b) const;

    SourceDigests m_digests;
};

} // namespace tailslate::mhl::detail
