// SPDX-License-Identifier: Apache-2.0
#include "media/detail/SystemFiles.h"

#include "media/ReadCard.h"

#include <algorithm>

namespace tailslate::media {

const std::vector<std::string>& systemFilePatterns()
{
    // FOUND.000 is not here on purpose: it is where a file system check puts what it could save.
    static const std::vector<std::string> patterns = {
        // macOS
        ".DS_Store", "._*", ".Spotlight-V100", ".Trashes", ".fseventsd", ".TemporaryItems",
        ".DocumentRevisions-V100", ".PKInstallSandboxManager", ".VolumeIcon.icns", ".AppleDouble",
        ".apdisk", ".com.apple.timemachine.donotpresent",
        // Windows
        "System Volume Information", "$RECYCLE.BIN", "$Recycle.Bin", "RECYCLER", "Thumbs.db",
        "thumbs.db", "ehthumbs.db", "desktop.ini", "Desktop.ini",
        // Linux and Android
        "lost+found", ".Trash-*", "LOST.DIR"};
    return patterns;
}

namespace detail {

bool matchesIgnoreLine(std::string_view line, std::string_view name) noexcept
{
    std::size_t inLine = 0;
    std::size_t inName = 0;
    std::size_t star = std::string_view::npos;
    std::size_t starName = 0;
    while (inName < name.size()) {
        if (inLine < line.size() && line[inLine] == '*') {
            star = inLine++;
            starName = inName;
        } else if (inLine < line.size() && (line[inLine] == '?' || line[inLine] == name[inName])) {
            ++inLine;
            ++inName;
        } else if (star != std::string_view::npos) {
            inLine = star + 1; // The last star takes one character more.
            inName = ++starName;
        } else {
            return false;
        }
    }
    while (inLine < line.size() && line[inLine] == '*')
        ++inLine;
    return inLine == line.size();
}

} // namespace detail

bool isSystemFileName(std::string_view name) noexcept
{
    return std::ranges::any_of(systemFilePatterns(), [name](const std::string& line) {
        return detail::matchesIgnoreLine(line, name);
    });
}

} // namespace tailslate::media
