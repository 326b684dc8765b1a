// SPDX-License-Identifier: Apache-2.0
#include "mhl/Flatten.h"

#include "mhl/detail/FlatFiles.h"
#include "mhl/detail/ListPlace.h"
#include "mhl/detail/ManifestName.h"

#include <algorithm>

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
    manifest.ignorePatterns = detail::patternsOfList(tree.nodes().back().history);
    const fs::path collection = out / collectionFolderName(started);
    TAILSLATE_TRY(const fs::path place, files.resolve(collection));
    TAILSLATE_CHECK(detail::checkListPlace(folder, place, true, manifest.ignorePatterns));
    if (report.files == 0)
        return report;
    TAILSLATE_TRY(report.written,
                  writePackingList(files, collection, name, manifest, flat, started, context.stop));
    return report;
}

} // namespace tailslate::mhl
