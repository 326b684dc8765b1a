// SPDX-License-Identifier: Apache-2.0
#include "project/detail/EvidenceRules.h"

#include <algorithm>

namespace tailslate::project::detail {
namespace {

bool digestsCarry(const offload::CopyEvidence& copy)
{
    switch (copy.level) {
    case offload::EvidenceLevel::None:
    case offload::EvidenceLevel::Copied:
        return true;
    case offload::EvidenceLevel::Hashed:
        return copy.sourceDigest.has_value();
    case offload::EvidenceLevel::Verified:
    case offload::EvidenceLevel::SourceVerified:
    case offload::EvidenceLevel::Reverified:
        break;
    }
    return copy.sourceDigest && copy.readBackDigest && *copy.sourceDigest == *copy.readBackDigest;
}

} // namespace

Result<void> checkEvidence(const offload::Plan& plan,
                           const std::vector<offload::CopyEvidence>& copies)
{
    for (const auto& copy : copies) {
        if (copy.file >= plan.files().size() || copy.destination >= plan.destinations.size()) {
            return failure(ErrorCode::InvalidArgument,
                           "refused to record a copy that the plan does not know");
        }
        const auto& path = plan.files()[copy.file].path;
        for (const auto& digest : {copy.sourceDigest, copy.readBackDigest}) {
            if (digest && digest->algorithm() != plan.algorithm) {
                return failure(ErrorCode::InvalidArgument,
                               "refused to record a digest of another kind than the plan's", path);
            }
        }
        if (!digestsCarry(copy)) {
            return failure(ErrorCode::InvalidArgument,
                           "refused to record a copy as better than its digests prove", path);
        }
    }
    return {};
}

Result<void> checkVerdict(const offload::OffloadResult& result, const offload::Verdict& verdict)
{
    if (result.destinations.size() != result.plan.destinations.size()) {
        return failure(ErrorCode::InvalidArgument,
                       "refused to record an end without an outcome for each destination");
    }
    if (!verdict.safeToFormat)
        return {};
    std::vector<bool> proved(result.plan.files().size(), false);
    for (const auto& copy : result.copies) {
        if (copy.level >= offload::EvidenceLevel::Verified)
            proved[copy.file] = true;
    }
    const auto unproved = std::ranges::find(proved, false);
    if (unproved != proved.end()) {
        const auto index = static_cast<std::size_t>(unproved - proved.begin());
        return failure(ErrorCode::InvalidArgument,
                       "refused to record a card as safe to format without a verified copy of "
                       "each file",
                       result.plan.files()[index].path);
    }
    return {};
}

} // namespace tailslate::project::detail
