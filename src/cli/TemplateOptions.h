// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Clock.h"
#include "base/Result.h"
#include "offload/FolderTemplate.h"

#include <chrono>
#include <string>

namespace tailslate::cli {

/// The day on the calendar on the wall: a shooting day begins and ends in local time, as `TZ` or
/// the system says.
[[nodiscard]] std::chrono::year_month_day localDay(TimePoint moment);

/// Sets one token of the folder template as `--set` gives it: `camera=A`.
/// @return InvalidArgument, saying how to write it: no `=`, a token that cannot be set, a date that
/// is none, a counter that is no number.
[[nodiscard]] Result<void> setValue(offload::TemplateValues& values, const std::string& text);

/// The tokens and where their values come from, for `--help`.
[[nodiscard]] std::string tokenHelp();

} // namespace tailslate::cli
