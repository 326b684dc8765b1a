// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Clock.h"
#include "base/Result.h"
#include "io/FileSystem.h"
#include "jobs/JobContext.h"
#include "mhl/Collection.h"
#include "mhl/HistoryTree.h"
#include "mhl/Manifest.h"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace tailslate::mhl {

/// What became of flattening a history.
struct FlattenReport {
    bool hasHistory = true;
    /// With a fatal one nothing was written; what lies in a folder that cannot be listed is not in
    /// the list.
    std::vector<HistoryProblem> problems;
    std::optional<WrittenPackingList> written; ///< None either without a file for it.
    std::size_t files = 0;
    std::vector<std::string>
        withoutDigest; ///< Files left out: no usable digest of them is recorded.
};

/// Writes a packing list of everything that a history and those nested in it record: of each file
/// and format the earliest digest that did not fail, and what else its latest record says. It goes
/// into `out/collection_<date>` and the collection there; the history itself is not touched. No
/// file of the scope is read.
/// @param out Outside the scope, or where a pattern of the history leaves it out; no folder of a
///            history's own.
/// @return As HistoryTree::loadAll() and writePackingList(); InvalidArgument for `out`.
[[nodiscard]] Result<FlattenReport> flattenHistory(io::FileSystem& files, const Clock& clock,
                                                   const std::filesystem::path& scope,
                                                   const std::filesystem::path& out,
                                                   const CreatorInfo& creator,
                                                   const jobs::JobContext& context);

} // namespace tailslate::mhl
