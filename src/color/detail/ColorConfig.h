// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "color/Pipeline.h"

#include <OpenColorIO/OpenColorIO.h>

#include <vector>

namespace tailslate::color::detail {

/// The spaces of this build as an OpenColorIO 2.1 configuration: camera spaces and displays are
/// named by their ids, every display has the view kView. Depends on no file.
/// @throws OCIO::Exception when the library lacks something that the tables name.
[[nodiscard]] OCIO_NAMESPACE::ConstConfigRcPtr makeColorConfig();

/// The one view of every display: the ACES 1.0 output transform for standard dynamic range.
inline constexpr const char* kView = "aces-sdr";

/// The tables the configuration is made from, as choices.
[[nodiscard]] std::vector<SpaceChoice> cameraChoices();
[[nodiscard]] std::vector<SpaceChoice> displayChoices();

} // namespace tailslate::color::detail
