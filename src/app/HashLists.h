// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/Services.h"
#include "jobs/JobContext.h"
#include "mhl/CheckScope.h"
#include "mhl/Convert.h"
#include "mhl/Flatten.h"
#include "mhl/HistoryTree.h"
#include "mhl/Rename.h"

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace tailslate::app {

/// What the operator says of a generation besides its files.
struct HashListNotes {
    std::vector<mhl::Author> authors;
    std::string location;
    std::string comment;
};

/// What to do with the media hash list of a folder.
struct HashListRequest {
    std::filesystem::path scope;
    std::vector<hash::Algorithm> formats; ///< As mhl::CheckRequest.
    std::vector<std::string> ignore;      ///< Likewise.
    std::vector<std::string> only; ///< Files and folders in the scope; absolute or relative to it.
    bool append = true;
    HashListNotes notes;
};

/// Starts or continues the history of a folder. As mhl::createGeneration(); the machine is kept
/// awake.
/// @return Also InvalidArgument for a path outside the scope.
[[nodiscard]] Result<mhl::CheckReport>
createHashList(const Services& services, const HashListRequest& request, jobs::JobContext context);

/// Compares a folder with its history, or with a packing list. As mhl::verifyScope() and
/// mhl::verifyPackingList().
/// @param request     Its scope may be a packing list or a legacy manifest itself: then that one,
/// and the folder it is in. Or a collection: then each packing list of it, by its C4 ID.
/// @param packingList Empty for the folder's own history. Or a legacy manifest.
[[nodiscard]] Result<mhl::CheckReport> verifyHashList(const Services& services,
                                                      const HashListRequest& request,
                                                      const std::filesystem::path& packingList,
                                                      jobs::JobContext context);

/// Names what is new and what is missing, without reading files. As mhl::diffScope().
[[nodiscard]] Result<mhl::CheckReport>
diffHashList(const Services& services, const HashListRequest& request, jobs::JobContext context);

/// Finds or records renamed files. As mhl::recordRenames().
[[nodiscard]] Result<mhl::RenameReport> recordRenames(const Services& services,
                                                      const HashListRequest& request,
                                                      std::span<const mhl::Renaming> renames,
                                                      jobs::JobContext context);

/// Writes the packing list of a history. As mhl::flattenHistory().
[[nodiscard]] Result<mhl::FlattenReport> flattenHashList(const Services& services,
                                                         const std::filesystem::path& scope,
                                                         const std::filesystem::path& out,
                                                         const HashListNotes& notes,
                                                         jobs::JobContext context);

/// Converts between ASC MHL and legacy MHL. As mhl::convertManifest().
[[nodiscard]] Result<mhl::ConvertReport>
convertHashList(const Services& services, const std::filesystem::path& input,
                const std::filesystem::path& out, hash::Algorithm format,
                const HashListNotes& notes, jobs::JobContext context);

/// Loads a history with those nested in it, to show it.
/// @return As mhl::HistoryTree::loadAll().
[[nodiscard]] Result<mhl::HistoryTree> openHashList(const Services& services,
                                                    const std::filesystem::path& scope,
                                                    jobs::JobContext context);

/// A path of the operator's as one relative to the scope; `.` for the scope itself becomes empty.
/// @return InvalidArgument when it lies outside.
[[nodiscard]] Result<std::string> pathInScope(const Services& services,
                                              const std::filesystem::path& scope,
                                              const std::filesystem::path& path);

} // namespace tailslate::app
