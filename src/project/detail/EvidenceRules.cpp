// SPDX-License-Identifier: Apache-2.0
#include "project/detail/EvidenceRules.h"

namespace tailslate::project::detail {
namespace {

bool evidenceCarries(const offload::CopyEvidence& copy)
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
    if (copy.level == offload::EvidenceLevel::SourceVerified && !copy.sourceConfirmed)
        return false;
    return copy.sourceDigest && copy.readBackDigest && *copy.sourceDigest == *copy.readBackDigest;
}

} // namespace

Result<void> checkEvidence(const offload::Plan& plan, const offload::CopyEvidence& copy)
{
    if (copy.file >= plan.files().size() || copy.destination >= plan.destinations.size()) {
        return failure(ErrorCode::InvalidArgument,
                       "refused to record a copy that the plan does not know");
    }
    const auto& path = plan.files()[copy.file].path;
    for (const auto* digest : {&copy.sourceDigest, &copy.readBackDigest}) {
        if (*digest && (*digest)->algorithm() != plan.algorithm) {
            return failure(ErrorCode::InvalidArgument,
                           "refused to record a digest of another kind than the plan's", path);
        }
    }
    if (!evidenceCarries(copy)) {
        return failure(ErrorCode::InvalidArgument,
                       "refused to record a copy as better than its digests prove", path);
    }
    return {};
}

Result<void> checkVerdict(const offload::OffloadResult& result, const offload::Verdict& verdict)
{
    const std::size_t destinations = result.plan.destinations.size();
    if (result.destinations.size() != destinations) {
        return failure(ErrorCode::InvalidArgument,
                       "refused to record an end without an outcome for each destination");
    }
    if (result.copies.destinations() != destinations ||
        result.copies.files() != result.plan.files().size()) {
        return failure(ErrorCode::InvalidArgument,
                       "refused to record an end without the evidence of each copy");
    }
    for (std::size_t file = 0; file < result.copies.files(); ++file) {
        std::size_t verified = 0;
        for (std::size_t i = 0; i < destinations; ++i)
            verified += result.copies.level(file, i) >= offload::EvidenceLevel::Verified ? 1 : 0;
        const auto& path = result.plan.files()[file].path;
        if (verdict.safeToFormat && verified == 0) {
            return failure(ErrorCode::InvalidArgument,
                           "refused to record a card as safe to format without a verified copy of "
                           "each file",
                           path);
        }
        if (verdict.allVerified && verified < destinations) {
            return failure(ErrorCode::InvalidArgument,
                           "refused to record an offload as verified with a copy that is not",
                           path);
        }
    }
    return {};
}

} // namespace tailslate::project::detail
