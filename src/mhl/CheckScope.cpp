// SPDX-License-Identifier: Apache-2.0
#include "mhl/CheckScope.h"

#include "mhl/detail/AbsentPaths.h"
#include "mhl/detail/AppendGenerations.h"
#include "mhl/detail/CheckedFiles.h"
#include "mhl/detail/DifferingFolders.h"
#include "mhl/detail/FileHasher.h"
#include "mhl/detail/HistoryFiles.h"
#include "mhl/detail/ScopeView.h"
#include "mhl/detail/XmlText.h"

#include <fmt/format.h>

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

enum class Mode { Create = 1, Verify, PackingList, Diff };

constexpr const char* kMaybeRecorded =
    "it may be recorded in a manifest that cannot be used, so nobody can say that it is new";

class Check {
public:
    Check(io::FileSystem& files, const Clock* clock, Mode mode, const CheckRequest& request,
          const jobs::JobContext& context)
        : m_files(files)
        , m_clock(clock)
        , m_mode(mode)
        , m_request(request)
        , m_context(context)
    {
    }

    Result<CheckReport> run(const fs::path* packingList)
    {
        m_creator = m_request.creator;
        if (m_clock != nullptr)
            m_creator.created = m_clock->now();
        TAILSLATE_TRY(m_scope, m_files.resolve(m_request.scope));
        TAILSLATE_TRY(const io::FileInfo info, m_files.info(m_scope));
        if (info.kind != io::FileKind::Directory)
            return failure(ErrorCode::InvalidArgument, "a history belongs to a folder", m_scope);
        if (isInHistoryFolder())
            return failure(ErrorCode::InvalidArgument,
                           "this folder is a history's own; name the folder around it", m_scope);
        TAILSLATE_TRY(m_view, detail::ScopeView::open(m_files, m_scope, m_request.ignore,
                                                      packingList, m_context));
        m_report.problems = m_view->problems();
        const bool hasHistory = m_view->history(m_view->nodeCount() - 1).exists();
        if (!hasHistory && m_mode != Mode::Create) {
            m_report.hasHistory = false;
            m_report.historyAbove = historyAbove();
            return std::move(m_report);
        }
        TAILSLATE_TRY(const bool append, decideToAppend());
        std::vector<std::unique_ptr<io::FolderLock>> locks;
        if (append) {
            TAILSLATE_TRY(locks, detail::lockScopes(m_files, m_scope, *m_view, m_context));
            TAILSLATE_CHECK(detail::checkUnchanged(m_files, m_scope, *m_view, m_context));
        }
        TAILSLATE_CHECK(collect());
        if (m_mode != Mode::Diff)
            TAILSLATE_CHECK(readAll());
        TAILSLATE_CHECK(judge());
        TAILSLATE_TRY(detail::FolderHashes folders,
                      detail::hashFolders(*m_view, m_checked, formatsWithoutFiles(),
                                          m_creator.created, m_context));
        TAILSLATE_CHECK(judgeFolders(folders));
        if (append)
            TAILSLATE_CHECK(detail::appendGenerations(m_files, m_scope, *m_view, m_checked, {},
                                                      std::move(folders), m_creator, m_context,
                                                      m_report));
        noteRecorded();
        return std::move(m_report);
    }

private:
    [[nodiscard]] const detail::ScopeListing& listing() const { return m_view->listing(); }

    /// @return In a mode that is about writing, why nothing could be written.
    Result<bool> decideToAppend()
    {
        if (m_mode == Mode::Diff || m_mode == Mode::PackingList ||
            (m_mode == Mode::Verify && !m_request.append))
            return false;
        if (m_view->hasUnusableRecords() ||
            std::ranges::any_of(m_report.problems, [](const HistoryProblem& problem) {
                return isFatal(problem.fault);
            }))
            m_report.notAppended = "the history is damaged, and a damaged history is not continued";
        else if (const auto volume = m_files.volume(m_scope); volume && volume->readOnly)
            m_report.notAppended = "the volume is read-only";
        if (!m_report.notAppended.empty())
            return false;
        auto writable = detail::checkHeads(m_files, m_scope, *m_view, m_creator, m_context);
        if (!writable && (m_mode == Mode::Create || writable.error().code == ErrorCode::Cancelled))
            return std::unexpected(std::move(writable).error());
        if (!writable) {
            m_report.appendFailed = true;
            m_report.notAppended = writable.error().describe();
        }
        return writable.has_value();
    }

    [[nodiscard]] bool isInHistoryFolder() const
    {
        for (fs::path folder = m_scope; folder.has_relative_path(); folder = folder.parent_path()) {
            if (folder.filename() != detail::kHistoryFolder)
                continue;
            const auto present = detail::historyFiles(m_files, folder.parent_path());
            if (!present || !present->empty())
                return true;
        }
        return false;
    }

    /// The nearest folder around the scope that has a history; empty without one.
    [[nodiscard]] fs::path historyAbove() const
    {
        for (fs::path folder = m_scope; folder.has_relative_path();) {
            folder = folder.parent_path();
            if (const auto present = detail::historyFiles(m_files, folder);
                present && !present->empty())
                return folder;
        }
        return {};
    }

    [[nodiscard]] bool isWanted(std::string_view path) const
    {
        return m_request.only.empty() ||
               std::ranges::any_of(m_request.only, [&](const std::string& wanted) {
                   return detail::isInside(path, wanted);
               });
    }

    /// Makes a list of the files on the disk and of what is recorded of them.
    Result<void> collect()
    {
        TAILSLATE_CHECK(checkWanted());
        for (const std::string& path : listing().files) {
            TAILSLATE_CHECK(m_context.checkStop());
            detail::CheckedFile& file = m_checked.emplace_back();
            file.path = path;
            file.node = m_view->place(path).node;
            file.record = m_view->find(path);
            if (file.record)
                file.furtherOut = m_view->furtherOut(*file.record);
        }
        return chooseFormats();
    }

    Result<void> checkWanted() const
    {
        for (const std::string& wanted : m_request.only) {
            const auto isThere = [&](const std::vector<std::string>& paths) {
                return std::ranges::any_of(
                    paths, [&](const std::string& path) { return detail::isInside(path, wanted); });
            };
            if (!isThere(listing().files) && !isThere(listing().folders) &&
                !isThere(listing().others) && !isRecorded(wanted))
                return failure(ErrorCode::NotFound,
                               "neither on the disk nor in the history, or ignored",
                               m_scope / wanted);
        }
        return {};
    }

    [[nodiscard]] bool isRecorded(const std::string& wanted) const
    {
        if (m_view->find(wanted))
            return true;
        for (std::size_t node = 0; node < m_view->nodeCount(); ++node)
            for (LoadedHistory::FileId id = 0; id < m_view->history(node).fileCount(); ++id)
                if (detail::isInside(m_view->pathOf({.node = node, .file = id}), wanted))
                    return true;
        return false;
    }

    /// Where there are folders and no file, and never was one, `create` records the folders.
    [[nodiscard]] std::vector<hash::Algorithm> formatsWithoutFiles() const
    {
        if (m_mode != Mode::Create || !m_checked.empty() || m_report.recordedFiles > 0 ||
            listing().folders.empty())
            return {};
        return m_request.formats.empty() ? std::vector{hash::Algorithm::Xxh64} : m_request.formats;
    }

    /// Decides which digests are computed of each file. Where nothing is asked for, all files get
    /// the format that most of them have, so that the digests of folders can be computed too.
    [[nodiscard]] Result<void> chooseFormats()
    {
        std::map<hash::Algorithm, std::size_t> counts;
        std::vector<std::vector<hash::Algorithm>> known(m_checked.size());
        for (std::size_t i = 0; i < m_checked.size(); ++i) {
            TAILSLATE_CHECK(m_context.checkStop());
            if (const auto& record = m_checked[i].record)
                known[i] = m_view->history(record->node).algorithms(record->file);
            for (const hash::Algorithm algorithm : known[i])
                ++counts[algorithm];
        }
        hash::Algorithm usual = hash::Algorithm::Xxh64;
        std::size_t most = 0;
        for (const hash::Algorithm algorithm : hash::kAllAlgorithms)
            if (counts[algorithm] > most) {
                most = counts[algorithm];
                usual = algorithm;
            }
        for (std::size_t i = 0; i < m_checked.size(); ++i) {
            TAILSLATE_CHECK(m_context.checkStop());
            m_checked[i].toCompute = formatsFor(m_checked[i], known[i], usual);
        }
        return {};
    }

    [[nodiscard]] std::vector<hash::Algorithm> formatsFor(const detail::CheckedFile& file,
                                                          const std::vector<hash::Algorithm>& known,
                                                          hash::Algorithm usual) const
    {
        const bool isNew = !file.record;
        if (!isWanted(file.path) || (isNew && m_mode != Mode::Create) || (!isNew && known.empty()))
            return {};
        std::vector<hash::Algorithm> formats = m_request.formats;
        if (formats.empty() && isNew)
            formats.push_back(usual);
        const auto isKnown = [&](hash::Algorithm algorithm) {
            return std::ranges::find(known, algorithm) != known.end();
        };
        if (!isNew && std::ranges::none_of(formats, isKnown))
            formats.push_back(isKnown(usual) ? usual : known.front());
        // Each history that knows the file is compared with.
        for (const detail::ScopeView::Record& record : file.furtherOut) {
            const auto theirs = m_view->history(record.node).algorithms(record.file);
            if (!theirs.empty() && std::ranges::find_first_of(formats, theirs) == formats.end())
                formats.push_back(theirs.front());
        }
        return formats;
    }

    Result<void> readAll()
    {
        std::vector<std::uint32_t> order;
        std::uint64_t bytes = 0;
        for (std::size_t i = 0; i < m_checked.size(); ++i) {
            detail::CheckedFile& file = m_checked[i];
            if (file.toCompute.empty())
                continue;
            if (const char* fault = detail::xmlTextFault(file.path)) {
                file.error =
                    Error{.code = ErrorCode::Unsupported,
                          .message = fmt::format("no manifest can hold this name, it {}", fault),
                          .path = m_scope / file.path};
                continue;
            }
            TAILSLATE_CHECK(m_context.checkStop());
            if (const auto info = m_files.info(m_scope / file.path))
                bytes += info->size;
            order.push_back(static_cast<std::uint32_t>(i));
        }
        m_context.progress.setTotals(bytes, order.size());
        detail::FileHasher hasher(m_files, *m_clock, m_scope);
        hasher.forEach(order.size(), [&](std::size_t item, std::size_t member) {
            if (!m_context.stop.stop_requested())
                read(hasher, m_checked[order[item]], member);
        });
        return m_context.checkStop();
    }

    void read(detail::FileHasher& hasher, detail::CheckedFile& file, std::size_t member)
    {
        const fs::path path = m_scope / file.path;
        auto read = hasher.read(path, file.toCompute, member, m_context);
        if (read) {
            file.read = std::move(*read);
            // Once more: a fault on the way here is not a fault of the file.
            if (detail::differs(*m_view, file)) {
                file.differed = true;
                read = hasher.read(path, file.toCompute, member, m_context);
                if (read)
                    file.read = std::move(*read);
            }
        }
        if (!read) {
            file.read.reset();
            file.error = std::move(read).error();
        }
        m_context.progress.addItems(1);
    }

    [[nodiscard]] Result<void> judge()
    {
        m_report.skipped = listing().others;
        std::unordered_set<std::string_view> present;
        for (detail::CheckedFile& file : m_checked) {
            TAILSLATE_CHECK(m_context.checkStop());
            present.insert(file.path);
            if (!isWanted(file.path))
                continue;
            if (m_mode == Mode::PackingList && !file.record &&
                detail::looksLikeManifest(m_files, m_scope / file.path))
                m_report.otherLists.emplace_back(file.path);
            else
                judge(file);
        }
        judgeUnreadableFolders();
        judgeUnnameableFolders();
        return judgeMissing(present);
    }

    void judge(detail::CheckedFile& file)
    {
        PathVerdict result{.path = std::string(file.path),
                           .verdict = Verdict::Match,
                           .isFolder = false,
                           .recorded = false,
                           .message = {}};
        if (file.read) {
            m_report.bytesRead += file.read->size;
            if (file.read->how == io::Transfer::Cached)
                ++m_report.fromCache;
        }
        const bool isNew = !file.record;
        if (file.error) {
            result.verdict = Verdict::Unreadable;
            result.message = file.error->describe();
        } else if (isNew) {
            const bool unsure = m_view->hasUnusableRecords();
            result.verdict = unsure ? Verdict::NoReference : Verdict::New;
            result.message = unsure ? kMaybeRecorded : "";
            file.recordable = file.read.has_value();
        } else if (m_mode == Mode::Diff) {
            result.verdict = Verdict::Present;
        } else if (!file.read) {
            result.verdict = Verdict::NoReference;
            result.message = "no digest that can be compared is recorded";
            compareSize(file, result);
        } else if (detail::differs(*m_view, file)) {
            result.verdict = Verdict::Mismatch;
            result.message = detail::mismatchText(*m_view, file);
            file.recordable = true;
        } else if (file.read->how == io::Transfer::Cached) {
            result.verdict = Verdict::NotFromMedium;
            result.message = file.read->tellsCache
                                 ? "the volume does not let it be read past the page cache"
                                 : "this user neither owns nor may write it, so the system does "
                                   "not tell whether it was read from the medium or from memory; "
                                   "verify as its owner";
        } else {
            if (file.differed)
                result.message = "a first read differed, the second agreed: do not trust this "
                                 "device or its connection";
            file.recordable = true;
        }
        m_report.paths.push_back(std::move(result));
    }

    /// A size proves nothing, but another one is another file.
    void compareSize(const detail::CheckedFile& file, PathVerdict& result)
    {
        const auto recorded = m_view->history(file.record->node).file(file.record->file).size;
        const auto info = m_files.info(m_scope / file.path);
        if (!recorded || !info || info->size == *recorded)
            return;
        result.verdict = Verdict::Mismatch;
        result.message = fmt::format("its size is {}, recorded {}", info->size, *recorded);
    }

    /// A folder that differs is not recorded anew: what is recorded of it would then agree, and
    /// nobody would hear of it again.
    [[nodiscard]] Result<void> judgeFolders(detail::FolderHashes& folders)
    {
        TAILSLATE_TRY(auto differing, detail::differingFolders(*m_view, m_checked, folders,
                                                               m_report.paths, m_context));
        for (PathVerdict& folder : differing) {
            if (!isWanted(folder.path))
                continue;
            folders.erase(folder.path);
            m_report.paths.push_back(std::move(folder));
        }
        return {};
    }

    void judgeUnreadableFolders()
    {
        for (std::size_t i = 0; i < listing().unreadableFolders.size(); ++i)
            if (isWanted(listing().unreadableFolders[i]))
                m_report.paths.push_back({.path = listing().unreadableFolders[i],
                                          .verdict = Verdict::Unreadable,
                                          .isFolder = true,
                                          .recorded = false,
                                          .message = listing().unreadable[i].describe()});
    }

    /// What no manifest can hold is said, also where a folder is all there is of it.
    void judgeUnnameableFolders()
    {
        for (const std::string& folder : listing().folders)
            if (const char* fault = detail::xmlTextFault(folder);
                fault != nullptr && isWanted(folder))
                m_report.paths.push_back(
                    {.path = folder,
                     .verdict = Verdict::Unreadable,
                     .isFolder = true,
                     .recorded = false,
                     .message = fmt::format("no manifest can hold this name, it {}", fault)});
    }

    /// What is recorded and was not seen.
    [[nodiscard]] Result<void> judgeMissing(const std::unordered_set<std::string_view>& present)
    {
        const detail::AbsentPaths absent(listing());
        const std::unordered_set<std::string_view> folders(listing().folders.begin(),
                                                           listing().folders.end());
        for (std::size_t node = 0; node < m_view->nodeCount(); ++node) {
            const LoadedHistory& history = m_view->history(node);
            m_report.recordedFiles += history.fileCount();
            // A history that the patterns leave out is nobody's here; its own folder verifies it.
            if (m_view->isIgnored(node))
                continue;
            for (LoadedHistory::FileId id = 0; id < history.fileCount(); ++id) {
                TAILSLATE_CHECK(m_context.checkStop());
                const std::string path = m_view->pathOf({.node = node, .file = id});
                if (!present.contains(path) && m_view->counts({.node = node, .file = id}))
                    addMissing(absent, path, false);
            }
            for (const std::string_view recorded : history.folders()) {
                TAILSLATE_CHECK(m_context.checkStop());
                const std::string path = detail::joinedPath(m_view->folder(node), recorded);
                if (!folders.contains(path) && m_view->folderCounts(node, recorded))
                    addMissing(absent, path, true);
            }
        }
        return {};
    }

    void addMissing(const detail::AbsentPaths& absent, const std::string& path, bool isFolder)
    {
        if (!isWanted(path))
            return;
        PathVerdict result{.path = path,
                           .verdict = Verdict::Missing,
                           .isFolder = isFolder,
                           .recorded = false,
                           .message = {}};
        const bool isIgnored = m_view->ignores(path, isFolder);
        if (isIgnored && isFolder) // The reference implementation records those.
            return;
        if (isIgnored) {
            result.verdict = Verdict::Ignored;
            result.message = "it is recorded, and a pattern leaves it out: it was not compared";
        } else if (const char* other = absent.whyOtherKind(path, isFolder)) {
            result.verdict = Verdict::Unreadable;
            result.message = other;
        } else if (const char* reason = absent.whyHidden(path)) {
            result.verdict = Verdict::Unreadable;
            result.message = reason;
        }
        m_report.paths.push_back(std::move(result));
    }

    /// Says of each file whether a generation that was appended holds it.
    void noteRecorded()
    {
        if (m_report.appended.empty())
            return;
        std::unordered_map<std::string_view, const detail::CheckedFile*> checked;
        for (const detail::CheckedFile& file : m_checked)
            checked.emplace(file.path, &file);
        for (PathVerdict& result : m_report.paths) {
            const auto file = checked.find(result.path);
            if (file == checked.end() || !file->second->recordable)
                continue;
            const fs::path folder = m_scope / m_view->folder(file->second->node) / "ascmhl";
            result.recorded =
                std::ranges::any_of(m_report.appended, [&](const SealedGeneration& sealed) {
                    return sealed.manifestPath.parent_path() == folder;
                });
        }
    }

    io::FileSystem& m_files;
    const Clock* m_clock; ///< Null for Diff, which needs none.
    Mode m_mode;
    const CheckRequest& m_request;
    const jobs::JobContext& m_context;
    CreatorInfo m_creator;
    fs::path m_scope;
    std::optional<detail::ScopeView> m_view;
    std::vector<detail::CheckedFile> m_checked;
    CheckReport m_report;
};

} // namespace

const char* verdictName(Verdict verdict) noexcept
{
    switch (verdict) {
    case Verdict::Match:
        return "match";
    case Verdict::Mismatch:
        return "mismatch";
    case Verdict::Missing:
        return "missing";
    case Verdict::New:
        return "new";
    case Verdict::NoReference:
        return "noReference";
    case Verdict::Unreadable:
        return "unreadable";
    case Verdict::NotFromMedium:
        return "notFromMedium";
    case Verdict::Present:
        return "present";
    case Verdict::Ignored:
        return "ignored";
    }
    return "unknown";
}

std::size_t CheckReport::count(Verdict verdict) const noexcept
{
    return static_cast<std::size_t>(std::ranges::count(paths, verdict, &PathVerdict::verdict));
}

Result<CheckReport> createGeneration(io::FileSystem& files, const Clock& clock,
                                     const CheckRequest& request, const jobs::JobContext& context)
{
    return Check(files, &clock, Mode::Create, request, context).run(nullptr);
}

Result<CheckReport> verifyScope(io::FileSystem& files, const Clock& clock,
                                const CheckRequest& request, const jobs::JobContext& context)
{
    return Check(files, &clock, Mode::Verify, request, context).run(nullptr);
}

Result<CheckReport> verifyPackingList(io::FileSystem& files, const Clock& clock,
                                      const CheckRequest& request, const fs::path& packingList,
                                      const jobs::JobContext& context)
{
    return Check(files, &clock, Mode::PackingList, request, context).run(&packingList);
}

Result<CheckReport> diffScope(io::FileSystem& files, const CheckRequest& request,
                              const jobs::JobContext& context)
{
    return Check(files, nullptr, Mode::Diff, request, context).run(nullptr);
}

} // namespace tailslate::mhl
