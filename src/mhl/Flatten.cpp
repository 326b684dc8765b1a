// SPDX-License-Identifier: Apache-2.0
#include "mhl/Flatten.h"

#include "mhl/detail/FlatFiles.h"
#include "mhl/detail/ManifestName.h"
#include "mhl/IgnorePatterns.h"
#include "mhl/PatternList.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace tailslate::mhl {

namespace fs = std::filesystem;

Result<FlattenReport> flattenHistory(io::FileSystem& files, const Clock& clock,
                                     const fs::path& scope, const fs::path& out,
                                     const CreatorInfo& creator, const jobs::JobContext& context)
{
    const TimePoint started = clock.now();
    TAILSLATE_TRY(const fs::path folder, files.resolve(scope));
    TAILSLATE_TRY(const HistoryTree tree, HistoryTree::loadAll(files, folder, context.stop));
    FlattenReport report;
    report.problems = tree.problems();
    report.hasHistory = tree.nodes().back().history.exists();
    if (!report.hasHistory ||
        std::ranges::any_of(report.problems,
                            [](const HistoryProblem& problem) { return isFatal(problem.fault); }))
        return report;

    detail::FlatFiles flat(tree);
    report.files = flat.count();
    report.withoutDigest = flat.withoutDigest();
    TAILSLATE_TRY(const std::string name, detail::nameOfScope(files, folder));
    Manifest manifest;
    manifest.creator = creator;
    manifest.creator.created = started;
    manifest.process = Process::Flatten;
    PatternList patterns;
    for (const std::string& pattern : tree.nodes().back().history.ignorePatterns())
        patterns.addMissing(pattern);
    for (const std::string_view pattern : kDefaultIgnorePatterns)
        patterns.addMissing(pattern);
    manifest.ignorePatterns = patterns.lines();
    const fs::path collection = out / collectionFolderName(started);
    TAILSLATE_TRY(const fs::path place, files.resolve(collection));
    const fs::path inside = place.lexically_relative(folder);
    if (*inside.begin() != ".." &&
        !IgnorePatterns(manifest.ignorePatterns).ignores(inside.native(), true))
        return failure(ErrorCode::InvalidArgument,
                       "the packing list would be a new file of the folder that it is of; give a "
                       "folder outside",
                       out);
    TAILSLATE_TRY(report.written,
                  writePackingList(files, collection, name, manifest, flat, started, context.stop));
    return report;
}

} // namespace tailslate::mhl
