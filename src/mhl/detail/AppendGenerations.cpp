// SPDX-License-Identifier: Apache-2.0
#include "mhl/detail/AppendGenerations.h"

#include "base/DisplayText.h"
#include "mhl/detail/CheckManifest.h"
#include "mhl/detail/HistoryFiles.h"
#include "mhl/detail/ManifestName.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <ranges>
#include <string>
#include <utility>

namespace tailslate::mhl::detail {
namespace {

namespace fs = std::filesystem;

class Appender {
public:
    Appender(io::FileSystem& files, const fs::path& scope, const ScopeView& view,
             const std::vector<CheckedFile>& checked, const RenamedFolders& renamedFolders,
             FolderHashes folders, const CreatorInfo& creator, const jobs::JobContext& context)
        : m_files(files)
        , m_scope(scope)
        , m_view(view)
        , m_checked(checked)
        , m_renamedFolders(renamedFolders)
        , m_creator(creator)
        , m_context(context)
        , m_folders(std::move(folders))
    {
    }

    Result<void> run(CheckReport& report)
    {
        // Where the file system has no locks, somebody may have written while files were read.
        if (const auto unchanged = checkUnchanged(m_files, m_scope, m_view, m_context);
            !unchanged) {
            if (unchanged.error().code == ErrorCode::Cancelled)
                return std::unexpected(unchanged.error());
            report.appendFailed = true;
            report.notAppended = unchanged.error().describe();
            return {};
        }
        for (const auto& renamed : m_renamedFolders)
            m_folders.try_emplace(renamed.first);
        m_references.resize(m_view.nodeCount());
        for (std::size_t node = 0; node < m_view.nodeCount(); ++node) {
            auto sealed = append(node);
            if (!sealed && sealed.error().code == ErrorCode::Cancelled) {
                if (report.appended.empty())
                    return std::unexpected(std::move(sealed).error());
                report.cancelled = true;
                report.notAppended = sealed.error().message;
                return {};
            }
            if (!sealed) {
                report.appendFailed = true;
                report.notAppended = fmt::format("the history of {} could not be continued: {}",
                                                 displayText(m_scope / m_view.folder(node)),
                                                 sealed.error().describe());
                return {};
            }
            if (*sealed)
                report.appended.push_back(std::move(**sealed));
        }
        if (report.appended.empty())
            report.notAppended = "there is nothing to record";
        return {};
    }

private:
    /// @return Nothing when the node has nothing to record.
    Result<std::optional<SealedGeneration>> append(std::size_t node)
    {
        NodeFiles recorded(m_view, m_checked, node);
        const bool hasRenamedFolder =
            std::ranges::any_of(m_renamedFolders, [&](const auto& renamed) {
                return m_view.place(renamed.first).node == node;
            });
        if (m_view.isIgnored(node) ||
            (recorded.count() == 0 && m_references[node].empty() && !hasRenamedFolder &&
             !(m_checked.empty() && hasFolders(node))))
            return std::nullopt;
        Manifest manifest;
        manifest.creator = m_creator;
        manifest.process = Process::InPlace;
        manifest.ignorePatterns = m_view.patterns(node);
        manifest.references = std::move(m_references[node]);
        addFolders(manifest, node);
        TAILSLATE_TRY(SealedGeneration sealed,
                      appendGeneration(m_files, m_scope / m_view.folder(node), manifest, recorded,
                                       m_creator.created, m_context.stop));
        if (const auto parent = m_view.parentOf(node))
            m_references[*parent].push_back(
                {.path = std::string(pathBelow(m_view.folder(node), m_view.folder(*parent))) +
                         "/ascmhl/" + sealed.manifestPath.filename().native(),
                 .c4 = sealed.c4});
        return sealed;
    }

    /// Whether digests of folders that belong to a node are to be recorded.
    [[nodiscard]] bool hasFolders(std::size_t node) const
    {
        return std::ranges::any_of(m_folders, [&](const auto& folder) {
            return !folder.first.empty() && m_view.place(folder.first).node == node;
        });
    }

    void addFolders(Manifest& manifest, std::size_t node)
    {
        for (const auto& [path, hashes] : m_folders) {
            if (path == m_view.folder(node))
                manifest.rootHash = hashes;
            const HistoryTree::Place place = m_view.place(path);
            if (path.empty() || place.node != node)
                continue;
            DirectoryRecord record;
            record.path = place.path;
            record.content = hashes.content;
            record.structure = hashes.structure;
            if (const auto renamed = m_renamedFolders.find(path); renamed != m_renamedFolders.end())
                record.previousPath = renamed->second;
            if (const auto info = m_files.info(m_scope / path))
                record.modified = info->modified;
            manifest.directories.push_back(std::move(record));
        }
    }

    io::FileSystem& m_files;
    const fs::path& m_scope;
    const ScopeView& m_view;
    const std::vector<CheckedFile>& m_checked;
    const RenamedFolders& m_renamedFolders;
    const CreatorInfo& m_creator;
    const jobs::JobContext& m_context;
    FolderHashes m_folders;
    std::vector<std::vector<Reference>> m_references; ///< Of each node, to nested ones.
};

} // namespace

Result<std::vector<std::unique_ptr<io::FolderLock>>> lockScopes(io::FileSystem& files,
                                                                const fs::path& scope,
                                                                const ScopeView& view,
                                                                const jobs::JobContext& context)
{
    std::vector<std::unique_ptr<io::FolderLock>> locks;
    for (std::size_t node = 0; node < view.nodeCount(); ++node) {
        TAILSLATE_CHECK(context.checkStop());
        if (view.isIgnored(node))
            continue;
        TAILSLATE_TRY(auto lock, files.lockFolder(scope / view.folder(node)));
        locks.push_back(std::move(lock));
    }
    return locks;
}

Result<void> checkUnchanged(io::FileSystem& files, const fs::path& scope, const ScopeView& view,
                            const jobs::JobContext& context)
{
    for (std::size_t node = 0; node < view.nodeCount(); ++node) {
        TAILSLATE_CHECK(context.checkStop());
        if (view.isIgnored(node))
            continue;
        const fs::path folder = scope / view.folder(node);
        std::vector<ChainEntry> chain;
        if (auto now = readChain(files, folder))
            chain = std::move(*now);
        else if (now.error().code != ErrorCode::NotFound)
            return std::unexpected(std::move(now).error());
        if (!std::ranges::equal(chain, view.history(node).generations(),
                                [](const ChainEntry& entry, const LoadedGeneration& generation) {
                                    return entry.fileName == generation.entry.fileName &&
                                           entry.c4 == generation.entry.c4;
                                }))
            return failure(ErrorCode::AlreadyExists,
                           "another program has just written to this history; do this again",
                           historyFolder(folder));
    }
    return {};
}

Result<void> checkHeads(io::FileSystem& files, const fs::path& scope, const ScopeView& view,
                        const CreatorInfo& creator, const jobs::JobContext& context)
{
    for (std::size_t node = 0; node < view.nodeCount(); ++node) {
        TAILSLATE_CHECK(context.checkStop());
        if (view.isIgnored(node))
            continue;
        TAILSLATE_CHECK(nameOfScope(files, scope / view.folder(node)));
        Manifest head;
        head.creator = creator;
        head.ignorePatterns = view.patterns(node);
        TAILSLATE_CHECK(checkManifest(head));
    }
    return {};
}

Result<void> appendGenerations(io::FileSystem& files, const fs::path& scope, const ScopeView& view,
                               const std::vector<CheckedFile>& checked,
                               const RenamedFolders& renamedFolders, FolderHashes folders,
                               const CreatorInfo& creator, const jobs::JobContext& context,
                               CheckReport& report)
{
    return Appender(files, scope, view, checked, renamedFolders, std::move(folders), creator,
                    context)
        .run(report);
}

} // namespace tailslate::mhl::detail
