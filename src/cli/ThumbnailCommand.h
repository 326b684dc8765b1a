// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/Commands.h"

namespace tailslate::cli {

/// Adds the verb that writes the thumbnails of a card's clips to the noun `clip`.
void addThumbnailVerb(CLI::App& noun, const CommandContext& context);

} // namespace tailslate::cli
