// SPDX-License-Identifier: Apache-2.0
#include "mhl/DirectoryHash.h"

#include "hash/Hasher.h"
#include "mhl/detail/RecordPath.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <functional>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace tailslate::mhl {
namespace {

/// Digests of one algorithm, one after the other.
using Bytes = std::vector<std::byte>;

/// The digests of what lies directly in a folder.
struct Children {
    Bytes content;
    Bytes structure;
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

void append(Bytes& bytes, std::span<const std::byte> more)
{
    bytes.insert(bytes.end(), more.begin(), more.end());
}

/// The digest of a list of digests. All have one size, so that the order of their texts is that of
/// their bytes; the alphabet of C4 is in ASCII order.
hash::Digest digestOfList(const Bytes& list, hash::Algorithm algorithm)
{
    const std::size_t size = hash::digestSize(algorithm);
    std::vector<const std::byte*> sorted;
    sorted.reserve(list.size() / size);
    for (std::size_t at = 0; at < list.size(); at += size)
        sorted.push_back(list.data() + at);
    std::ranges::sort(sorted, [size](const std::byte* a, const std::byte* b) {
        return std::memcmp(a, b, size) < 0;
    });
    const auto hasher = hash::makeHasher(algorithm);
    for (const std::byte* digest : sorted)
        hasher->update({digest, size});
    return hasher->finish();
}

hash::Digest digestWithName(std::string_view name, const hash::Digest& digest)
{
    Bytes bytes;
    bytes.reserve(name.size() + digest.bytes().size());
    append(bytes, std::as_bytes(std::span(name)));
    append(bytes, digest.bytes());
    return hash::digestOf(digest.algorithm(), bytes);
}

void addChild(Children& siblings, std::string_view name, const hash::Digest& content,
              const hash::Digest& structure)
{
    append(siblings.content, content.bytes());
    append(siblings.structure, digestWithName(name, structure).bytes());
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

/// Some path that is given more than once. Compares hashes first: eight bytes a file.
std::optional<std::string_view> repeatedPath(FileSource& files)
{
    std::vector<std::size_t> hashes(files.count());
    for (std::size_t i = 0; i < hashes.size(); ++i)
        hashes[i] = std::hash<std::string_view>{}(files.at(i).path);
    std::ranges::sort(hashes);
    if (std::ranges::adjacent_find(hashes) == hashes.end())
        return std::nullopt;
    std::unordered_set<std::string_view> seen;
    for (std::size_t i = 0; i < hashes.size(); ++i) {
        const std::string_view path = files.at(i).path;
        if (!seen.insert(path).second)
            return path;
    }
    return std::nullopt;
}

const hash::Digest* digestOf(const FileView& file, hash::Algorithm algorithm)
{
    const auto entry = std::ranges::find_if(file.hashes, [&](const HashEntry& candidate) {
        return candidate.digest.algorithm() == algorithm;
    });
    return entry == file.hashes.end() ? nullptr : &entry->digest;
}

Result<Folders> collect(FileSource& files, std::span<const std::string_view> given,
                        hash::Algorithm algorithm, const std::stop_token& stop)
{
    Folders folders;
    enterFolder(folders, {});
    for (const std::string_view folder : given) {
        TAILSLATE_CHECK(checkPath(folder));
        enterFolder(folders, folder);
    }
    const std::size_t count = files.count();
    std::string_view folder;
    Children* siblings = &folders[folder];
    for (std::size_t i = 0; i < count; ++i) {
        if (stop.stop_requested())
            return failure(ErrorCode::Cancelled, "stopped by the operator");
        const FileView file = files.at(i);
        TAILSLATE_CHECK(checkPath(file.path));
        const hash::Digest* digest = digestOf(file, algorithm);
        if (digest == nullptr)
            return failure(ErrorCode::InvalidArgument,
                           fmt::format("no {} digest of this file", hash::algorithmName(algorithm)),
                           std::filesystem::path(file.path));
        // Neighbours in the list mostly are neighbours in a folder.
        if (parentOf(file.path) != folder) {
            folder = parentOf(file.path);
            enterFolder(folders, folder);
            siblings = &folders[folder];
        }
        addChild(*siblings, nameOf(file.path), *digest, *digest);
    }
    if (const auto path = repeatedPath(files))
        return failure(ErrorCode::InvalidArgument, "a file is given twice",
                       std::filesystem::path(*path));
    for (std::size_t i = 0; i < count; ++i) {
        const std::string_view path = files.at(i).path;
        if (folders.contains(path))
            return failure(ErrorCode::InvalidArgument, "a file is given as a folder too",
                           std::filesystem::path(path));
    }
    return folders;
}

/// The files of a HashedTree. Borrows them.
class TreeFiles final : public FileSource {
public:
    explicit TreeFiles(const HashedTree& tree)
        : m_tree(tree)
    {
    }

    [[nodiscard]] std::size_t count() const override { return m_tree.files.size(); }

    [[nodiscard]] FileView at(std::size_t index) override
    {
        const HashedTree::File& file = m_tree.files[index];
        m_entry = HashEntry{file.digest, std::nullopt, std::nullopt};
        FileView view;
        view.path = file.path;
        view.hashes = std::span(&*m_entry, 1);
        return view;
    }

private:
    const HashedTree& m_tree;
    std::optional<HashEntry> m_entry; ///< Of the last call.
};

} // namespace

Result<std::vector<DirectoryDigest>> directoryDigests(const HashedTree& tree,
                                                      hash::Algorithm algorithm)
{
    TreeFiles files(tree);
    const std::vector<std::string_view> folders(tree.folders.begin(), tree.folders.end());
    return directoryDigests(files, folders, algorithm);
}

Result<std::vector<DirectoryDigest>> directoryDigests(FileSource& files,
                                                      std::span<const std::string_view> given,
                                                      hash::Algorithm algorithm,
                                                      const std::stop_token& stop)
{
    TAILSLATE_TRY(Folders folders, collect(files, given, algorithm, stop));

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
        if (stop.stop_requested())
            return failure(ErrorCode::Cancelled, "stopped by the operator");
        const Children children = std::exchange(folders[path], {});
        DirectoryDigest digest{.path = std::string(path),
                               .content = digestOfList(children.content, algorithm),
                               .structure = digestOfList(children.structure, algorithm)};
        if (!path.empty())
            addChild(folders[parentOf(path)], nameOf(path), digest.content, digest.structure);
        digests.push_back(std::move(digest));
    }
    return digests;
}

void addFoldersOf(std::unordered_set<std::string_view>& folders, std::string_view path)
{
    for (std::size_t slash = path.rfind('/'); slash != std::string_view::npos;
         slash = slash == 0 ? std::string_view::npos : path.rfind('/', slash - 1))
        if (!folders.insert(path.substr(0, slash)).second)
            return;
    folders.insert(std::string_view{});
}

} // namespace tailslate::mhl
