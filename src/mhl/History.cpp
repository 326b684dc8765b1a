// SPDX-License-Identifier: Apache-2.0
#include "mhl/History.h"

#include "hash/Hasher.h"
#include "io/DurableFile.h"
#include "mhl/detail/XmlText.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

namespace tailslate::mhl {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kLargestManifest = std::uint64_t{1} << 30;
constexpr std::uint64_t kLargestChain = std::uint64_t{64} << 20;

fs::path historyFolder(const fs::path& scope)
{
    return scope / "ascmhl";
}

fs::path chainFile(const fs::path& scope)
{
    return historyFolder(scope) / "ascmhl_chain.xml";
}

hash::Digest c4Of(std::string_view text)
{
    return hash::digestOf(hash::Algorithm::C4, std::as_bytes(std::span(text)));
}

/// The error with the file it is about, where it names none.
std::unexpected<Error> about(const fs::path& path, Error error)
{
    if (error.path.empty())
        error.path = path;
    return std::unexpected(std::move(error));
}

/// A file of a history; NotFound says which one it is.
Result<std::string> readListedFile(io::FileSystem& files, const fs::path& path,
                                   std::uint64_t sizeLimit, const char* whenMissing)
{
    auto content = io::readWholeFile(files, path, sizeLimit);
    if (content)
        return content;
    if (content.error().code == ErrorCode::NotFound)
        return failure(ErrorCode::NotFound, whenMissing, path);
    return about(path, std::move(content).error());
}

Result<Generation> readGeneration(io::FileSystem& files, const fs::path& folder,
                                  const ChainEntry& entry)
{
    const fs::path path = folder / entry.fileName;
    TAILSLATE_TRY(const std::string xml,
                  readListedFile(files, path, kLargestManifest,
                                 "a manifest that the chain lists is missing"));
    if (c4Of(xml) != entry.c4)
        return failure(ErrorCode::DataCorrupted,
                       "the manifest was modified after it was written, its C4 ID is not the "
                       "chain's",
                       path);
    auto manifest = fromXml(xml);
    if (!manifest)
        return about(path, std::move(manifest).error());
    return Generation{.entry = entry, .manifest = std::move(*manifest)};
}

/// The manifests that lie in the history folder of `scope`, listed by a chain or not, and the chain
/// file. Hidden files are neither: temporary ones of ours, and those that Finder leaves.
Result<std::vector<std::string>> historyFiles(io::FileSystem& files, const fs::path& scope)
{
    std::vector<std::string> names;
    const fs::path folder = historyFolder(scope);
    const auto entries = files.list(folder);
    if (!entries) {
        if (entries.error().code == ErrorCode::NotFound)
            return names;
        return about(folder, entries.error());
    }
    for (const io::DirectoryEntry& entry : *entries) {
        const std::string& name = entry.name.native();
        const bool isManifest = name.ends_with(".mhl") && !name.starts_with('.');
        if (isManifest || entry.name == chainFile(scope).filename())
            names.push_back(name);
    }
    return names;
}

/// What the manifests of `scope` are named after.
Result<std::string> scopeName(io::FileSystem& files, const fs::path& scope)
{
    fs::path named = scope.lexically_normal();
    if (!named.has_filename())
        named = named.parent_path();
    if (!named.has_filename() || named.filename() == "." || named.filename() == "..") {
        TAILSLATE_TRY(named, files.resolve(scope));
    }
    std::string name = named.filename().native();
    if (const char* reason = detail::xmlTextFault(name))
        return failure(
            ErrorCode::InvalidArgument,
            fmt::format("no manifest can be named after this folder, its name {}", reason), scope);
    return name;
}

} // namespace

Result<std::vector<Generation>> readHistory(io::FileSystem& files, const fs::path& scope)
{
    const fs::path folder = historyFolder(scope);
    TAILSLATE_TRY(const auto present, historyFiles(files, scope));
    if (present.empty())
        return failure(ErrorCode::NotFound, "there is no ASC MHL history", folder);
    const fs::path path = chainFile(scope);
    TAILSLATE_TRY(const std::string xml,
                  readListedFile(files, path, kLargestChain, "the history has no chain file"));
    const auto chain = chainFromXml(xml);
    if (!chain)
        return about(path, chain.error());

    std::vector<Generation> history;
    for (const ChainEntry& entry : *chain) {
        TAILSLATE_TRY(Generation generation, readGeneration(files, folder, entry));
        history.push_back(std::move(generation));
    }
    return history;
}

Result<SealedGeneration> appendGeneration(io::FileSystem& files, const fs::path& scope,
                                          const Manifest& manifest, TimePoint started)
{
    // Never make the scope itself: where a volume went away, its mount point would get a history.
    TAILSLATE_TRY(const io::FileInfo scopeInfo, files.info(scope));
    if (scopeInfo.kind != io::FileKind::Directory)
        return failure(ErrorCode::InvalidArgument, "a history belongs to a folder", scope);

    TAILSLATE_TRY(const std::string name, scopeName(files, scope));
    TAILSLATE_TRY(const std::string xml, toXml(manifest));

    // A manifest of the very name that the first generation gets was left by an attempt, begun at
    // the same moment, that did not get to the chain.
    TAILSLATE_TRY(const auto present, historyFiles(files, scope));
    const std::string ours = manifestFileName(1, name, started);
    const bool first = std::ranges::all_of(
        present, [&](const std::string& presentName) { return presentName == ours; });
    std::vector<ChainEntry> chain;
    if (!first) {
        TAILSLATE_TRY(const auto history, readHistory(files, scope));
        for (const Generation& generation : history)
            chain.push_back(generation.entry);
    }

    const auto generation = static_cast<std::uint32_t>(chain.size() + 1);
    const std::string fileName = manifestFileName(generation, name, started);
    const bool listed = std::ranges::any_of(
        chain, [&](const ChainEntry& entry) { return entry.fileName == fileName; });
    SealedGeneration sealed{.manifestPath = historyFolder(scope) / fileName,
                            .chainPath = chainFile(scope),
                            .generation = generation,
                            .c4 = c4Of(xml)};
    chain.push_back({.generation = generation, .fileName = fileName, .c4 = sealed.c4});

    // The manifest first: a chain must never list what is not there. A file of the same name that
    // the chain does not list is what an interrupted attempt left.
    TAILSLATE_CHECK(files.createFolders(historyFolder(scope)));
    TAILSLATE_CHECK(io::writeDurably(files, sealed.manifestPath, xml,
                                     listed ? io::Existing::Keep : io::Existing::Replace));
    TAILSLATE_CHECK(io::writeDurably(files, sealed.chainPath, chainToXml(chain),
                                     first ? io::Existing::Keep : io::Existing::Replace));
    return sealed;
}

} // namespace tailslate::mhl
