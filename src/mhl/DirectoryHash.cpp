// SPDX-License-Identifier: Apache-2.0
#include "mhl/DirectoryHash.h"

#include "hash/Hasher.h"
#include "mhl/detail/RecordPath.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <span>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace tailslate::mhl {
namespace {

using Digests = std::vector<hash::Digest>;

/// The digests of what lies directly in a folder.
struct Children {
    Digests content;
    Digests structure;
};

using Folders = std::unordered_map<std::string_view, Children>;

std::string_view parentOf(std::string_view path)
{
    const std::size_t slash = path.rfind('/');
    return slash == std::string_view::npos ? std::string_view{} : path.substr(0, slash);
}

std::string_view nameOf(std::string_view path)
{
    return path.substr(path.rfind('/') + 1); // npos + 1 is 0.
}

void append(std::vector<std::byte>& bytes, std::span<const std::byte> more)
{
    bytes.insert(bytes.end(), more.begin(), more.end());
}

/// The digest of a list of digests. All have one size, so that the order of their texts is that of
/// their bytes; the alphabet of C4 is in ASCII order.
hash::Digest digestOfList(Digests list, hash::Algorithm algorithm)
{
    std::ranges::sort(list, [](const hash::Digest& a, const hash::Digest& b) {
        return std::ranges::lexicographical_compare(a.bytes(), b.bytes());
    });
    std::vector<std::byte> bytes;
    for (const hash::Digest& digest : list)
        append(bytes, digest.bytes());
    return hash::digestOf(algorithm, bytes);
}

hash::Digest digestWithName(std::string_view name, const hash::Digest& digest)
{
    std::vector<std::byte> bytes;
    append(bytes, std::as_bytes(std::span(name)));
    append(bytes, digest.bytes());
    return hash::digestOf(digest.algorithm(), bytes);
}

/// Makes sure that `path` and all its parents are in `folders`.
void enterFolder(Folders& folders, std::string_view path)
{
    while (folders.try_emplace(path).second && !path.empty())
        path = parentOf(path);
}

Result<void> checkPath(std::string_view path)
{
    if (const char* reason = detail::relativePathFault(path))
        return failure(ErrorCode::InvalidArgument,
                       fmt::format("no path below the folder, it {}", reason),
                       std::filesystem::path(path));
    return {};
}

Result<Folders> collect(const HashedTree& tree, hash::Algorithm algorithm)
{
    Folders folders;
    enterFolder(folders, {});
    for (const std::string& folder : tree.folders) {
        TAILSLATE_CHECK(checkPath(folder));
        enterFolder(folders, folder);
    }
    std::unordered_set<std::string_view> seen;
    for (const HashedTree::File& file : tree.files) {
        TAILSLATE_CHECK(checkPath(file.path));
        if (file.digest.algorithm() != algorithm)
            return failure(ErrorCode::InvalidArgument,
                           fmt::format("no {} digest of this file", hash::algorithmName(algorithm)),
                           file.path);
        if (!seen.insert(file.path).second)
            return failure(ErrorCode::InvalidArgument, "a file is given twice", file.path);
        enterFolder(folders, parentOf(file.path));
        Children& siblings = folders[parentOf(file.path)];
        siblings.content.push_back(file.digest);
        siblings.structure.push_back(digestWithName(nameOf(file.path), file.digest));
    }
    for (const HashedTree::File& file : tree.files)
        if (folders.contains(file.path))
            return failure(ErrorCode::InvalidArgument, "a file is given as a folder too",
                           file.path);
    return folders;
}

} // namespace

Result<std::vector<DirectoryDigest>> directoryDigests(const HashedTree& tree,
                                                      hash::Algorithm algorithm)
{
    TAILSLATE_TRY(Folders folders, collect(tree, algorithm));

    // Folders after all that is below them; the scope, which has no name, last.
    std::vector<std::string_view> paths;
    for (const auto& [path, children] : folders)
        if (!path.empty())
            paths.push_back(path);
    std::ranges::sort(paths, [](std::string_view a, std::string_view b) {
        return detail::recordBefore(a, detail::RecordKind::Folder, b, detail::RecordKind::Folder);
    });
    paths.emplace_back();

    std::vector<DirectoryDigest> digests;
    digests.reserve(paths.size());
    for (const std::string_view path : paths) {
        Children& children = folders[path];
        DirectoryDigest digest{.path = std::string(path),
                               .content = digestOfList(std::move(children.content), algorithm),
                               .structure = digestOfList(std::move(children.structure), algorithm)};
        if (!path.empty()) {
            Children& siblings = folders[parentOf(path)];
            siblings.content.push_back(digest.content);
            siblings.structure.push_back(digestWithName(nameOf(path), digest.structure));
        }
        digests.push_back(std::move(digest));
    }
    return digests;
}

} // namespace tailslate::mhl
