// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "media/Recogniser.h"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tailslate::media::detail {

/// What a camera's naming rule finds in the name of a file or folder.
struct ClipName {
    std::size_t length = 0; ///< How many leading characters name the clip.
    std::string roll;       ///< As the camera spells it.
};

/// How a family of cameras names its clips: `<clip>.mov`, `<clip>.0001234.ari`, `<clip>.xml`, in a
/// folder named after the roll.
struct ClipNaming {
    /// Nothing when the name does not begin with a clip's.
    std::optional<ClipName> (*parse)(std::string_view name);

    /// The clip's name as the camera spells it, whatever the case on the card.
    std::string (*spell)(std::string_view clip);

    /// Whether a file with this extension in a clip is its essence.
    bool (*isEssence)(std::string_view extension);
};

/// Groups the files of a card by the clip their names belong to. A clip counts when a folder named
/// after its roll holds it, at any depth, and that folder is the root, in the root or in a folder
/// of the root; or when it lies in the root or in a folder of the root itself. Findings: sidecars
/// and clip folders without essence, frame numbers with gaps, several rolls, one name twice.
/// @return Nothing when no file and no folder belongs to a clip.
[[nodiscard]] std::optional<Recognition> recogniseNamedClips(const ClipNaming& naming,
                                                             const CardView& card);

/// The one roll all clips are of; for none or several the name of the card's folder, and then a
/// Note that names them.
[[nodiscard]] std::string rollOf(const std::filesystem::path& root, const std::vector<Clip>& clips,
                                 std::vector<Finding>& findings);

} // namespace tailslate::media::detail
