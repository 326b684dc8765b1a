// SPDX-License-Identifier: Apache-2.0
#include "media/detail/DcimLayout.h"

#include "media/detail/Essence.h"
#include "media/detail/FileNames.h"

namespace tailslate::media::detail {

namespace {

unsigned rankOf(std::string_view name) noexcept
{
    // A raw movie has a proxy of its name beside it.
    constexpr unsigned kDeveloped = Member::kThird + 1;
    if (hasExtension(name, {"CRM", "NEV"}))
        return Member::kEssence;
    if (hasExtension(name, {"MOV", "MP4", "M4V", "AVI", "MTS", "MXF"}))
        return Member::kSecond;
    if (isDevelopedStill(name))
        return kDeveloped;
    return isStillFile(name) ? Member::kThird : Member::kSidecar;
}

/// What cameras write beside a picture. Other files are lists that they keep for themselves:
/// Nikon's NC_FLLST.DAT, Canon's catalogues.
bool isCompanion(std::string_view name) noexcept
{
    return hasExtension(name, {"THM", "LRV", "LRF", "SRT", "WAV", "XMP"});
}

} // namespace

std::optional<DcimFile> findInDcim(std::string_view rootFolder, std::string_view path)
{
    const auto mark = findMark(rootFolder, path, "DCIM");
    if (!mark)
        return std::nullopt;
    const std::string_view folder = folderOf(mark->rest);
    if (folder.empty() || folder.find('/') != std::string_view::npos)
        return std::nullopt;
    return DcimFile{mark->card, folderOf(path), folder, nameOf(path)};
}

Member stemMember(const DcimFile& file)
{
    return {.card = file.card,
            .scope = file.scope,
            .clip = withoutExtension(file.name),
            .rank = rankOf(file.name),
            .standsAlone = !isCompanion(file.name)};
}

bool isDcimFolder(std::string_view rootFolder, std::string_view folder,
                  const NamePattern& ownFolder)
{
    const auto mark = findMark(rootFolder, folder, "DCIM");
    return mark && ownFolder.match(mark->rest);
}

} // namespace tailslate::media::detail
