// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace tailslate {

/// True when `path` is `folder` or lies below it, told name by name; a slash at the end of `folder`
/// does not count. Looks at no disk: resolve both first where links matter.
[[nodiscard]] bool isWithin(const std::filesystem::path& path, const std::filesystem::path& folder);

} // namespace tailslate
