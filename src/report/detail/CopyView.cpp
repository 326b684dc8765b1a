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
{
}

offload::CopyEvidence CopyView::at(std::size_t file, std::size_t destination) const
{
    if (file < m_result.copies.files() && destination < m_result.copies.destinations())
        return m_result.copies.at(file, destination);
    offload::CopyEvidence none;
    none.file = file;
    none.destination = destination;
    return none;
}

const offload::DestinationOutcome& CopyView::outcome(std::size_t destination) const
{
    return destination < m_result.destinations.size() ? m_result.destinations[destination]
                                                      : m_noOutcome;
}

std::string CopyView::sourceDigest(std::size_t file) const
{
    for (std::size_t i = 0; i < m_result.plan.destinations.size(); ++i) {
        if (const auto digest = at(file, i).sourceDigest)
            return digest->toText();
    }
    return {};
}

bool CopyView::isPending(const offload::CopyEvidence& copy) const
{
    return m_result.plan.mode == offload::Mode::VerifyLater &&
           copy.level == offload::EvidenceLevel::Hashed && !copy.error;
}

bool CopyView::isGood(const offload::CopyEvidence& copy)
{
    if (copy.level == offload::EvidenceLevel::SourceVerified && !copy.sourceConfirmed)
        return false;
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
        return fmt::format("{}, not read back: {} of the card only",
                           isPending(copy) ? "Copied" : "Hashed", algorithm);
    case offload::EvidenceLevel::Verified:
    case offload::EvidenceLevel::SourceVerified:
    case offload::EvidenceLevel::Reverified:
        break;
    }
    if (!digestsEqual(copy))
        return "Not proved: recorded as verified, but its digests are missing or differ";
    const bool again = copy.level == offload::EvidenceLevel::Reverified;
    const bool confirmed =
        copy.sourceConfirmed && copy.level >= offload::EvidenceLevel::SourceVerified;
    if (copy.level == offload::EvidenceLevel::SourceVerified && !confirmed)
        return "Not proved: recorded as source-verified, but nothing confirms the card";
    return fmt::format("{}: {}{}, {} equal{}",
                       again       ? "Re-verified"
                       : confirmed ? "Source-verified"
                                   : "Verified",
                       readBackFrom(copy), again ? " again later" : "", algorithm,
                       confirmed ? "; a second read of the card or its own manifest agrees" : "");
}

std::string CopyView::shortProof(const offload::CopyEvidence& copy) const
{
    if (copy.level >= offload::EvidenceLevel::Verified && !isGood(copy))
        return "not proved";
    return std::string(isPending(copy) ? "copied, not read back"
                                       : offload::evidenceWords(copy.level));
}

std::string CopyView::destinationName(std::size_t destination) const
{
    return fmt::format("{} {}", destination + 1,
                       shown(m_result.plan.destinations[destination].role));
}

} // namespace tailslate::report::detail
