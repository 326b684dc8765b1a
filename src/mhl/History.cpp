// SPDX-License-Identifier: Apache-2.0
#include "mhl/History.h"

#include "io/DurableFile.h"
#include "mhl/detail/HistoryFiles.h"
#include "mhl/detail/ManifestName.h"
#include "mhl/detail/ManifestWriter.h"
#include "mhl/detail/PutManifest.h"
#include "mhl/detail/RecordedFiles.h"

#include <algorithm>
#include <utility>

namespace tailslate::mhl {
namespace {

namespace fs = std::filesystem;

/// Takes a manifest back that certainly got no line in the chain: a first generation without a
/// chain could not be told from a history that lost it.
void removeUnlisted(io::FileSystem& files, const fs::path& scope, const std::string& fileName)
{
    const auto chain = detail::readChainFile(files, detail::chainFile(scope), "no chain file");
    const bool isCertain =
        chain ? std::ranges::none_of(
                    *chain, [&](const ChainEntry& entry) { return entry.fileName == fileName; })
              : chain.error().code == ErrorCode::NotFound;
    if (isCertain)
        static_cast<void>(files.remove(detail::historyFolder(scope) / fileName));
}

Result<SealedGeneration> append(io::FileSystem& files, const fs::path& scope,
                                const Manifest& manifest, FileSource& recorded, TimePoint started,
                                const std::stop_token& stop)
{
    // Never make the scope itself: where a volume went away, its mount point would get a history.
    TAILSLATE_TRY(const io::FileInfo scopeInfo, files.info(scope));
    if (scopeInfo.kind != io::FileKind::Directory)
        return failure(ErrorCode::InvalidArgument, "a history belongs to a folder", scope);

    TAILSLATE_TRY(const std::string name, detail::nameOfScope(files, scope));
    TAILSLATE_TRY(const auto writer, detail::ManifestWriter::prepare(manifest, recorded));

    // A manifest of the very name that the first generation gets was left by an attempt, begun at
    // the same moment, that did not get to the chain.
    TAILSLATE_TRY(const auto present, detail::historyFiles(files, scope));
    const std::string ours = manifestFileName(1, name, started);
    const bool first = std::ranges::all_of(
        present, [&](const std::string& presentName) { return presentName == ours; });
    std::vector<ChainEntry> chain;
    if (!first) {
        TAILSLATE_TRY(chain, detail::readChain(files, scope));
        for (const ChainEntry& entry : chain)
            TAILSLATE_CHECK(detail::checkGeneration(files, scope, entry));
    }

    const auto generation = static_cast<std::uint32_t>(chain.size() + 1);
    const std::string fileName = manifestFileName(generation, name, started);
    const bool listed = std::ranges::any_of(
        chain, [&](const ChainEntry& entry) { return entry.fileName == fileName; });
    const fs::path manifestPath = detail::historyFolder(scope) / fileName;
    const fs::path chainPath = detail::chainFile(scope);

    // The manifest first: a chain must never list what is not there. A file of the same name that
    // the chain does not list is what an interrupted attempt left.
    TAILSLATE_CHECK(files.createFolders(detail::historyFolder(scope)));
    TAILSLATE_TRY(const hash::Digest c4,
                  detail::putManifest(files, manifestPath, writer, stop,
                                      listed ? io::Existing::Keep : io::Existing::Replace));
    chain.push_back({.generation = generation, .fileName = fileName, .c4 = c4});
    const auto written = io::writeDurably(files, chainPath, chainToXml(chain),
                                          first ? io::Existing::Keep : io::Existing::Replace);
    if (!written) {
        removeUnlisted(files, scope, fileName);
        return std::unexpected(written.error());
    }
    return SealedGeneration{
        .manifestPath = manifestPath, .chainPath = chainPath, .generation = generation, .c4 = c4};
}

} // namespace

Result<std::vector<Generation>> readHistory(io::FileSystem& files, const fs::path& scope)
{
    TAILSLATE_TRY(const auto chain, detail::readChain(files, scope));
    std::vector<Generation> history;
    for (const ChainEntry& entry : chain) {
        TAILSLATE_TRY(Manifest manifest, detail::readGeneration(files, scope, entry));
        history.push_back({.entry = entry, .manifest = std::move(manifest)});
    }
    return history;
}

Result<std::vector<Generation>> readHistory(io::FileSystem& files, const fs::path& scope,
                                            RecordSink& records, const std::stop_token& stop)
{
    TAILSLATE_TRY(const auto chain, detail::readChain(files, scope));
    std::vector<Generation> history;
    for (const ChainEntry& entry : chain) {
        TAILSLATE_TRY(Manifest head, detail::readGeneration(files, scope, entry, records, stop));
        history.push_back({.entry = entry, .manifest = std::move(head)});
    }
    return history;
}

Result<SealedGeneration> appendGeneration(io::FileSystem& files, const fs::path& scope,
                                          const Manifest& manifest, TimePoint started)
{
    detail::RecordedFiles recorded(manifest.files);
    return append(files, scope, manifest, recorded, started, {});
}

Result<SealedGeneration> appendGeneration(io::FileSystem& files, const fs::path& scope,
                                          const Manifest& manifest, FileSource& recorded,
                                          TimePoint started, const std::stop_token& stop)
{
    if (!manifest.files.empty())
        return failure(ErrorCode::InvalidArgument,
                       "the files of a manifest come from one place or the other", scope);
    return append(files, scope, manifest, recorded, started, stop);
}

} // namespace tailslate::mhl
