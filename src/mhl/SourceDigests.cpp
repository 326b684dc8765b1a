// SPDX-License-Identifier: Apache-2.0
#include "mhl/CardManifests.h"

#include <algorithm>
#include <array>
#include <ranges>
#include <span>

namespace tailslate::mhl {

std::uint8_t SourceDigests::placeOf(hash::Algorithm algorithm) noexcept
{
    return static_cast<std::uint8_t>(std::ranges::find(hash::kAllAlgorithms, algorithm) -
                                     hash::kAllAlgorithms.begin());
}

std::string_view SourceDigests::pathOf(const Claim& claim) const noexcept
{
    return std::string_view(m_paths).substr(claim.path, claim.pathSize);
}

hash::Digest SourceDigests::digestOf(const Claim& claim) const
{
    const hash::Algorithm algorithm = hash::kAllAlgorithms[claim.algorithm];
    return {algorithm, std::span(m_bytes).subspan(claim.digest, hash::digestSize(algorithm))};
}

std::vector<SourceDigests::Claim>::const_iterator
SourceDigests::firstClaimOf(std::string_view path) const
{
    return std::ranges::lower_bound(m_claims, path, {},
                                    [this](const Claim& claim) { return pathOf(claim); });
}

const SourceDigests::Claim* SourceDigests::claimFor(std::string_view path,
                                                    hash::Algorithm algorithm) const
{
    const std::uint8_t wanted = placeOf(algorithm);
    for (auto claim = firstClaimOf(path); claim != m_claims.end() && pathOf(*claim) == path;
         ++claim)
        if (claim->algorithm == wanted)
            return &*claim;
    return nullptr;
}

std::optional<hash::Digest> SourceDigests::find(std::string_view path,
                                                hash::Algorithm algorithm) const
{
    const Claim* claim = claimFor(path, algorithm);
    return claim == nullptr ? std::nullopt : std::optional(digestOf(*claim));
}

Agreement SourceDigests::compare(std::string_view path, const hash::Digest& computed) const
{
    const Claim* claim = claimFor(path, computed.algorithm());
    if (claim == nullptr)
        return Agreement::Unknown;
    const hash::Digest recorded = digestOf(*claim);
    const bool equal =
        recorded == computed ||
        (claim->eitherByteOrder &&
         std::ranges::equal(recorded.bytes() | std::views::reverse, computed.bytes()));
    return equal ? Agreement::Equal : Agreement::Different;
}

const std::filesystem::path* SourceDigests::manifestOf(std::string_view path,
                                                       hash::Algorithm algorithm) const
{
    const Claim* claim = claimFor(path, algorithm);
    return claim == nullptr ? nullptr : &m_manifests[claim->manifest];
}

std::optional<hash::Algorithm> SourceDigests::algorithmFor(std::string_view path) const
{
    const auto claim = firstClaimOf(path);
    if (claim == m_claims.end() || pathOf(*claim) != path)
        return std::nullopt;
    return hash::kAllAlgorithms[claim->algorithm];
}

std::vector<hash::Algorithm> SourceDigests::algorithms() const
{
    std::array<bool, hash::kAllAlgorithms.size()> present{};
    for (const Claim& claim : m_claims)
        present[claim.algorithm] = true;
    std::vector<hash::Algorithm> algorithms;
    for (std::size_t i = 0; i < present.size(); ++i)
        if (present[i])
            algorithms.push_back(hash::kAllAlgorithms[i]);
    return algorithms;
}

} // namespace tailslate::mhl
