// SPDX-License-Identifier: Apache-2.0
#include "mhl/Collection.h"

#include "io/DurableFile.h"
#include "mhl/detail/HistoryFiles.h"
#include "mhl/detail/ManifestName.h"
#include "mhl/detail/ManifestWriter.h"
#include "mhl/detail/PutManifest.h"
#include "mhl/detail/XmlText.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tailslate::mhl {
namespace {

namespace fs = std::filesystem;

/// The packing lists that lie beside a collection and that it does not name: of an attempt that
/// died, or of somebody who put them there.
void findUnlisted(io::FileSystem& files, const fs::path& folder, Collection& collection)
{
    const auto entries = files.list(folder);
    if (!entries) {
        collection.problems.push_back({.fault = HistoryFault::FolderUnreadable,
                                       .path = folder,
                                       .message = entries.error().message});
        return;
    }
    for (const io::DirectoryEntry& entry : *entries) {
        const fs::path path = folder / entry.name;
        const bool isListed =
            std::ranges::any_of(collection.entries, [&](const ChainEntry& listed) {
                return fs::path(listed.fileName).lexically_normal() == entry.name;
            });
        if (isListed || entry.kind != io::FileKind::Regular ||
            entry.name.native().starts_with('.') || !detail::looksLikeManifest(files, path) ||
            detail::isLegacyManifest(files, path).value_or(false))
            continue;
        collection.problems.push_back(
            {.fault = HistoryFault::ManifestNotListed,
             .path = path,
             .message = "the collection does not list this packing list, so nothing tells whether "
                        "it was changed"});
    }
}

std::optional<hash::Digest> c4Of(const std::vector<ChainEntry>& entries, const fs::path& manifest)
{
    const auto entry = std::ranges::find_if(entries, [&](const ChainEntry& one) {
        return fs::path(one.fileName).lexically_normal() == manifest;
    });
    return entry == entries.end() ? std::nullopt : std::optional(entry->c4);
}

} // namespace

std::string collectionFolderName(TimePoint started)
{
    return "collection_" + detail::momentForName(started).substr(0, 10);
}

std::string packingListFileName(const std::string& scopeName, TimePoint started)
{
    constexpr std::size_t kLongerStart = 10; // Than the start of a manifest's name.
    const std::string name =
        detail::shortScopeName(scopeName, detail::kLongestScopeName - kLongerStart);
    return fmt::format("packinglist_{}{}{}Z.mhl", name, name.empty() ? "" : "_",
                       detail::momentForName(started));
}

Result<WrittenPackingList> writePackingList(io::FileSystem& files, const fs::path& folder,
                                            const std::string& scopeName, const Manifest& manifest,
                                            FileSource& recorded, TimePoint started,
                                            const std::stop_token& stop)
{
    if (!manifest.files.empty())
        return failure(ErrorCode::InvalidArgument,
                       "the files of a manifest come from one place or the other", folder);
    if (const char* reason = detail::xmlTextFault(scopeName))
        return failure(
            ErrorCode::InvalidArgument,
            fmt::format("no packing list can be named after this folder, its name {}", reason),
            scopeName);
    TAILSLATE_TRY(const auto writer, detail::ManifestWriter::prepare(manifest, recorded));

    const fs::path collectionPath = folder / kCollectionFile;
    const fs::path manifestPath = folder / packingListFileName(scopeName, started);
    TAILSLATE_CHECK(files.createFolders(folder));
    // Two who read the collection and then write it would drop what the other one added.
    TAILSLATE_TRY(const auto lock, files.lockFolder(folder));
    auto listed = detail::readChainFile(files, collectionPath, "there is no collection");
    const bool first = !listed && listed.error().code == ErrorCode::NotFound;
    if (!listed && !first)
        return std::unexpected(std::move(listed).error());
    std::vector<ChainEntry> entries = first ? std::vector<ChainEntry>{} : std::move(*listed);

    const auto c4 = detail::putManifest(files, manifestPath, writer, stop, io::Existing::Keep);
    if (!c4 && c4.error().code == ErrorCode::AlreadyExists)
        return failure(ErrorCode::AlreadyExists, detail::kListIsThere, manifestPath);
    TAILSLATE_CHECK(c4);
    const auto number = static_cast<std::uint32_t>(entries.size() + 1);
    entries.push_back(
        {.generation = number, .fileName = manifestPath.filename().native(), .c4 = *c4});
    TAILSLATE_CHECK(io::writeDurably(files, collectionPath, chainToXml(entries),
                                     first ? io::Existing::Keep : io::Existing::Replace));
    return WrittenPackingList{.manifestPath = manifestPath,
                              .collectionPath = collectionPath,
                              .number = number,
                              .c4 = *c4};
}

Result<std::optional<hash::Digest>> recordedC4(io::FileSystem& files, const fs::path& manifest)
{
    TAILSLATE_TRY(const fs::path place, files.resolve(manifest));
    const fs::path own = place.parent_path();
    if (own.filename() == detail::kHistoryFolder) {
        TAILSLATE_TRY(const auto chain, detail::readChain(files, own.parent_path()));
        const auto c4 = c4Of(chain, place.filename());
        if (!c4)
            return failure(ErrorCode::BadFormat,
                           "the chain does not list this manifest, it is no part of the history",
                           place);
        return c4;
    }
    for (fs::path folder = own;; folder = folder.parent_path()) {
        const auto entries =
            detail::readChainFile(files, folder / kCollectionFile, "there is no collection");
        // What lies further out than a folder that one may not look into is not ours to check.
        if (!entries && folder != own && entries.error().code == ErrorCode::PermissionDenied)
            return std::nullopt;
        if (!entries && entries.error().code != ErrorCode::NotFound)
            return std::unexpected(entries.error());
        if (entries)
            if (const auto c4 = c4Of(*entries, place.lexically_relative(folder)))
                return c4;
        if (!folder.has_relative_path())
            return std::nullopt;
    }
}

Result<Collection> readCollection(io::FileSystem& files, const fs::path& collectionPath)
{
    Collection collection;
    TAILSLATE_TRY(collection.entries,
                  detail::readChainFile(files, collectionPath, "there is no collection"));
    for (const ChainEntry& entry : collection.entries) {
        const fs::path path = collectionPath.parent_path() / entry.fileName;
        const auto checked = detail::checkListed(files, path, entry.c4);
        if (!checked)
            collection.problems.push_back({.fault = faultOf(checked.error()),
                                           .path = path,
                                           .message = checked.error().message});
    }
    findUnlisted(files, collectionPath.parent_path(), collection);
    return collection;
}

} // namespace tailslate::mhl
