// SPDX-License-Identifier: Apache-2.0
#include "mhl/Rename.h"

#include "mhl/detail/AppendGenerations.h"
#include "mhl/detail/CheckedFiles.h"
#include "mhl/detail/FileHasher.h"
#include "mhl/detail/ScopeView.h"
#include "mhl/detail/XmlText.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace tailslate::mhl {
namespace {

namespace fs = std::filesystem;

std::string_view lastNameOf(std::string_view path)
{
    return path.substr(path.rfind('/') + 1);
}

/// A recorded file that is not where it was.
struct Lost {
    std::string path;
    detail::ScopeView::Record record;
    RecordedDigest reference; ///< In the fastest format.
    std::optional<std::uint64_t> size;
    std::vector<std::size_t> candidates; ///< Files that may be it.
    std::optional<std::size_t> found;    ///< The file that is.
};

class RenameRecorder {
public:
    RenameRecorder(io::FileSystem& files, const Clock& clock, const CheckRequest& request,
                   const jobs::JobContext& context)
        : m_files(files)
        , m_clock(clock)
        , m_request(request)
        , m_context(context)
        , m_creator(request.creator)
    {
        m_creator.created = clock.now();
    }

    Result<RenameReport> run(std::span<const Renaming> renames)
    {
        TAILSLATE_TRY(m_scope, m_files.resolve(m_request.scope));
        TAILSLATE_TRY(m_view, detail::ScopeView::open(m_files, m_scope, m_request.ignore, nullptr,
                                                      m_context));
        m_report.problems = m_view->problems();
        m_report.hasHistory = m_view->history(m_view->nodeCount() - 1).exists();
        if (!m_report.hasHistory)
            return std::move(m_report);
        if (std::ranges::any_of(m_report.problems, [](const HistoryProblem& problem) {
                return isFatal(problem.fault);
            })) {
            m_report.notAppended = "the history is damaged, and a damaged history is not continued";
            return std::move(m_report);
        }
        TAILSLATE_TRY(const auto locks, detail::lockScopes(m_files, m_scope, *m_view));
        collect();
        if (renames.empty())
            findCandidates();
        else
            for (const Renaming& renaming : renames)
                take(renaming);
        TAILSLATE_CHECK(readCandidates());
        match();
        findRenamedFolders(renames);
        TAILSLATE_CHECK(append());
        reportOpen(renames.empty());
        return std::move(m_report);
    }

private:
    void collect()
    {
        for (const std::string& path : m_view->listing().files) {
            m_byPath.emplace(path, m_checked.size());
            detail::CheckedFile& file = m_checked.emplace_back();
            file.path = path;
            file.node = m_view->place(path).node;
            file.record = m_view->find(path);
        }
        for (std::size_t node = 0; node < m_view->nodeCount(); ++node) {
            const LoadedHistory& history = m_view->history(node);
            for (LoadedHistory::FileId id = 0; id < history.fileCount(); ++id)
                addIfLost({.node = node, .file = id});
        }
    }

    void addIfLost(const detail::ScopeView::Record& record)
    {
        std::string path = m_view->pathOf(record);
        if (m_byPath.contains(path) || m_view->ignores(path, false))
            return;
        const LoadedHistory& history = m_view->history(record.node);
        const auto algorithms = history.algorithms(record.file);
        if (algorithms.empty()) {
            addOpen(std::move(path), Verdict::Missing, "no usable digest of it is recorded");
            return;
        }
        m_lost.push_back({.path = std::move(path),
                          .record = record,
                          .reference = *history.reference(record.file, algorithms.front()),
                          .size = history.file(record.file).size,
                          .candidates = {},
                          .found = std::nullopt});
    }

    void addOpen(std::string path, Verdict verdict, std::string message)
    {
        m_report.open.push_back({.path = std::move(path),
                                 .verdict = verdict,
                                 .isFolder = false,
                                 .recorded = false,
                                 .message = std::move(message)});
    }

    /// New files of the same history and of the same size may be the lost one.
    void findCandidates()
    {
        std::unordered_multimap<std::uint64_t, std::size_t> bySize;
        for (std::size_t i = 0; i < m_checked.size(); ++i)
            if (!m_checked[i].record)
                if (const auto info = m_files.info(m_scope / m_checked[i].path))
                    bySize.emplace(info->size, i);
        for (Lost& lost : m_lost) {
            // An empty file has no size in manifests of the reference implementation.
            const auto [begin, end] = bySize.equal_range(lost.size.value_or(0));
            for (auto file = begin; file != end; ++file)
                if (m_checked[file->second].node == lost.record.node)
                    propose(lost, file->second);
        }
    }

    void propose(Lost& lost, std::size_t index)
    {
        lost.candidates.push_back(index);
        detail::CheckedFile& file = m_checked[index];
        const hash::Algorithm algorithm = lost.reference.digest.algorithm();
        if (std::ranges::find(file.toCompute, algorithm) == file.toCompute.end())
            file.toCompute.push_back(algorithm);
    }

    /// What the operator says was renamed, a folder file by file.
    void take(const Renaming& renaming)
    {
        bool known = false;
        for (Lost& lost : m_lost) {
            if (!detail::isInside(lost.path, renaming.from))
                continue;
            known = true;
            const std::string to = renaming.to + lost.path.substr(renaming.from.size());
            const auto file = m_byPath.find(to);
            if (file == m_byPath.end())
                addOpen(lost.path, Verdict::Missing, "there is no file " + to);
            else if (m_checked[file->second].record)
                addOpen(lost.path, Verdict::Missing, "the history knows another file as " + to);
            else if (m_checked[file->second].node != lost.record.node)
                addOpen(lost.path, Verdict::Missing, "another history holds " + to);
            else
                propose(lost, file->second);
        }
        if (!known && !isLostFolder(renaming.from))
            addOpen(renaming.from, Verdict::NoReference,
                    m_byPath.contains(renaming.from) ? "it is still there under the old name"
                                                     : "the history does not know it");
    }

    [[nodiscard]] bool isOnDisk(std::string_view folder) const
    {
        return std::ranges::find(m_view->listing().folders, folder) !=
               m_view->listing().folders.end();
    }

    [[nodiscard]] bool isLostFolder(std::string_view folder) const
    {
        const HistoryTree::Place place = m_view->place(folder);
        return m_view->history(place.node).folder(place.path) != nullptr && !isOnDisk(folder);
    }

    Result<void> readCandidates()
    {
        std::vector<std::size_t> order;
        for (std::size_t i = 0; i < m_checked.size(); ++i)
            if (!m_checked[i].toCompute.empty() && !detail::xmlTextFault(m_checked[i].path))
                order.push_back(i);
        m_context.progress.setTotals(0, order.size());
        detail::FileHasher hasher(m_files, m_clock, m_scope);
        hasher.forEach(order.size(), [&](std::size_t item, std::size_t member) {
            if (m_context.stop.stop_requested())
                return;
            detail::CheckedFile& file = m_checked[order[item]];
            auto read = hasher.read(m_scope / file.path, file.toCompute, member, m_context);
            if (read)
                file.read = std::move(*read);
            else
                file.error = std::move(read).error();
            m_context.progress.addItems(1);
        });
        return m_context.checkStop();
    }

    [[nodiscard]] bool fits(const Lost& lost, std::size_t index) const
    {
        const auto& read = m_checked[index].read;
        return read &&
               std::ranges::find(read->digests, lost.reference.digest) != read->digests.end();
    }

    /// First those with the same last name, then the rest; a file is found once.
    void match()
    {
        std::vector<std::size_t> claims(m_checked.size());
        for (const bool sameName : {true, false}) {
            std::ranges::fill(claims, 0);
            for (Lost& lost : m_lost) {
                std::erase_if(lost.candidates, [&](std::size_t index) {
                    return !fits(lost, index) || m_checked[index].previousPath;
                });
                for (const std::size_t index : lost.candidates)
                    if (!lost.found && mayBe(lost, index, sameName))
                        ++claims[index];
            }
            for (Lost& lost : m_lost)
                settle(lost, claims, sameName);
        }
    }

    [[nodiscard]] bool mayBe(const Lost& lost, std::size_t index, bool sameName) const
    {
        return !sameName || lastNameOf(lost.path) == lastNameOf(m_checked[index].path);
    }

    void settle(Lost& lost, const std::vector<std::size_t>& claims, bool sameName)
    {
        std::vector<std::size_t> fitting;
        for (const std::size_t index : lost.candidates)
            if (mayBe(lost, index, sameName))
                fitting.push_back(index);
        if (lost.found || fitting.size() != 1 || claims[fitting[0]] != 1)
            return;
        detail::CheckedFile& file = m_checked[fitting[0]];
        if (file.read->how == io::Transfer::Cached)
            return;
        lost.found = fitting[0];
        file.record = lost.record;
        file.previousPath =
            std::string(detail::pathBelow(lost.path, m_view->folder(lost.record.node)));
        file.recordable = true;
    }

    /// Where the files of each folder went; nothing for a folder whose files are not all found, or
    /// went apart.
    [[nodiscard]] std::map<std::string_view, std::optional<std::string>> whereFilesWent() const
    {
        std::map<std::string_view, std::optional<std::string>> targets;
        for (const Lost& lost : m_lost) {
            const std::string_view old = lost.path;
            const std::string_view now = lost.found ? m_checked[*lost.found].path : "";
            for (std::size_t slash = old.rfind('/'); slash != old.npos && slash > 0;
                 slash = old.rfind('/', slash - 1)) {
                const std::string_view below = old.substr(slash);
                std::optional<std::string> target;
                if (now.size() > below.size() && now.ends_with(below))
                    target = now.substr(0, now.size() - below.size());
                const auto [known, isFirst] = targets.try_emplace(old.substr(0, slash), target);
                if (!isFirst && known->second != target)
                    known->second.reset();
            }
        }
        return targets;
    }

    /// A folder that held no file goes where the operator says, or with the folder around it.
    void findRenamedFolders(std::span<const Renaming> renames)
    {
        auto targets = whereFilesWent();
        for (const Renaming& renaming : renames)
            if (isLostFolder(renaming.from))
                targets.try_emplace(renaming.from, renaming.to);
        const std::unordered_set<std::string_view> onDisk(m_view->listing().folders.begin(),
                                                          m_view->listing().folders.end());
        for (std::size_t node = 0; node < m_view->nodeCount(); ++node) {
            const LoadedHistory& history = m_view->history(node);
            for (const std::string_view recorded : history.folders()) {
                const std::string path = detail::joinedPath(m_view->folder(node), recorded);
                if (onDisk.contains(path) || m_view->ignores(path, true))
                    continue;
                const auto target = targetOf(path, targets);
                if (!target || !onDisk.contains(*target))
                    continue;
                const HistoryTree::Place place = m_view->place(*target);
                if (place.node != node || history.folder(place.path) != nullptr ||
                    !m_renamedFolders.emplace(*target, recorded).second)
                    continue;
                m_report.renamedFolders.push_back({.from = path, .to = *target});
            }
        }
    }

    static std::optional<std::string>
    targetOf(std::string_view folder,
             const std::map<std::string_view, std::optional<std::string>>& targets)
    {
        for (std::size_t end = folder.size(); end != folder.npos && end > 0;
             end = folder.rfind('/', end - 1))
            if (const auto target = targets.find(folder.substr(0, end)); target != targets.end()) {
                if (!target->second)
                    return std::nullopt;
                return *target->second + std::string(folder.substr(end));
            }
        return std::nullopt;
    }

    Result<void> append()
    {
        if (m_renamedFolders.empty() &&
            std::ranges::none_of(m_lost, [](const Lost& lost) { return lost.found.has_value(); }))
            return {};
        CheckReport appended;
        TAILSLATE_CHECK(detail::appendGenerations(m_files, m_scope, *m_view, m_checked,
                                                  m_renamedFolders, m_creator, m_context,
                                                  appended));
        m_report.appended = std::move(appended.appended);
        m_report.notAppended = std::move(appended.notAppended);
        m_report.appendFailed = appended.appendFailed;
        return {};
    }

    /// What fits nothing. @param all Also what is new: nobody said which files are meant.
    void reportOpen(bool all)
    {
        for (const Lost& lost : m_lost) {
            if (lost.found)
                m_report.renamed.push_back(
                    {.from = lost.path, .to = std::string(m_checked[*lost.found].path)});
            else if (all || !lost.candidates.empty())
                addOpen(lost.path, Verdict::Missing,
                        lost.candidates.empty() ? ""
                                                : "several files have its bytes, or it could "
                                                  "not be read past the page cache");
        }
        for (const detail::CheckedFile& file : m_checked) {
            if (file.record)
                continue;
            if (detail::xmlTextFault(file.path) && !file.toCompute.empty())
                addOpen(std::string(file.path), Verdict::Unreadable,
                        "no manifest can hold this name");
            else if (file.error)
                addOpen(std::string(file.path), Verdict::Unreadable, file.error->describe());
            else if (!all && file.read)
                addOpen(std::string(file.path), Verdict::Mismatch,
                        "its bytes are not those that are recorded under the old name");
            else if (all)
                addOpen(std::string(file.path), Verdict::New, "");
        }
    }

    io::FileSystem& m_files;
    const Clock& m_clock;
    const CheckRequest& m_request;
    const jobs::JobContext& m_context;
    CreatorInfo m_creator;
    fs::path m_scope;
    std::optional<detail::ScopeView> m_view;
    std::vector<detail::CheckedFile> m_checked;
    std::unordered_map<std::string_view, std::size_t> m_byPath; ///< Of m_checked.
    std::vector<Lost> m_lost;
    detail::RenamedFolders m_renamedFolders;
    RenameReport m_report;
};

} // namespace

Result<RenameReport> recordRenames(io::FileSystem& files, const Clock& clock,
                                   const CheckRequest& request, std::span<const Renaming> renames,
                                   const jobs::JobContext& context)
{
    return RenameRecorder(files, clock, request, context).run(renames);
}

} // namespace tailslate::mhl
