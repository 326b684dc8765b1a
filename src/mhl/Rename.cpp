// SPDX-License-Identifier: Apache-2.0
#include "mhl/Rename.h"

#include "hash/Hasher.h"
#include "mhl/detail/AbsentPaths.h"
#include "mhl/detail/AppendGenerations.h"
#include "mhl/detail/CheckedFiles.h"
#include "mhl/detail/FileHasher.h"
#include "mhl/detail/PairRenames.h"
#include "mhl/detail/ScopeView.h"
#include "mhl/detail/XmlText.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace tailslate::mhl {
namespace {

namespace fs = std::filesystem;

/// A recorded file that is not where it was.
struct Lost {
    std::string path;
    detail::ScopeView::Record record;
    RecordedDigest reference; ///< In the fastest format.
    std::optional<std::uint64_t> size;
    std::optional<std::size_t> named; ///< The file that the operator says it is.
    std::optional<std::size_t> found; ///< The file that it is.
    std::string whyOpen;              ///< What there is to say of one that was not found.
};

/// A recorded file that nobody could look for.
struct Hidden {
    std::string path;
    const char* reason = nullptr;
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
        TAILSLATE_CHECK(checkNames(renames));
        TAILSLATE_TRY(m_scope, m_files.resolve(m_request.scope));
        TAILSLATE_TRY(m_view, detail::ScopeView::open(m_files, m_scope, m_request.ignore, nullptr,
                                                      m_context));
        m_report.problems = m_view->problems();
        m_report.hasHistory = m_view->history(m_view->nodeCount() - 1).exists();
        if (!m_report.hasHistory)
            return std::move(m_report);
        if (std::ranges::any_of(m_report.problems, [](const HistoryProblem& problem) {
                return isFatal(problem.fault) && problem.fault != HistoryFault::ReferenceMoved;
            })) {
            m_report.notAppended = "the history is damaged, and a damaged history is not continued";
            return std::move(m_report);
        }
        TAILSLATE_TRY(const auto locks, detail::lockScopes(m_files, m_scope, *m_view, m_context));
        TAILSLATE_CHECK(detail::checkUnchanged(m_files, m_scope, *m_view, m_context));
        m_absent.emplace(m_view->listing());
        TAILSLATE_CHECK(collect(renames));
        if (renames.empty())
            TAILSLATE_CHECK(findCandidates());
        else
            for (const Renaming& renaming : renames)
                take(renaming);
        TAILSLATE_CHECK(readCandidates());
        if (renames.empty())
            TAILSLATE_CHECK(pairAll());
        else
            settleNamed();
        TAILSLATE_CHECK(findRenamedFolders(renames));
        TAILSLATE_CHECK(append());
        reportOpen(renames.empty());
        return std::move(m_report);
    }

private:
    static Result<void> checkNames(std::span<const Renaming> renames)
    {
        std::set<std::string_view> olds;
        for (const Renaming& renaming : renames) {
            if (renaming.from.empty() || renaming.to.empty())
                return failure(
                    ErrorCode::InvalidArgument,
                    "the folder of a history has no name in it; name what lies in it, or "
                    "record this in the history of the folder around it");
            if (renaming.from == renaming.to)
                return failure(ErrorCode::InvalidArgument, "the old and the new name are the same",
                               renaming.from);
            if (!olds.insert(renaming.from).second)
                return failure(ErrorCode::InvalidArgument, "two new names for one old name",
                               renaming.from);
        }
        return {};
    }

    Result<void> collect(std::span<const Renaming> renames)
    {
        for (const std::string& path : m_view->listing().files) {
            TAILSLATE_CHECK(m_context.checkStop());
            m_byPath.emplace(path, m_checked.size());
            detail::CheckedFile& file = m_checked.emplace_back();
            file.path = path;
            file.node = m_view->place(path).node;
            file.record = m_view->find(path);
        }
        for (const HistoryTree::MovedScope& moved : m_view->movedScopes())
            if (isMeant(moved, renames))
                m_moved.push_back(&moved);
        for (std::size_t node = 0; node < m_view->nodeCount(); ++node) {
            const LoadedHistory& history = m_view->history(node);
            for (LoadedHistory::FileId id = 0; id < history.fileCount(); ++id) {
                TAILSLATE_CHECK(m_context.checkStop());
                addIfLost({.node = node, .file = id});
            }
        }
        return {};
    }

    static bool isMeant(const HistoryTree::MovedScope& moved, std::span<const Renaming> renames)
    {
        return renames.empty() || std::ranges::any_of(renames, [&](const Renaming& renaming) {
                   return detail::isInside(moved.from, renaming.from) &&
                          renaming.to + moved.from.substr(renaming.from.size()) == moved.to;
               });
    }

    void addIfLost(const detail::ScopeView::Record& record)
    {
        std::string path = m_view->pathOf(record);
        if (m_byPath.contains(path) || m_view->ignores(path, false) || !m_view->counts(record) ||
            movesWithAScope(path))
            return;
        if (const char* reason = m_absent->whyHidden(path)) {
            m_hidden.push_back({.path = std::move(path), .reason = reason});
            return;
        }
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
                          .named = std::nullopt,
                          .found = std::nullopt,
                          .whyOpen = {}});
    }

    /// True for what an outer history recorded of a nested scope that was renamed: it goes with it.
    [[nodiscard]] bool movesWithAScope(std::string_view path) const
    {
        return std::ranges::any_of(m_moved, [&](const HistoryTree::MovedScope* moved) {
            return detail::isInside(path, moved->from) &&
                   m_byPath.contains(moved->to + std::string(path.substr(moved->from.size())));
        });
    }

    void addOpen(std::string path, Verdict verdict, std::string message)
    {
        m_report.open.push_back({.path = std::move(path),
                                 .verdict = verdict,
                                 .isFolder = false,
                                 .recorded = false,
                                 .message = std::move(message)});
    }

    /// New files of the same history and of the same size may be the lost one: they are read in the
    /// formats in which such lost files are recorded.
    Result<void> findCandidates()
    {
        using Key = std::pair<std::size_t, std::uint64_t>;
        std::map<Key, std::set<hash::Algorithm>> wanted;
        std::map<std::size_t, std::set<hash::Algorithm>> ofAnySize; // By history.
        for (const Lost& lost : m_lost) {
            const hash::Algorithm algorithm = lost.reference.digest.algorithm();
            // An empty file has no size in manifests of the reference implementation.
            const bool isEmpty = lost.reference.fits(hash::digestOf(algorithm, {}));
            if (lost.size || isEmpty)
                wanted[{lost.record.node, lost.size.value_or(0)}].insert(algorithm);
            else
                ofAnySize[lost.record.node].insert(algorithm);
        }
        if (wanted.empty() && ofAnySize.empty())
            return {};
        for (detail::CheckedFile& file : m_checked) {
            if (file.record)
                continue;
            TAILSLATE_CHECK(m_context.checkStop());
            const auto info = m_files.info(m_scope / file.path);
            if (!info)
                continue;
            std::set<hash::Algorithm> formats;
            if (const auto same = wanted.find({file.node, info->size}); same != wanted.end())
                formats = same->second;
            if (const auto any = ofAnySize.find(file.node); any != ofAnySize.end())
                formats.insert(any->second.begin(), any->second.end());
            file.toCompute.assign(formats.begin(), formats.end());
        }
        return {};
    }

    /// What the operator says was renamed, a folder file by file.
    void take(const Renaming& renaming)
    {
        bool known = std::ranges::any_of(m_moved, [&](const HistoryTree::MovedScope* moved) {
            return detail::isInside(moved->from, renaming.from);
        });
        for (const Hidden& hidden : m_hidden) {
            if (!detail::isInside(hidden.path, renaming.from))
                continue;
            known = true;
            addOpen(hidden.path, Verdict::Unreadable, hidden.reason);
        }
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
                    m_byPath.contains(renaming.from) || isOnDisk(renaming.from)
                        ? "it is still there under the old name"
                        : "the history does not know it");
    }

    void propose(Lost& lost, std::size_t index)
    {
        lost.named = index;
        detail::CheckedFile& file = m_checked[index];
        const hash::Algorithm algorithm = lost.reference.digest.algorithm();
        if (std::ranges::find(file.toCompute, algorithm) == file.toCompute.end())
            file.toCompute.push_back(algorithm);
    }

    [[nodiscard]] bool isOnDisk(std::string_view folder) const
    {
        return std::ranges::find(m_view->listing().folders, folder) !=
               m_view->listing().folders.end();
    }

    [[nodiscard]] bool isLostFolder(std::string_view folder) const
    {
        const HistoryTree::Place place = m_view->place(folder);
        return m_view->history(place.node).folder(place.path) != nullptr && !isOnDisk(folder) &&
               m_absent->whyHidden(folder) == nullptr;
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

    /// Pairs what is lost with what is new.
    Result<void> pairAll()
    {
        std::vector<detail::LostFile> lost;
        for (const Lost& one : m_lost)
            lost.push_back(
                {.path = one.path, .history = one.record.node, .digest = one.reference.digest});
        std::vector<std::size_t> indices;
        std::vector<detail::NewFile> files;
        for (std::size_t i = 0; i < m_checked.size(); ++i)
            if (const auto& read = m_checked[i].read) {
                indices.push_back(i);
                files.push_back({.path = m_checked[i].path,
                                 .history = m_checked[i].node,
                                 .size = read->size,
                                 .digests = read->digests});
            }
        TAILSLATE_TRY(const auto pairings, detail::pairRenames(lost, files, m_context));
        for (std::size_t i = 0; i < m_lost.size(); ++i) {
            if (pairings[i].file)
                settle(m_lost[i], indices[*pairings[i].file]);
            else if (pairings[i].isAmbiguous)
                m_lost[i].whyOpen = "several files have its bytes, or it is empty as any file may "
                                    "be: give the old and the new name";
        }
        return {};
    }

    /// What the operator named counts when the bytes are equal, and for one old name only.
    void settleNamed()
    {
        std::vector<std::size_t> claims(m_checked.size());
        for (const Lost& lost : m_lost)
            if (lost.named)
                ++claims[*lost.named];
        for (Lost& lost : m_lost) {
            const auto* read = lost.named ? &m_checked[*lost.named].read : nullptr;
            if (read == nullptr || !*read ||
                std::ranges::find((*read)->digests, lost.reference.digest) ==
                    (*read)->digests.end())
                continue;
            if (claims[*lost.named] == 1)
                settle(lost, *lost.named);
            else
                lost.whyOpen = "two old names were given for one file";
        }
    }

    void settle(Lost& lost, std::size_t index)
    {
        detail::CheckedFile& file = m_checked[index];
        if (file.read->how == io::Transfer::Cached) {
            lost.whyOpen = "what may be it could not be read past the page cache";
            return;
        }
        lost.found = index;
        file.record = lost.record;
        file.previousPath =
            std::string(detail::pathBelow(lost.path, m_view->folder(lost.record.node)));
        file.recordable = true;
    }

    /// By folder; nothing for one whose files are not all found, or went apart.
    using Targets = std::map<std::string_view, std::optional<std::string>>;

    /// Where the files of each folder went.
    [[nodiscard]] Targets whereFilesWent() const
    {
        Targets targets;
        for (const Lost& lost : m_lost)
            addTargets(targets, lost.path, lost.found ? m_checked[*lost.found].path : "");
        for (const HistoryTree::MovedScope* moved : m_moved) {
            addTargets(targets, moved->from, moved->to);
            targets[moved->from] = moved->to;
        }
        return targets;
    }

    /// @param now Empty when it was not found.
    static void addTargets(Targets& targets, std::string_view old, std::string_view now)
    {
        for (std::size_t slash = old.rfind('/'); slash != std::string_view::npos && slash > 0;
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

    /// A folder that held no file goes where the operator says, or with the folder around it.
    [[nodiscard]] Result<void> findRenamedFolders(std::span<const Renaming> renames)
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
                TAILSLATE_CHECK(m_context.checkStop());
                const std::string path = detail::joinedPath(m_view->folder(node), recorded);
                if (onDisk.contains(path) || m_view->ignores(path, true) ||
                    !m_view->folderCounts(node, recorded) || m_absent->whyHidden(path) != nullptr)
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
        for (const HistoryTree::MovedScope* moved : m_moved) { // Also one without a record.
            const std::string_view from =
                detail::pathBelow(moved->from, m_view->folder(moved->node));
            if (m_renamedFolders.emplace(moved->to, from).second)
                m_report.renamedFolders.push_back({.from = moved->from, .to = moved->to});
        }
        return {};
    }

    static std::optional<std::string> targetOf(std::string_view folder, const Targets& targets)
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
        TAILSLATE_TRY(detail::FolderHashes folders,
                      detail::hashFolders(*m_view, m_checked, {}, m_creator.created, m_context));
        TAILSLATE_CHECK(detail::appendGenerations(m_files, m_scope, *m_view, m_checked,
                                                  m_renamedFolders, std::move(folders), m_creator,
                                                  m_context, appended));
        m_report.appended = std::move(appended.appended);
        m_report.notAppended = std::move(appended.notAppended);
        m_report.appendFailed = appended.appendFailed;
        m_report.cancelled = appended.cancelled;
        if (!m_report.appendFailed && !m_report.cancelled)
            forgetMoved();
        return {};
    }

    /// What a generation says now is no problem any more.
    void forgetMoved()
    {
        if (m_moved.size() == m_view->movedScopes().size())
            std::erase_if(m_report.problems, [](const HistoryProblem& problem) {
                return problem.fault == HistoryFault::ReferenceMoved;
            });
    }

    /// What fits nothing. @param all Also what is new: nobody said which files are meant.
    void reportOpen(bool all)
    {
        for (const Lost& lost : m_lost) {
            if (lost.found)
                m_report.renamed.push_back(
                    {.from = lost.path, .to = std::string(m_checked[*lost.found].path)});
            else if (all || !lost.whyOpen.empty())
                addOpen(lost.path, Verdict::Missing, lost.whyOpen);
        }
        if (all)
            reportUnreadable();
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

    void reportUnreadable()
    {
        for (const Hidden& hidden : m_hidden)
            addOpen(hidden.path, Verdict::Unreadable, hidden.reason);
        const detail::ScopeListing& listing = m_view->listing();
        for (std::size_t i = 0; i < listing.unreadableFolders.size(); ++i)
            m_report.open.push_back({.path = listing.unreadableFolders[i],
                                     .verdict = Verdict::Unreadable,
                                     .isFolder = true,
                                     .recorded = false,
                                     .message = listing.unreadable[i].describe()});
    }

    io::FileSystem& m_files;
    const Clock& m_clock;
    const CheckRequest& m_request;
    const jobs::JobContext& m_context;
    CreatorInfo m_creator;
    fs::path m_scope;
    std::optional<detail::ScopeView> m_view;
    std::optional<detail::AbsentPaths> m_absent;
    std::vector<const HistoryTree::MovedScope*> m_moved; ///< Those that are to be recorded.
    std::vector<Hidden> m_hidden;
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
