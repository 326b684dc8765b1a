// SPDX-License-Identifier: Apache-2.0
#include "mhl/detail/ManifestName.h"

#include "mhl/detail/XmlText.h"

#include <fmt/format.h>

#include <cstddef>

namespace tailslate::mhl::detail {

namespace fs = std::filesystem;

std::string shortScopeName(const std::string& scopeName, std::size_t longest)
{
    std::string name = scopeName.substr(0, longest);
    // Never half a character: those of UTF-8 go on with bytes 10xxxxxx.
    if (name.size() < scopeName.size()) {
        std::size_t cut = name.size();
        while (cut > 0 && (static_cast<unsigned char>(scopeName[cut]) & 0xC0U) == 0x80U)
            --cut;
        name.resize(cut);
    }
    return name;
}

std::string momentForName(TimePoint moment)
{
    const std::string text = toIso8601(moment); // 2026-01-16T09:15:00Z
    return fmt::format("{}_{}{}{}", text.substr(0, 10), text.substr(11, 2), text.substr(14, 2),
                       text.substr(17, 2));
}

Result<std::string> nameOfScope(io::FileSystem& files, const fs::path& scope)
{
    fs::path named = scope.lexically_normal();
    if (!named.has_filename())
        named = named.parent_path();
    if (!named.has_filename() || named.filename() == "." || named.filename() == "..") {
        TAILSLATE_TRY(named, files.resolve(scope));
    }
    std::string name = named.filename().native();
    if (const char* reason = xmlTextFault(name))
        return failure(
            ErrorCode::InvalidArgument,
            fmt::format("no manifest can be named after this folder, its name {}", reason), scope);
    return name;
}

} // namespace tailslate::mhl::detail
