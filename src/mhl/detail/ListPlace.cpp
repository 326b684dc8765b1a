// SPDX-License-Identifier: Apache-2.0
#include "mhl/detail/ListPlace.h"

#include "mhl/detail/HistoryFiles.h"
#include "mhl/IgnorePatterns.h"
#include "mhl/PatternList.h"

#include <algorithm>
#include <string_view>

namespace tailslate::mhl::detail {

namespace fs = std::filesystem;

std::vector<std::string> patternsOfList(const LoadedHistory& history)
{
    PatternList patterns;
    for (const std::string& pattern : history.ignorePatterns())
        patterns.addMissing(pattern);
    for (const std::string_view pattern : kDefaultIgnorePatterns)
        patterns.addMissing(pattern);
    return patterns.lines();
}

Result<void> checkListPlace(const fs::path& scope, const fs::path& place, bool isFolder,
                            const std::vector<std::string>& patterns)
{
    if (std::ranges::find(place, fs::path(kHistoryFolder)) != place.end())
        return failure(ErrorCode::InvalidArgument,
                       "a folder of that name holds a history and nothing else; give another one",
                       place.parent_path());
    const fs::path inside = place.lexically_relative(scope);
    if (*inside.begin() != ".." && !IgnorePatterns(patterns).ignores(inside.native(), isFolder))
        return failure(ErrorCode::InvalidArgument,
                       "the list would be a new file of the folder that it is of; give a folder "
                       "outside",
                       place.parent_path());
    return {};
}

} // namespace tailslate::mhl::detail
