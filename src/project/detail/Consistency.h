// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "project/detail/Database.h"
#include "project/Project.h"

namespace tailslate::project::detail {

/// Reads the whole project in one transaction and says what does not hold together. What cannot be
/// read is a problem too, never an error.
[[nodiscard]] CheckReport checkConsistency(Database& database);

} // namespace tailslate::project::detail
