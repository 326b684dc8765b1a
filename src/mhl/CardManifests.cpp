// SPDX-License-Identifier: Apache-2.0
#include "mhl/CardManifests.h"

#include "mhl/detail/HistoryFiles.h"
#include "mhl/detail/SourceDigestsBuilder.h"
#include "mhl/LegacyManifest.h"
#include "mhl/LoadedHistory.h"

#include <algorithm>
#include <utility>

namespace tailslate::mhl {
namespace {

namespace fs = std::filesystem;

/// Reads what lies on one card into a builder. Paths are relative to the card.
class CardReader {
public:
    CardReader(io::FileSystem& files, const fs::path& root, const std::stop_token& stop)
        : m_files(files)
        , m_root(root)
        , m_stop(stop)
    {
    }

    /// @param histories See readCardManifests().
    Result<SourceDigests> read(const std::vector<std::string>& histories)
    {
        TAILSLATE_TRY(const auto top, m_files.list(m_root));
        readFolder({}, top);
        for (const io::DirectoryEntry& entry : top) {
            if (!isSearched(entry) || m_stop.stop_requested())
                continue;
            const auto below = m_files.list(m_root / entry.name);
            if (!below) {
                m_digests.addProblem(entry.name, below.error().message);
                continue;
            }
            readFolder(entry.name, *below);
            for (const io::DirectoryEntry& second : *below)
                if (isSearched(second) && hasHistory(entry.name / second.name))
                    readHistoryOf(entry.name / second.name);
        }
        for (const std::string& scope : histories) {
            const bool isDeep = std::ranges::count(scope, '/') >= 2; // Others were read.
            if (isDeep && !m_stop.stop_requested())
                readHistoryOf(scope);
        }
        if (m_stop.stop_requested()) // What was not read any more is no problem of the card.
            return failure(ErrorCode::Cancelled, "stopped by the operator");
        return std::move(m_digests).finish();
    }

private:
    static bool isSearched(const io::DirectoryEntry& entry)
    {
        return entry.kind == io::FileKind::Directory && entry.name != detail::kHistoryFolder;
    }

    /// A history behind a link is not read, and that is a problem to name.
    static bool isFolderOrLink(io::FileKind kind)
    {
        return kind == io::FileKind::Directory || kind == io::FileKind::Symlink;
    }

    /// Cards of FAT have names in capitals.
    static bool isLegacyManifest(const io::DirectoryEntry& entry)
    {
        std::string extension = entry.name.extension().native();
        std::ranges::transform(extension, extension.begin(), [](char c) {
            return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        });
        return entry.kind == io::FileKind::Regular && extension == ".mhl" &&
               !entry.name.native().starts_with('.');
    }

    [[nodiscard]] bool hasHistory(const fs::path& scope)
    {
        const auto info = m_files.info(detail::historyFolder(m_root / scope));
        return info && isFolderOrLink(info->kind);
    }

    /// The history and the legacy manifests of one folder.
    void readFolder(const fs::path& folder, const std::vector<io::DirectoryEntry>& entries)
    {
        for (const io::DirectoryEntry& entry : entries) {
            if (isFolderOrLink(entry.kind) && entry.name == detail::kHistoryFolder)
                readHistoryOf(folder);
            else if (isLegacyManifest(entry))
                readLegacy(folder, folder / entry.name);
        }
    }

    void readHistoryOf(const fs::path& scope)
    {
        if (const auto chain = detail::readChain(m_files, m_root / scope); !chain) {
            m_digests.addProblem(scope / detail::kHistoryFolder, chain.error().message);
            return;
        }
        const auto history = LoadedHistory::load(m_files, m_root / scope, m_stop);
        if (!history)
            return;
        for (const HistoryProblem& problem : history->problems())
            if (isFatal(problem.fault))
                m_digests.addProblem(problem.path.lexically_relative(m_root), problem.message);
        m_digests.beginSource();
        std::vector<std::size_t> manifests;
        for (const LoadedGeneration& generation : history->generations())
            manifests.push_back(generation.usable
                                    ? m_digests.addManifest(scope / detail::kHistoryFolder /
                                                            generation.entry.fileName)
                                    : 0);
        for (LoadedHistory::FileId id = 0; id < history->fileCount(); ++id) {
            if (m_stop.stop_requested())
                return;
            addFile(scope, *history, id, manifests);
        }
    }

    /// A file of a history under the name that it has now.
    /// @param manifests The number of each generation.
    void addFile(const fs::path& scope, const LoadedHistory& history, LoadedHistory::FileId id,
                 const std::vector<std::size_t>& manifests)
    {
        const RecordedFile file = history.file(id);
        if (file.previousPath) // Whatever has that name now is another file.
            m_digests.forget(scope, *file.previousPath);
        for (const RecordedDigest& recorded : history.digests(id)) {
            if (recorded.path != file.path)
                m_digests.forget(scope, recorded.path);
            if (recorded.action != Action::Failed)
                m_digests.add(manifests[recorded.generation - 1], scope, file.path, recorded.digest,
                              false);
        }
    }

    void readLegacy(const fs::path& folder, const fs::path& path)
    {
        const auto manifest = readLegacyFile(m_files, m_root / path, m_stop);
        if (!manifest) {
            m_digests.addProblem(path, manifest.error().message);
            return;
        }
        m_digests.beginSource();
        const std::size_t number = m_digests.addManifest(path);
        for (const LegacyFile& file : manifest->files) {
            if (m_stop.stop_requested())
                return;
            for (const hash::Digest& digest : file.digests)
                m_digests.add(number, folder, file.path, digest,
                              file.eitherByteOrder && digest.algorithm() == hash::Algorithm::Xxh64);
        }
    }

    io::FileSystem& m_files;
    const fs::path& m_root;
    const std::stop_token& m_stop;
    detail::SourceDigestsBuilder m_digests;
};

} // namespace

Result<SourceDigests> readCardManifests(io::FileSystem& files, const fs::path& cardRoot,
                                        const std::stop_token& stop,
                                        const std::vector<std::string>& histories)
{
    return CardReader(files, cardRoot, stop).read(histories);
}

} // namespace tailslate::mhl
