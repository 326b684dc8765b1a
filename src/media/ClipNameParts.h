// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tailslate::media {

/// What a camera puts into the name of a clip. Parts that the name does not have are empty.
struct ClipNameParts {
    std::string camera;             ///< The index letter or letters: `A`, `A_`.
    std::string reel;               ///< Its number as written: `001`.
    std::optional<unsigned> number; ///< Of the clip on its reel or card.
    std::string date;               ///< `2026-11-21`; `11-21` where the name has no year.

    bool operator==(const ClipNameParts&) const = default;
};

/// Reads the name of a clip (Clip::name) by the naming rules of the cameras that name theirs by a
/// rule; letters count in either case. Names by no rule give no parts.
[[nodiscard]] ClipNameParts partsOfClipName(std::string_view name);

} // namespace tailslate::media
