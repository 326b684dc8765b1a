// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "mhl/PatternList.h"
#include "offload/Plan.h"

#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace tailslate::offload::detail {

/// The ignore patterns of the next generation of a history at a destination. No file or folder that
/// was copied is left out by them: a pattern that would do so, of whoever wrote the history before,
/// is undone by its opposite, since a list that was written down only grows.
/// @param scope The folder of the history; see historyScopes().
/// @param earlier What its generations say so far.
/// @return Also Cancelled.
[[nodiscard]] Result<std::vector<std::string>> sealPatterns(const Plan& plan,
                                                            std::string_view scope,
                                                            const mhl::PatternList& earlier,
                                                            const std::stop_token& stop);

} // namespace tailslate::offload::detail
