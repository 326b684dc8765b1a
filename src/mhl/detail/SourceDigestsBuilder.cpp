// SPDX-License-Identifier: Apache-2.0
#include "mhl/detail/SourceDigestsBuilder.h"

#include "base/DisplayText.h"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>
#include <tuple>
#include <utility>

namespace tailslate::mhl::detail {
namespace {

/// More conflicts than these are counted only.
constexpr std::size_t kToldConflicts = 100;

std::string whole(const std::filesystem::path& folder, std::string_view path)
{
    std::string onCard = folder.native();
    if (!onCard.empty())
        onCard += '/';
    onCard += path;
    return onCard;
}

} // namespace

std::size_t SourceDigestsBuilder::addManifest(std::filesystem::path manifest)
{
    m_digests.m_manifests.push_back(std::move(manifest));
    return m_digests.m_manifests.size() - 1;
}

void SourceDigestsBuilder::forget(const std::filesystem::path& folder, std::string_view path)
{
    m_forgotten[whole(folder, path)] = m_earlier;
}

void SourceDigestsBuilder::add(std::size_t manifest, const std::filesystem::path& folder,
                               std::string_view path, const hash::Digest& digest,
                               bool eitherByteOrder)
{
    const std::string onCard = whole(folder, path);
    Claim claim{.path = 0,
                .digest = m_digests.m_bytes.size(),
                .pathSize = static_cast<std::uint32_t>(onCard.size()),
                .manifest = static_cast<std::uint32_t>(manifest),
                .algorithm = SourceDigests::placeOf(digest.algorithm()),
                .eitherByteOrder = eitherByteOrder};
    // The digests of one file come one after the other and share its path.
    if (!m_digests.m_claims.empty() && m_digests.pathOf(m_digests.m_claims.back()) == onCard) {
        claim.path = m_digests.m_claims.back().path;
    } else {
        claim.path = m_digests.m_paths.size();
        m_digests.m_paths += onCard;
    }
    const auto bytes = digest.bytes();
    m_digests.m_bytes.insert(m_digests.m_bytes.end(), bytes.begin(), bytes.end());
    m_digests.m_claims.push_back(claim);
}

void SourceDigestsBuilder::addProblem(const std::filesystem::path& manifest,
                                      std::string_view reason)
{
    m_digests.m_problems.push_back(
        fmt::format("{} was not used: {}", displayText(manifest), reason));
}

bool SourceDigestsBuilder::agree(const Claim& a, const Claim& b) const
{
    const hash::Digest first = m_digests.digestOf(a);
    const hash::Digest second = m_digests.digestOf(b);
    return first == second ||
           ((a.eitherByteOrder || b.eitherByteOrder) &&
            std::ranges::equal(first.bytes() | std::views::reverse, second.bytes()));
}

std::string SourceDigestsBuilder::conflict(const Claim& a, const Claim& b) const
{
    return fmt::format("{} is recorded with different {} digests in {} and {}",
                       displayText(m_digests.pathOf(a)),
                       hash::algorithmName(hash::kAllAlgorithms[a.algorithm]),
                       displayText(m_digests.m_manifests[a.manifest]),
                       displayText(m_digests.m_manifests[b.manifest]));
}

void SourceDigestsBuilder::dropForgotten()
{
    if (m_forgotten.empty())
        return;
    std::vector<Claim>& claims = m_digests.m_claims;
    std::size_t kept = 0;
    for (std::size_t i = 0; i < claims.size(); ++i) {
        const auto forgotten = m_forgotten.find(m_digests.pathOf(claims[i]));
        if (forgotten == m_forgotten.end() || i >= forgotten->second)
            claims[kept++] = claims[i];
    }
    claims.resize(kept);
}

SourceDigests SourceDigestsBuilder::finish() &&
{
    std::vector<Claim>& claims = m_digests.m_claims;
    dropForgotten();
    const auto key = [this](const Claim& claim) {
        // A digest whose bytes have a sure order goes before one that has not, then the earliest.
        return std::tuple(m_digests.pathOf(claim), claim.algorithm, claim.eitherByteOrder,
                          claim.digest);
    };
    std::ranges::sort(claims, {}, key);

    std::size_t kept = 0;
    std::size_t conflicts = 0;
    for (std::size_t first = 0; first < claims.size();) {
        const std::string_view path = m_digests.pathOf(claims[first]);
        const std::size_t keptBefore = kept;
        bool conflicting = false;
        std::size_t at = first;
        for (; at < claims.size() && m_digests.pathOf(claims[at]) == path; ++at) {
            const Claim claim = claims[at];
            if (kept == keptBefore || claims[kept - 1].algorithm != claim.algorithm) {
                claims[kept++] = claim;
            } else if (!conflicting && !agree(claims[kept - 1], claim)) {
                conflicting = true;
                if (++conflicts <= kToldConflicts)
                    m_digests.m_problems.push_back(conflict(claims[kept - 1], claim));
            }
        }
        if (conflicting)
            kept = keptBefore;
        else
            ++m_digests.m_fileCount;
        first = at;
    }
    claims.resize(kept);
    claims.shrink_to_fit();
    if (conflicts > kToldConflicts)
        m_digests.m_problems.push_back(fmt::format(
            "{} more files are recorded with different digests", conflicts - kToldConflicts));
    return std::move(m_digests);
}

} // namespace tailslate::mhl::detail
