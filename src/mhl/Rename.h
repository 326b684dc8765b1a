// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Clock.h"
#include "base/Result.h"
#include "io/FileSystem.h"
#include "jobs/JobContext.h"
#include "mhl/CheckScope.h"

#include <span>
#include <string>
#include <vector>

namespace tailslate::mhl {

/// A file under its old and its new name, or a folder with all it holds; relative to the scope.
struct Renaming {
    std::string from;
    std::string to;
};

/// What became of renamed files.
struct RenameReport {
    bool hasHistory = true;
    std::vector<HistoryProblem> problems;
    std::vector<Renaming> renamed; ///< Files whose bytes proved it.
    /// Folders that are gone and all of whose recorded files were found in another one, and those
    /// in them.
    std::vector<Renaming> renamedFolders;
    std::vector<PathVerdict> open; ///< What is left missing or new, or what was refused, and why.
    std::vector<SealedGeneration> appended;
    std::string notAppended; ///< As in CheckReport, as are the next.
    bool cancelled = false;
    bool appendFailed = false;
};

/// Finds files that have another name, or lie in another folder, than the history says, and appends
/// a generation with their new names, the old ones as `previousPath`, and the digests computed from
/// the medium under the new name as `verified`; folders with their old names likewise. Only equal
/// bytes count, and only where one old and one new name fit each other; of several that do, those
/// with the same last name; empty files, whose bytes are those of any other, by their last name
/// alone. Within one history only: a file that went from one to another is missing here and new
/// there. What lies in a folder that cannot be read, or behind a link, is not taken for lost. A
/// nested scope whose folder was renamed is found by the manifests that the history around it
/// refers to.
/// @param renames What was renamed; empty: find out. Each must be recorded under the old name, gone
///                from there, and unknown under the new one.
/// @return As createGeneration(); InvalidArgument for names that are equal, or of the scope itself.
[[nodiscard]] Result<RenameReport> recordRenames(io::FileSystem& files, const Clock& clock,
                                                 const CheckRequest& request,
                                                 std::span<const Renaming> renames,
                                                 const jobs::JobContext& context);

} // namespace tailslate::mhl
