// SPDX-License-Identifier: Apache-2.0
#include "media/ClipFiles.h"

#include "media/detail/Essence.h"
#include "media/detail/FileNames.h"

#include <string_view>

namespace tailslate::media {
namespace {

/// The second lens of a camera with two runs beside the first: `VID_20261121_142610_10_001.insv`.
bool isSecondLens(const Card& card, std::string_view name)
{
    return card.typeId == "insta360" && name.find("_10_") != std::string_view::npos;
}

} // namespace

bool isDiscarded(std::string_view path) noexcept
{
    for (auto folder = detail::folderOf(path); !folder.empty(); folder = detail::folderOf(folder)) {
        if (detail::isDiscardFolder(detail::nameOf(folder)))
            return true;
    }
    return false;
}

ClipFiles filesOf(const Card& card, const Clip& clip)
{
    ClipFiles files;
    for (const std::size_t file : clip.files) {
        const std::string_view name = detail::nameOf(card.files[file].path);
        const auto kind = detail::essenceKind(name);
        if (!kind || isSecondLens(card, name))
            files.sidecars.push_back(file);
        else if (detail::isFrameFile(name))
            files.frames.push_back(file);
        else if (*kind == ClipKind::Picture)
            files.movies.push_back(file);
        else if (detail::isRecorderFile(name))
            files.waves.push_back(file);
        else
            files.otherSound.push_back(file);
    }
    return files;
}

} // namespace tailslate::media
