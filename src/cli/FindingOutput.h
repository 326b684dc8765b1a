// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/Console.h"
#include "media/Card.h"

#include <nlohmann/json_fwd.hpp>

#include <string_view>

namespace tailslate::cli {

/// Says what looks wrong on a card, a line for each finding.
/// @param before What every line begins with.
void sayFindings(Console& console, const media::Card& card, std::string_view before);

/// The same for `--json`.
[[nodiscard]] nlohmann::json findingsToJson(const media::Card& card);

} // namespace tailslate::cli
