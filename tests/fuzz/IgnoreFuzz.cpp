// SPDX-License-Identifier: Apache-2.0
//
// The first line of an input is a path, the second the folder of a nested history, the rest are
// patterns.
#include "fuzz/FuzzTarget.h"
#include "mhl/IgnorePatterns.h"

#include <algorithm>
#include <string>
#include <vector>

namespace tailslate::fuzz {
namespace {

std::string_view takeLine(std::string_view& text)
{
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return line;
}

/// A pattern that was handed on to a nested history ignores nothing that the outer one would not.
void checkNested(const std::string& pattern, const std::string& folder, const std::string& path)
{
    using mhl::IgnorePatterns;
    const std::string nested = mhl::patternForNested(pattern, folder);
    const IgnorePatterns outer(std::vector{pattern});
    const IgnorePatterns inner(std::vector{nested});
    for (const bool isFolder : {false, true}) {
        const auto decision = inner.decide(path, isFolder);
        require(decision == IgnorePatterns::Decision::None ||
                    decision == outer.decide(folder + "/" + path, isFolder),
                "a pattern means the same in a nested history");
    }
}

} // namespace
} // namespace tailslate::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace tailslate;
    std::string_view text = fuzz::textOf(data, size);
    const std::string path(fuzz::takeLine(text));
    const std::string folder(fuzz::takeLine(text));
    std::vector<std::string> lines;
    while (!text.empty())
        lines.emplace_back(fuzz::takeLine(text));

    const mhl::IgnorePatterns patterns(lines);
    const std::size_t slash = path.rfind('/');
    const bool ignored = patterns.ignores(path, false);
    if (slash != std::string::npos && patterns.ignores(path.substr(0, slash), true))
        fuzz::require(ignored, "what an ignored folder holds is ignored");
    fuzz::require(!mhl::IgnorePatterns().ignores(path, false), "no pattern ignores nothing");
    if (folder.empty() || folder.starts_with('/') || folder.ends_with('/') || path.empty() ||
        path.starts_with('/'))
        return 0;
    for (const std::string& line : lines)
        fuzz::checkNested(line, folder, path);
    return 0;
}
