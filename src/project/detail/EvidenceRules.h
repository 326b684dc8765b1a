// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "offload/Verdict.h"

namespace tailslate::project::detail {

/// What keeps the project from claiming more than the disks hold; asked before anything is stored.

/// The copy counts into the plan, has digests of the plan's algorithm, and has what its level rests
/// on: `hashed` the digest of the source, `verified` and above both digests, and equal,
/// `source-verified` also the second opinion about the source. @return InvalidArgument.
[[nodiscard]] Result<void> checkEvidence(const offload::Plan& plan,
                                         const offload::CopyEvidence& copy);

/// The result has one outcome per destination and the evidence of each copy; a verdict of safe has
/// at least one verified copy of every file behind it, one of all verified every copy. @return
/// InvalidArgument.
[[nodiscard]] Result<void> checkVerdict(const offload::OffloadResult& result,
                                        const offload::Verdict& verdict);

} // namespace tailslate::project::detail
