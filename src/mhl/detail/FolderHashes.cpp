// SPDX-License-Identifier: Apache-2.0
#include "mhl/detail/FolderHashes.h"

#include "mhl/detail/XmlText.h"
#include "mhl/DirectoryHash.h"

#include <algorithm>
#include <string_view>
#include <unordered_set>

namespace tailslate::mhl::detail {
namespace {

/// What came from memory is no digest of what the medium holds.
bool hasDigest(const CheckedFile& file, hash::Algorithm algorithm)
{
    return file.read && file.read->how != io::Transfer::Cached &&
           std::ranges::find(file.read->digests, algorithm, &hash::Digest::algorithm) !=
               file.read->digests.end();
}

/// Folders of which some file was not hashed: their digest would be that of something else.
std::unordered_set<std::string_view> foldersWithout(const ScopeView& view,
                                                    const std::vector<CheckedFile>& checked,
                                                    hash::Algorithm algorithm)
{
    std::unordered_set<std::string_view> folders;
    for (const CheckedFile& file : checked)
        if (!hasDigest(file, algorithm))
            addFoldersOf(folders, file.path);
    for (const std::string& folder : view.listing().folders)
        if (xmlTextFault(folder) != nullptr)
            addFoldersOf(folders, folder);
    for (const std::string& folder : view.listing().unreadableFolders) {
        folders.insert(folder);
        addFoldersOf(folders, folder);
    }
    return folders;
}

} // namespace

Result<FolderHashes> hashFolders(const ScopeView& view, const std::vector<CheckedFile>& checked,
                                 std::span<const hash::Algorithm> withoutFiles, TimePoint at,
                                 const jobs::JobContext& context)
{
    FolderHashes hashes;
    std::vector<std::string_view> folders;
    for (const std::string& folder : view.listing().folders)
        if (xmlTextFault(folder) == nullptr)
            folders.push_back(folder);
    const auto entry = [at](const hash::Digest& digest) {
        return HashEntry{.digest = digest, .action = std::nullopt, .hashedAt = at};
    };
    for (const hash::Algorithm algorithm : hash::kAllAlgorithms) {
        DigestedFiles digested(checked, algorithm);
        if (digested.count() == 0 &&
            std::ranges::find(withoutFiles, algorithm) == withoutFiles.end())
            continue;
        const auto incomplete = foldersWithout(view, checked, algorithm);
        TAILSLATE_TRY(const auto digests,
                      directoryDigests(digested, folders, algorithm, context.stop));
        for (const DirectoryDigest& folder : digests) {
            if (incomplete.contains(folder.path))
                continue;
            RootHash& both = hashes[folder.path];
            both.content.push_back(entry(folder.content));
            both.structure.push_back(entry(folder.structure));
        }
    }
    return hashes;
}

} // namespace tailslate::mhl::detail
