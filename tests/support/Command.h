// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>

namespace tailslate::test {

/// What a command printed; nothing when it failed or does not exist.
inline std::optional<std::string> output(const std::string& command)
{
    std::FILE* pipe = popen((command + " 2>/dev/null </dev/null").c_str(), "r");
    if (pipe == nullptr)
        return std::nullopt;
    std::string text;
    std::array<char, 65536> block{};
    for (std::size_t got = 0; (got = std::fread(block.data(), 1, block.size(), pipe)) > 0;)
        text.append(block.data(), got);
    return pclose(pipe) == 0 ? std::optional(text) : std::nullopt;
}

/// Whether a program is installed.
inline bool hasCommand(const std::string& name)
{
    return output("command -v " + name).has_value();
}

/// A path between single quotes for the shell. It must not hold a quote itself.
inline std::string quoted(const std::filesystem::path& path)
{
    return "'" + path.string() + "'";
}

} // namespace tailslate::test
