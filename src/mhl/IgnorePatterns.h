// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tailslate::mhl {

/// The ignore patterns of a history: lines as in a .gitignore file at its scope. Later lines decide
/// over earlier ones. Matching takes time in proportion to the pattern's length at most, whoever
/// wrote it; lines over 4096 bytes match nothing. Immutable; reading is thread-safe.
class IgnorePatterns {
public:
    enum class Decision { None = 1, Ignored, Included };

    /// Ignores nothing.
    IgnorePatterns();

    explicit IgnorePatterns(std::span<const std::string> lines);

    /// What the last line that matches says of a file or folder itself; the folders around it do
    /// not count.
    /// @param path Relative to the scope, `/` separators.
    [[nodiscard]] Decision decide(std::string_view path, bool isFolder) const;

    /// The place, among the lines given, of the one that ignores a file or folder itself.
    [[nodiscard]] std::optional<std::size_t> lineThatIgnores(std::string_view path,
                                                             bool isFolder) const;

    /// True when the file or folder, or a folder around it, is ignored: what an ignored folder
    /// holds cannot be included again.
    [[nodiscard]] bool ignores(std::string_view path, bool isFolder) const;

private:
    struct Pattern;

    [[nodiscard]] const Pattern* lastMatch(std::string_view path, bool isFolder) const;

    std::shared_ptr<const std::vector<Pattern>> m_patterns; ///< Never null.
};

/// A pattern of an outer scope as the history nested in `folder` is to have it, so that it means
/// the same there; empty when it concerns nothing in that folder, or cannot be said there.
[[nodiscard]] std::string patternForNested(std::string_view pattern, std::string_view folder);

} // namespace tailslate::mhl
