// SPDX-License-Identifier: Apache-2.0
#include "mhl/IgnorePatterns.h"

#include "mhl/detail/GlobPattern.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <ranges>

namespace tailslate::mhl {
namespace {

constexpr std::size_t kLongestLine = 4096;

/// A line taken apart.
struct Line {
    std::string_view glob; ///< Without what the members below say.
    bool negated = false;
    bool foldersOnly = false;
    bool anchored = false; ///< Matches whole paths, not only the last name.
};

std::string_view withoutTrailingBlanks(std::string_view text)
{
    while (text.ends_with(' ')) {
        std::size_t backslashes = 0;
        while (backslashes + 1 < text.size() && text[text.size() - 2 - backslashes] == '\\')
            ++backslashes;
        if (backslashes % 2 == 1)
            break;
        text.remove_suffix(1);
    }
    return text;
}

/// @return Nothing for blank lines and comments.
std::optional<Line> takeApart(std::string_view text)
{
    Line line;
    if (text.starts_with('#'))
        return std::nullopt;
    if (text.starts_with('!')) {
        line.negated = true;
        text.remove_prefix(1);
    }
    if (text.size() > kLongestLine)
        return std::nullopt;
    text = withoutTrailingBlanks(text);
    if (text.ends_with('/')) {
        line.foldersOnly = true;
        text.remove_suffix(1);
    }
    line.anchored = text.find('/') != std::string_view::npos;
    if (text.starts_with('/'))
        text.remove_prefix(1);
    if (text.empty())
        return std::nullopt;
    line.glob = text;
    return line;
}

/// What is left of a glob in a folder that its first names fit, one name of the glob for each of
/// the folder's. Nothing when they do not fit, or stand for any number of names.
std::optional<std::string_view> belowFolder(std::string_view glob, std::string_view folder)
{
    while (!folder.empty()) {
        const std::size_t end = std::min(folder.find('/'), folder.size());
        const std::size_t slash = glob.find('/');
        if (slash == std::string_view::npos || glob.substr(0, slash) == "**" ||
            !detail::GlobPattern(glob.substr(0, slash)).matches(folder.substr(0, end)))
            return std::nullopt;
        glob.remove_prefix(slash + 1);
        folder.remove_prefix(std::min(end + 1, folder.size()));
    }
    if (glob.empty())
        return std::nullopt;
    return glob;
}

} // namespace

struct IgnorePatterns::Pattern {
    detail::GlobPattern glob;
    std::size_t line = 0;
    bool negated = false;
    bool foldersOnly = false;
    bool anchored = false;
};

IgnorePatterns::IgnorePatterns()
    : IgnorePatterns(std::span<const std::string>{})
{
}

IgnorePatterns::IgnorePatterns(std::span<const std::string> lines)
{
    std::vector<Pattern> patterns;
    for (std::size_t i = 0; i < lines.size(); ++i)
        if (const auto line = takeApart(lines[i]))
            patterns.push_back({.glob = detail::GlobPattern(line->glob),
                                .line = i,
                                .negated = line->negated,
                                .foldersOnly = line->foldersOnly,
                                .anchored = line->anchored});
    m_patterns = std::make_shared<const std::vector<Pattern>>(std::move(patterns));
}

const IgnorePatterns::Pattern* IgnorePatterns::lastMatch(std::string_view path, bool isFolder) const
{
    const std::string_view name = path.substr(path.rfind('/') + 1);
    for (const Pattern& pattern : std::views::reverse(*m_patterns)) {
        if (pattern.foldersOnly && !isFolder)
            continue;
        if (pattern.glob.matches(pattern.anchored ? path : name))
            return &pattern;
    }
    return nullptr;
}

IgnorePatterns::Decision IgnorePatterns::decide(std::string_view path, bool isFolder) const
{
    const Pattern* const pattern = lastMatch(path, isFolder);
    if (pattern == nullptr)
        return Decision::None;
    return pattern->negated ? Decision::Included : Decision::Ignored;
}

std::optional<std::size_t> IgnorePatterns::lineThatIgnores(std::string_view path,
                                                           bool isFolder) const
{
    const Pattern* const pattern = lastMatch(path, isFolder);
    return pattern == nullptr || pattern->negated ? std::nullopt : std::optional(pattern->line);
}

bool IgnorePatterns::ignores(std::string_view path, bool isFolder) const
{
    for (std::size_t end = path.find('/'); end != std::string_view::npos;
         end = path.find('/', end + 1))
        if (decide(path.substr(0, end), true) == Decision::Ignored)
            return true;
    return decide(path, isFolder) == Decision::Ignored;
}

std::string patternForNested(std::string_view pattern, std::string_view folder)
{
    const auto line = takeApart(pattern);
    if (!line)
        return {};
    if (!line->anchored || line->glob.starts_with("**/"))
        return std::string(pattern);
    const auto below = belowFolder(line->glob, folder);
    if (!below)
        return {};
    return (line->negated ? "!/" : "/") + std::string(*below) + (line->foldersOnly ? "/" : "");
}

} // namespace tailslate::mhl
