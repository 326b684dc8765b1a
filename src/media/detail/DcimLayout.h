// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "media/detail/CardLayout.h"

#include <optional>
#include <string_view>

namespace tailslate::media::detail {

/// A file in a folder of `DCIM`, where cameras for stills keep everything (JEITA CP-3461, DCF).
/// Views into its path.
struct DcimFile {
    std::string_view card;
    std::string_view scope;  ///< The path of the folder in DCIM.
    std::string_view folder; ///< That folder's name: `100CANON`.
    std::string_view name;
};

/// Nothing for a file that lies elsewhere.
[[nodiscard]] std::optional<DcimFile> findInDcim(std::string_view rootFolder,
                                                 std::string_view path);

/// All files of one name, whatever the extension, as a clip: movies before raw stills before
/// developed ones, then sidecars.
[[nodiscard]] Member stemMember(const DcimFile& file);

/// Whether `folder` is a folder in DCIM whose name `isOwn` takes for this camera's.
[[nodiscard]] bool isDcimFolder(std::string_view rootFolder, std::string_view folder,
                                bool (*isOwn)(std::string_view name));

} // namespace tailslate::media::detail
