// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"

#include <string>
#include <string_view>

namespace tailslate::media {

/// What Canon's XF cameras write of a clip beside it: `CONTENTS/CLIPS001/AA0001/AA0001.XML`, root
/// `VideoClip`. Texts as found; empty where there is none. Each field names the element below the
/// root it is from.
struct CanonMetadata {
    std::string title;        ///< Title
    std::string creator;      ///< Creator
    std::string description;  ///< Description
    std::string manufacturer; ///< Device/Manufacturer
    std::string model;        ///< Device/ModelName
    std::string serial;       ///< Device/SerialNo
    std::string firmware;     ///< Device/FirmVersion
    std::string place;        ///< Location/PlaceName
    std::string latitude;     ///< Location/Latitude: `N35.6895`
    std::string longitude;    ///< Location/Longitude
    std::string altitude;     ///< Location/Altitude, in metres
};

/// Parses the text of such a file, in any namespace.
/// @return BadFormat when it is no XML or its root is another.
[[nodiscard]] Result<CanonMetadata> parseCanonMetadata(std::string_view text);

} // namespace tailslate::media
