// SPDX-License-Identifier: Apache-2.0
#include "app/HashLists.h"

#include "io/Machine.h"
#include "io/SleepInhibitor.h"
#include "mhl/Collection.h"

#include <algorithm>
#include <utility>

namespace tailslate::app {
namespace {

namespace fs = std::filesystem;

mhl::CreatorInfo creatorFrom(const HashListNotes& notes)
{
    mhl::CreatorInfo creator;
    creator.hostname = io::hostName();
    creator.toolName = "Tailslate";
    creator.toolVersion = programVersion();
    creator.authors = notes.authors;
    creator.location = notes.location;
    creator.comment = notes.comment;
    return creator;
}

Result<mhl::CheckRequest> checkRequestFrom(const Services& services, const HashListRequest& request)
{
    mhl::CheckRequest check;
    check.scope = request.scope;
    check.formats = request.formats;
    check.ignore = request.ignore;
    for (const std::string& path : request.only) {
        TAILSLATE_TRY(std::string inside, pathInScope(services, request.scope, path));
        check.only.push_back(std::move(inside));
    }
    check.append = request.append;
    check.creator = creatorFrom(request.notes);
    return check;
}

} // namespace

Result<std::string> pathInScope(const Services& services, const fs::path& scope,
                                const fs::path& path)
{
    TAILSLATE_TRY(const fs::path root, services.files.resolve(scope));
    fs::path inside = path.lexically_normal();
    if (path.is_absolute()) {
        // The folder is resolved as the scope is; the last name may be a link, which nobody
        // follows.
        TAILSLATE_TRY(const fs::path folder, services.files.resolve(path.parent_path()));
        inside = (folder / path.filename()).lexically_relative(root);
    }
    std::string text = inside.native();
    while (text.ends_with('/'))
        text.pop_back();
    if (text == ".")
        return std::string();
    if (text.empty() || text == ".." || text.starts_with("../"))
        return failure(ErrorCode::InvalidArgument, "this path is not in the folder", path);
    return text;
}

namespace {

/// The packing lists of a collection, each checked by its C4 ID.
Result<mhl::CheckReport> checkCollection(const Services& services, const fs::path& path)
{
    TAILSLATE_TRY(mhl::Collection collection, mhl::readCollection(services.files, path));
    mhl::CheckReport report;
    report.recordedFiles = collection.entries.size();
    for (const mhl::ChainEntry& entry : collection.entries)
        if (std::ranges::find(collection.problems, path.parent_path() / entry.fileName,
                              &mhl::HistoryProblem::path) == collection.problems.end())
            report.paths.push_back({.path = entry.fileName,
                                    .verdict = mhl::Verdict::Match,
                                    .isFolder = false,
                                    .recorded = false,
                                    .message = {}});
    report.problems = std::move(collection.problems);
    return report;
}

} // namespace

Result<mhl::CheckReport> createHashList(const Services& services, const HashListRequest& request,
                                        jobs::JobContext context)
{
    TAILSLATE_TRY(const auto check, checkRequestFrom(services, request));
    [[maybe_unused]] const auto awake = io::SleepInhibitor::hold("hashing files");
    return mhl::createGeneration(services.files, services.clock, check, context);
}

Result<mhl::CheckReport> verifyHashList(const Services& services, const HashListRequest& request,
                                        const fs::path& packingList, jobs::JobContext context)
{
    TAILSLATE_TRY(const auto place, services.files.resolve(request.scope));
    if (const auto info = services.files.info(place);
        packingList.empty() && info && info->kind == io::FileKind::Regular) {
        if (place.parent_path().filename() == "ascmhl")
            return failure(ErrorCode::InvalidArgument,
                           "this is a generation of a history; name the folder that the history "
                           "belongs to",
                           place);
        if (place.filename() == mhl::kCollectionFile)
            return checkCollection(services, place);
        if (place.extension() != ".mhl" && place.extension() != ".MHL")
            return failure(ErrorCode::InvalidArgument,
                           "this is a file, not a folder or a manifest; name the folder, and the "
                           "file with --file",
                           place);
        HashListRequest list = request;
        const fs::path folder = request.scope.parent_path();
        TAILSLATE_TRY(list.scope, services.files.resolve(folder.empty() ? "." : folder));
        return verifyHashList(services, list, place, std::move(context));
    }
    TAILSLATE_TRY(const auto check, checkRequestFrom(services, request));
    [[maybe_unused]] const auto awake = io::SleepInhibitor::hold("verifying files");
    if (!packingList.empty()) { // Its paths are judged from where it lies.
        TAILSLATE_TRY(const auto list, services.files.resolve(packingList));
        if (list.filename() == mhl::kCollectionFile)
            return failure(ErrorCode::InvalidArgument,
                           "this is a collection; name one of its packing lists, or verify the "
                           "collection by itself",
                           list);
        return mhl::verifyPackingList(services.files, services.clock, check, list, context);
    }
    return mhl::verifyScope(services.files, services.clock, check, context);
}

Result<mhl::CheckReport> diffHashList(const Services& services, const HashListRequest& request,
                                      jobs::JobContext context)
{
    TAILSLATE_TRY(const auto check, checkRequestFrom(services, request));
    return mhl::diffScope(services.files, check, context);
}

Result<mhl::RenameReport> recordRenames(const Services& services, const HashListRequest& request,
                                        std::span<const mhl::Renaming> renames,
                                        jobs::JobContext context)
{
    TAILSLATE_TRY(const auto check, checkRequestFrom(services, request));
    std::vector<mhl::Renaming> inside;
    for (const mhl::Renaming& renaming : renames) {
        mhl::Renaming& added = inside.emplace_back();
        TAILSLATE_TRY(added.from, pathInScope(services, request.scope, renaming.from));
        TAILSLATE_TRY(added.to, pathInScope(services, request.scope, renaming.to));
    }
    [[maybe_unused]] const auto awake = io::SleepInhibitor::hold("verifying files");
    return mhl::recordRenames(services.files, services.clock, check, inside, context);
}

Result<mhl::FlattenReport> flattenHashList(const Services& services, const fs::path& scope,
                                           const fs::path& out, const HashListNotes& notes,
                                           jobs::JobContext context)
{
    return mhl::flattenHistory(services.files, services.clock, scope, out, creatorFrom(notes),
                               context);
}

Result<mhl::ConvertReport> convertHashList(const Services& services, const fs::path& input,
                                           const fs::path& out, hash::Algorithm format,
                                           const HashListNotes& notes, jobs::JobContext context)
{
    return mhl::convertManifest(services.files, services.clock, input, out, format,
                                creatorFrom(notes), context);
}

Result<mhl::HistoryTree> openHashList(const Services& services, const fs::path& scope,
                                      jobs::JobContext context)
{
    TAILSLATE_TRY(const fs::path folder, services.files.resolve(scope));
    return mhl::HistoryTree::loadAll(services.files, folder, context.stop);
}

} // namespace tailslate::app
