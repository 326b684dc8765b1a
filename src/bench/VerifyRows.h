// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "bench/Bench.h"

namespace tailslate::bench {

/// Verifies large files against their ASC MHL history, and hashes the same with `xxhsum`, each time
/// from the medium: all of them, one of them, and all on one core.
/// @return Rows of wall time; a note in place of them where `xxhsum` is not installed.
[[nodiscard]] Result<Findings> measureVerify(const BenchOptions& options, jobs::JobContext context);

} // namespace tailslate::bench
