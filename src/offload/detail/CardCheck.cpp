// SPDX-License-Identifier: Apache-2.0
#include "offload/detail/CardCheck.h"

#include "media/WalkCard.h"
#include "offload/detail/DeviceWatch.h"
#include "offload/HistoryPaths.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>

namespace tailslate::offload::detail {
namespace {

namespace fs = std::filesystem;

class Comparison {
public:
    Comparison(const Plan& plan, const CardMarks& marks)
        : m_plan(plan)
        , m_marks(marks)
        , m_seenFiles(plan.files().size(), false)
        , m_seenFolders(plan.card.folders.size(), false)
    {
    }

    void see(const std::string& path, const io::FileInfo& info)
    {
        if (info.kind == io::FileKind::Directory)
            seeFolder(path);
        else
            seeFile(path, info);
    }

    CardChanges finish()
    {
        noteUnseen(m_seenFiles, "this file is gone",
                   [&](std::size_t file) { return fs::path(m_plan.files()[file].path); });
        noteUnseen(m_seenFolders, "this folder is gone",
                   [&](std::size_t folder) { return m_plan.card.folders[folder]; });
        if (m_count > 0)
            m_changes.first =
                Error{.code = ErrorCode::Io,
                      .message = fmt::format(
                          "the card changed while it was offloaded: {}{}; offload the "
                          "card again",
                          m_what, m_count > 1 ? fmt::format(", and {} more", m_count - 1) : ""),
                      .path = m_plan.card.root / m_path};
        return std::move(m_changes);
    }

private:
    void seeFile(const std::string& path, const io::FileInfo& info)
    {
        const auto& files = m_plan.files();
        const auto found = std::ranges::lower_bound(files, path, {}, &media::CardFile::path);
        if (found == files.end() || found->path != path) {
            if (!isLeftOut(path, info.kind))
                note(path, "this file is new");
            return;
        }
        const auto file = static_cast<std::size_t>(found - files.begin());
        m_seenFiles[file] = true;
        const bool same = info.kind == io::FileKind::Regular && info.size == found->size &&
                          info.modified == found->modified && m_marks.isStillSame(file, info);
        if (same)
            return;
        m_changes.files.push_back(file);
        note(path, "this file is no longer what was read");
    }

    void seeFolder(const fs::path& path)
    {
        const auto& folders = m_plan.card.folders;
        const auto native = [](const fs::path& one) -> const std::string& { return one.native(); };
        const auto found = std::ranges::lower_bound(folders, path.native(), {}, native);
        if (found == folders.end() || found->native() != path.native())
            note(path, "this folder is new");
        else
            m_seenFolders[static_cast<std::size_t>(found - folders.begin())] = true;
    }

    /// Whether it was left out of the plan knowingly: the chains of the card's own histories,
    /// and links and the like, which a finding names.
    bool isLeftOut(const std::string& path, io::FileKind kind)
    {
        if (kind == io::FileKind::Regular)
            return isLeftToTheSeal(m_plan.card, path);
        if (!m_named) {
            m_named.emplace();
            for (const media::Finding& finding : m_plan.card.findings)
                m_named->insert(finding.files.begin(), finding.files.end());
        }
        return m_named->contains(path);
    }

    template <class PathOf>
    void noteUnseen(const std::vector<bool>& seen, const char* what, PathOf pathOf)
    {
        for (std::size_t i = 0; i < seen.size(); ++i) {
            if (!seen[i])
                note(pathOf(i), what);
        }
    }

    void note(const fs::path& path, const char* what)
    {
        if (m_count++ > 0)
            return;
        m_path = path;
        m_what = what;
    }

    const Plan& m_plan;
    const CardMarks& m_marks;
    std::vector<bool> m_seenFiles;
    std::vector<bool> m_seenFolders;
    std::optional<std::unordered_set<std::string_view>> m_named; ///< By findings; made when needed.
    CardChanges m_changes;
    std::size_t m_count = 0;
    fs::path m_path; ///< Of the first change, as the next.
    const char* m_what = "";
};

} // namespace

std::uint64_t markOf(const io::FileInfo& info) noexcept
{
    constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15;
    const auto changed = static_cast<std::uint64_t>(info.changed.time_since_epoch().count());
    const std::uint64_t mark = (info.identity.inode * kOdd) ^ changed;
    return mark == 0 ? kOdd : mark;
}

CardMarks::CardMarks(const Plan& plan)
    : m_plan(plan)
{
    if (keepsInodeNumbers(plan.cardVolume))
        m_marks.resize(plan.files().size(), 0);
}

bool CardMarks::isSame(const media::CardFile& file, const io::FileInfo& info)
{
    ++m_reads;
    if (m_marks.empty())
        return true;
    std::uint64_t& mark = m_marks[static_cast<std::size_t>(&file - m_plan.files().data())];
    if (mark == 0)
        mark = markOf(info);
    return mark == markOf(info);
}

bool CardMarks::isStillSame(std::size_t file, const io::FileInfo& info) const
{
    return m_marks.empty() || m_marks[file] == 0 || m_marks[file] == markOf(info);
}

Result<CardChanges> compareCard(io::FileSystem& files, const Plan& plan, const CardMarks& marks,
                                const jobs::JobContext& context)
{
    Comparison comparison(plan, marks);
    const auto see = [&](const std::string& path, const io::FileInfo& info) -> Result<void> {
        comparison.see(path, info);
        return {};
    };
    TAILSLATE_CHECK(media::walkCard(files, plan.card.root, context, see));
    return comparison.finish();
}

} // namespace tailslate::offload::detail
