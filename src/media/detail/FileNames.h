// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace tailslate::media::detail {

// Parts of paths as views into their bytes: std::filesystem::path would allocate each part, too
// dear for a million files. "Ignoring case" means the letters A to Z, which is all that camera
// names are made of.

/// What follows the last slash.
[[nodiscard]] std::string_view nameOf(std::string_view path) noexcept;

/// What precedes the last slash; empty when there is none.
[[nodiscard]] std::string_view folderOf(std::string_view path) noexcept;

/// What follows the last dot of a name; empty when there is none or it is the first character.
[[nodiscard]] std::string_view extensionOf(std::string_view name) noexcept;

/// A path or name without its last dot and what follows; all of it when extensionOf() is empty.
[[nodiscard]] std::string_view withoutExtension(std::string_view path) noexcept;

/// The folders of a path from left to right, ending with the last component.
class Components {
public:
    explicit Components(std::string_view path) noexcept
        : m_path(path)
    {
    }

    /// The next component, or empty at the end.
    [[nodiscard]] std::string_view next() noexcept;

    /// How many bytes of the path lie before the end of the component given last.
    [[nodiscard]] std::size_t end() const noexcept { return m_end; }

private:
    std::string_view m_path;
    std::size_t m_end = 0;
};

[[nodiscard]] constexpr char toUpper(char c) noexcept
{
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

[[nodiscard]] std::string toUpper(std::string_view text);
[[nodiscard]] bool equalsIgnoringCase(std::string_view a, std::string_view b) noexcept;
[[nodiscard]] bool endsWithIgnoringCase(std::string_view text, std::string_view end) noexcept;

/// Equal for texts that equalsIgnoringCase() holds to be the same.
[[nodiscard]] std::uint64_t hashIgnoringCase(std::string_view text) noexcept;

/// What people call the folder at `root`, readable: its last component, `card` for `/`.
[[nodiscard]] std::string rootName(const std::filesystem::path& root);

/// A path on the card as a sentence names its folder: the last component, or the root's name for
/// files at the top.
[[nodiscard]] std::string displayFolder(const std::filesystem::path& root, std::string_view folder);

} // namespace tailslate::media::detail
