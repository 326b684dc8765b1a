// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "offload/Verdict.h"

#include <vector>

namespace tailslate::project::detail {

/// What keeps the project from claiming more than the disks hold; asked before anything is stored.

/// Every copy counts into the plan, has digests of the plan's algorithm, and has the digests its
/// level rests on: `verified` and above need both, and equal. @return InvalidArgument.
[[nodiscard]] Result<void> checkEvidence(const offload::Plan& plan,
                                         const std::vector<offload::CopyEvidence>& copies);

/// The result has one outcome per destination, and a verdict of safe has at least one verified copy
/// of every file behind it. @return InvalidArgument.
[[nodiscard]] Result<void> checkVerdict(const offload::OffloadResult& result,
                                        const offload::Verdict& verdict);

} // namespace tailslate::project::detail
