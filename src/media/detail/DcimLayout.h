// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "media/detail/CardLayout.h"
#include "media/detail/NamePattern.h"

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
/// developed ones, then sidecars; files that no camera writes beside a picture may stand alone.
[[nodiscard]] Member stemMember(const DcimFile& file);

/// Whether `folder` is a folder in DCIM that `ownFolder` matches.
[[nodiscard]] bool isDcimFolder(std::string_view rootFolder, std::string_view folder,
                                const NamePattern& ownFolder);

/// For the layout of a camera whose folders in DCIM `kOwn` matches.
template <const NamePattern& kOwn>
struct DcimFolders {
    [[nodiscard]] static std::optional<DcimFile> find(std::string_view rootFolder,
                                                      std::string_view path)
    {
        const auto file = findInDcim(rootFolder, path);
        return file && kOwn.match(file->folder) ? file : std::nullopt;
    }

    /// CardLayout::member where all files of one name are a clip.
    [[nodiscard]] static std::optional<Member> member(std::string_view rootFolder,
                                                      std::string_view path)
    {
        const auto file = find(rootFolder, path);
        return file ? std::optional(stemMember(*file)) : std::nullopt;
    }

    /// CardLayout::isMark.
    [[nodiscard]] static bool isMark(std::string_view rootFolder, std::string_view folder)
    {
        return isDcimFolder(rootFolder, folder, kOwn);
    }
};

} // namespace tailslate::media::detail
