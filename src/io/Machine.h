// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace tailslate::io {

/// The name of this machine, for manifests; `localhost` when it has none.
[[nodiscard]] std::string hostName();

} // namespace tailslate::io
