// SPDX-License-Identifier: Apache-2.0
#include "report/detail/CopyView.h"

#include "hash/Digest.h"
#include "report/detail/Words.h"

#include <fmt/format.h>

namespace tailslate::report::detail {
namespace {

bool digestsEqual(const offload::CopyEvidence& copy)
{
    return copy.sourceDigest && copy.readBackDigest && *copy.sourceDigest == *copy.readBackDigest;
}

std::string_view readBackFrom(const offload::CopyEvidence& copy)
{
    if (!copy.readBack)
        return "read back";
    return *copy.readBack == io::Transfer::Cached ? "read back through the memory cache"
                                                  : "read back from the disk";
}

} // namespace

CopyView::CopyView(const offload::OffloadResult& result)
    : m_result(result)
    , m_copies(result.plan.files().size() * result.plan.destinations.size(), nullptr)
{
    for (const auto& copy : result.copies) {
        if (copy.file < result.plan.files().size() &&
            copy.destination < result.plan.destinations.size())
            m_copies[copy.file * result.plan.destinations.size() + copy.destination] = &copy;
    }
}

const offload::CopyEvidence& CopyView::at(std::size_t file, std::size_t destination) const
{
    const auto* copy = m_copies[file * m_result.plan.destinations.size() + destination];
    return copy ? *copy : m_noCopy;
}

const offload::DestinationOutcome& CopyView::outcome(std::size_t destination) const
{
    return destination < m_result.destinations.size() ? m_result.destinations[destination]
                                                      : m_noOutcome;
}

std::string CopyView::sourceDigest(std::size_t file) const
{
    for (std::size_t i = 0; i < m_result.plan.destinations.size(); ++i) {
        if (const auto& digest = at(file, i).sourceDigest)
            return digest->toText();
    }
    return {};
}

bool CopyView::isGood(const offload::CopyEvidence& copy)
{
    return copy.level >= offload::EvidenceLevel::Verified && digestsEqual(copy);
}

std::string CopyView::proof(const offload::CopyEvidence& copy) const
{
    const auto algorithm = hash::algorithmName(m_result.plan.algorithm);
    switch (copy.level) {
    case offload::EvidenceLevel::None:
        return copy.error ? "No copy: " + copy.error->describe() : "No copy";
    case offload::EvidenceLevel::Copied:
        return "Copied, not verified: sizes equal";
    case offload::EvidenceLevel::Hashed:
        return fmt::format("Hashed, not read back: {} of the card only", algorithm);
    case offload::EvidenceLevel::Verified:
    case offload::EvidenceLevel::SourceVerified:
    case offload::EvidenceLevel::Reverified:
        break;
    }
    if (!digestsEqual(copy))
        return "Not proved: recorded as verified, but its digests are missing or differ";
    if (copy.level == offload::EvidenceLevel::Verified)
        return fmt::format("Verified: {}, {} equal", readBackFrom(copy), algorithm);
    if (copy.level == offload::EvidenceLevel::SourceVerified) {
        return fmt::format("Source-verified: {}, {} equal; the card agrees a second time",
                           readBackFrom(copy), algorithm);
    }
    return fmt::format("Re-verified: {} again later, {} equal", readBackFrom(copy), algorithm);
}

std::string CopyView::shortProof(const offload::CopyEvidence& copy)
{
    if (copy.level >= offload::EvidenceLevel::Verified && !digestsEqual(copy))
        return "not proved";
    return std::string(offload::evidenceWords(copy.level));
}

std::string CopyView::destinationName(std::size_t destination) const
{
    return fmt::format("{} {}", destination + 1,
                       shown(m_result.plan.destinations[destination].role));
}

} // namespace tailslate::report::detail
