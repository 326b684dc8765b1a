// SPDX-License-Identifier: Apache-2.0
#include "offload/detail/CopyCheck.h"

#include "offload/detail/CardCheck.h"
#include "offload/detail/DeviceWatch.h"

#include <chrono>
#include <optional>
#include <utility>

namespace tailslate::offload::detail {
namespace {

namespace fs = std::filesystem;

/// The coarsest step of a file system's times: FAT's.
constexpr std::chrono::seconds kTimeStep{2};

} // namespace

CopyMarks::CopyMarks(const Plan& plan, std::size_t destination)
    : m_plan(plan)
    , m_keepsInodeNumbers(keepsInodeNumbers(plan.destinations[destination].volume))
    , m_marks(plan.files().size(), 0)
{
}

std::uint64_t CopyMarks::markFor(const io::FileInfo& info) const
{
    if (m_keepsInodeNumbers)
        return markOf(info);
    return static_cast<std::uint64_t>(info.modified.time_since_epoch().count());
}

bool CopyMarks::isSameMark(std::uint64_t one, std::uint64_t other) const
{
    if (m_keepsInodeNumbers)
        return one == other;
    const auto timeOf = [](std::uint64_t mark) {
        return TimePoint(TimePoint::duration(static_cast<TimePoint::rep>(mark)));
    };
    return std::chrono::abs(timeOf(one) - timeOf(other)) <= kTimeStep;
}

void CopyMarks::note(std::size_t file, const io::FileInfo& info)
{
    m_marks[file] = markFor(info);
}

bool CopyMarks::isStillSame(std::size_t file, const io::FileInfo& info) const
{
    return info.kind == io::FileKind::Regular && info.size == m_plan.files()[file].size &&
           (m_marks[file] == 0 || isSameMark(m_marks[file], markFor(info)));
}

bool CopyMarks::isUnchanged(const io::FileInfo& before, const io::FileInfo& after) const
{
    return after.kind == before.kind && after.size == before.size &&
           isSameMark(markFor(before), markFor(after));
}

bool CopyMarks::isRenamed(const io::FileInfo& before, const io::FileInfo& after) const
{
    io::FileInfo unnamed = after;
    unnamed.changed = before.changed;
    return (!m_keepsInodeNumbers || after.modified == before.modified) &&
           isUnchanged(before, unnamed);
}

Result<void> checkCopyFolder(io::FileSystem& files, const fs::path& rollFolder,
                             const fs::path& folder)
{
    std::optional<std::uint64_t> device;
    const auto look = [&](const fs::path& at) -> Result<bool> {
        const auto info = files.info(at);
        if (!info && info.error().code == ErrorCode::NotFound)
            return false;
        if (!info)
            return std::unexpected(info.error());
        if (info->kind != io::FileKind::Directory ||
            device.value_or(info->identity.device) != info->identity.device)
            return failure(ErrorCode::InvalidArgument,
                           "a link, a file or another volume is where a folder of the copy must "
                           "be; move it away and resume the offload",
                           at);
        device = info->identity.device;
        return true;
    };
    fs::path at = rollFolder;
    TAILSLATE_TRY(bool isThere, look(at));
    for (auto part = folder.begin(); isThere && part != folder.end(); ++part) {
        at /= *part;
        TAILSLATE_TRY(isThere, look(at));
    }
    return {};
}

Error describeChange(const Plan& plan, std::size_t destination, const CopyChange& change)
{
    Error error{ErrorCode::DataCorrupted, {}, {}, 0};
    error.path = plan.destinations[destination].rollFolder / plan.files()[change.file].path;
    switch (change.kind) {
    case CopyChange::Kind::Gone:
        error.message = "the copy is gone after it was made; resume the offload";
        break;
    case CopyChange::Kind::Changed:
        error.message = "the copy was changed after it was made; move it away and resume the "
                        "offload";
        break;
    case CopyChange::Kind::Displaced:
        error.message = "a link, a file or another volume took the place of a folder of the copy; "
                        "move it away and resume the offload";
        break;
    }
    return error;
}

Result<std::vector<CopyChange>> compareCopies(io::FileSystem& files, const Plan& plan,
                                              std::size_t destination, const CopyMarks& marks,
                                              const CopyBook& book, const jobs::JobContext& context)
{
    const fs::path& rollFolder = plan.destinations[destination].rollFolder;
    std::vector<CopyChange> changes;
    std::optional<fs::path> folder; // Of the file before: most files share theirs with it.
    bool isReal = true;
    for (std::size_t file = 0; file < plan.files().size(); ++file) {
        TAILSLATE_CHECK(context.checkStop());
        if (book.level(file, destination) < EvidenceLevel::Hashed)
            continue;
        const fs::path path = plan.files()[file].path;
        if (folder != path.parent_path()) {
            folder = path.parent_path();
            const auto checked = checkCopyFolder(files, rollFolder, *folder);
            isReal = checked.has_value();
            if (!isReal && checked.error().code != ErrorCode::InvalidArgument)
                return std::unexpected(checked.error());
        }
        if (!isReal) {
            changes.push_back({file, CopyChange::Kind::Displaced});
            continue;
        }
        const auto info = files.info(rollFolder / path);
        if (!info && info.error().code != ErrorCode::NotFound)
            return std::unexpected(info.error());
        if (!info)
            changes.push_back({file, CopyChange::Kind::Gone});
        else if (!marks.isStillSame(file, *info))
            changes.push_back({file, CopyChange::Kind::Changed});
    }
    return changes;
}

} // namespace tailslate::offload::detail
