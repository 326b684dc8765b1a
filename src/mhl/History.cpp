// SPDX-License-Identifier: Apache-2.0
#include "mhl/History.h"

#include "base/Uuid.h"
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

/// Writes one generation.
class Append {
public:
    Append(io::FileSystem& files, const fs::path& scope, FileSource& recorded,
           const detail::ManifestWriter& writer, const std::stop_token& stop)
        : m_files(files)
        , m_scope(scope)
        , m_recorded(recorded)
        , m_writer(writer)
        , m_stop(stop)
    {
    }

    /// A history that begins is made ready under another name and then renamed: whoever dies
    /// meanwhile leaves a whole history or none.
    Result<SealedGeneration> begin(const std::string& fileName)
    {
        const fs::path folder = detail::historyFolder(m_scope);
        const fs::path unfinished =
            m_scope / (".ascmhl." + Uuid::generate(TimePoint{}).toString() + ".tailslate-part");
        removeUnfinished();
        TAILSLATE_CHECK(m_files.createFolders(unfinished));
        auto sealed = write(unfinished, fileName, {}, io::Existing::Keep);
        if (sealed) {
            const auto renamed = m_files.renameWithoutReplacing(unfinished, folder);
            if (!renamed)
                sealed = std::unexpected(renamed.error());
        }
        if (!sealed) {
            remove(unfinished);
            Error error = std::move(sealed).error();
            if (error.path.parent_path() == unfinished) // What nobody will find there.
                error.path = folder / error.path.filename();
            return std::unexpected(std::move(error));
        }
        TAILSLATE_CHECK(m_files.syncFolder(m_scope));
        sealed->manifestPath = folder / fileName;
        sealed->chainPath = detail::chainFile(m_scope);
        return sealed;
    }

    /// Adds to a history that is there, or to a folder that is to hold one.
    Result<SealedGeneration> goOn(const std::string& fileName, std::vector<ChainEntry> chain)
    {
        const bool listed = std::ranges::any_of(
            chain, [&](const ChainEntry& entry) { return entry.fileName == fileName; });
        const fs::path folder = detail::historyFolder(m_scope);
        TAILSLATE_CHECK(m_files.createFolders(folder));
        auto sealed = write(folder, fileName, std::move(chain),
                            listed ? io::Existing::Keep : io::Existing::Replace);
        if (!sealed && m_hasManifest)
            removeUnlisted(m_files, m_scope, fileName);
        return sealed;
    }

private:
    /// The manifest first: a chain must never list what is not there. A file of the same name that
    /// the chain does not list is what an interrupted attempt left.
    Result<SealedGeneration> write(const fs::path& folder, const std::string& fileName,
                                   std::vector<ChainEntry> chain, io::Existing existing)
    {
        const bool first = chain.empty();
        const fs::path manifestPath = folder / fileName;
        const fs::path chainPath = folder / detail::chainFile(m_scope).filename();
        TAILSLATE_TRY(const hash::Digest c4,
                      detail::putManifest(m_files, manifestPath, m_writer, m_stop, existing));
        m_hasManifest = true;
        const auto generation = static_cast<std::uint32_t>(chain.size() + 1);
        chain.push_back({.generation = generation, .fileName = fileName, .c4 = c4});
        TAILSLATE_CHECK(io::writeDurably(m_files, chainPath, chainToXml(chain),
                                         first ? io::Existing::Keep : io::Existing::Replace));
        return SealedGeneration{.manifestPath = manifestPath,
                                .chainPath = chainPath,
                                .generation = generation,
                                .c4 = c4};
    }

    /// What attempts left that died, unless it is content: a card may bring such a folder.
    void removeUnfinished()
    {
        const auto entries = m_files.list(m_scope);
        if (!entries)
            return;
        for (const io::DirectoryEntry& entry : *entries)
            if (entry.kind == io::FileKind::Directory &&
                detail::isUnfinishedHistory(entry.name.native()) && !records(entry.name.native()))
                remove(m_scope / entry.name);
    }

    /// Whether the generation records something in a folder of the scope.
    [[nodiscard]] bool records(const std::string& folder)
    {
        for (std::size_t i = 0; i < m_recorded.count(); ++i)
            if (m_recorded.at(i).path.starts_with(folder + '/'))
                return true;
        return false;
    }

    /// Only what can be ours. The first error is the one worth telling; what stays is no content of
    /// the scope.
    void remove(const fs::path& unfinished)
    {
        if (const auto entries = m_files.list(unfinished))
            for (const io::DirectoryEntry& entry : *entries)
                if (entry.kind == io::FileKind::Regular &&
                    (entry.name.extension() == ".mhl" || entry.name.extension() == ".part" ||
                     entry.name == detail::chainFile(m_scope).filename()))
                    static_cast<void>(m_files.remove(unfinished / entry.name));
        static_cast<void>(m_files.remove(unfinished));
    }

    io::FileSystem& m_files;
    const fs::path& m_scope;
    FileSource& m_recorded;
    const detail::ManifestWriter& m_writer;
    const std::stop_token& m_stop;
    bool m_hasManifest = false;
};

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

    TAILSLATE_TRY(const auto present, detail::historyFiles(files, scope));
    const std::string ours = manifestFileName(1, name, started);
    Append append(files, scope, recorded, writer, stop);
    const auto there = files.info(detail::historyFolder(scope));
    if (!there && there.error().code == ErrorCode::NotFound)
        return append.begin(ours);

    // A manifest of the very name that the first generation gets was left by an attempt, begun at
    // the same moment, that did not get to the chain.
    std::vector<ChainEntry> chain;
    if (std::ranges::any_of(present, [&](const std::string& other) { return other != ours; })) {
        TAILSLATE_TRY(chain, detail::readChain(files, scope));
        for (const ChainEntry& entry : chain)
            TAILSLATE_CHECK(detail::checkGeneration(files, scope, entry));
    }
    const auto generation = static_cast<std::uint32_t>(chain.size() + 1);
    return append.goOn(manifestFileName(generation, name, started), std::move(chain));
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
