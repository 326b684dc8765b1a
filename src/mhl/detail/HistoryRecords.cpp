// SPDX-License-Identifier: Apache-2.0
#include "mhl/detail/HistoryRecords.h"

#include "mhl/detail/RecordPath.h"

#include <algorithm>
#include <cstring>
#include <span>

namespace tailslate::mhl::detail {
namespace {

/// A rename of a folder gives all that is in it a longer path, at the cost of a line.
constexpr std::uint64_t kMostRenamedBytes = std::uint64_t{1} << 30;

using Folders = std::map<std::string_view, std::string_view>;

/// What `path` is called after the folders around it were renamed; nothing when none was. The
/// innermost of them decides.
std::optional<std::string> movedPath(const Folders& folders, std::string_view path)
{
    for (std::size_t slash = path.rfind('/'); slash != std::string_view::npos;
         slash = slash == 0 ? std::string_view::npos : path.rfind('/', slash - 1)) {
        const auto folder = folders.find(path.substr(0, slash));
        if (folder != folders.end())
            return std::string(folder->second) + std::string(path.substr(slash));
    }
    return std::nullopt;
}

} // namespace

std::string_view HistoryRecords::keep(std::string_view path)
{
    auto* text = static_cast<char*>(m_memory.allocate(path.size(), 1));
    std::memcpy(text, path.data(), path.size());
    return {text, path.size()};
}

void HistoryRecords::begin(std::uint32_t generation)
{
    m_generation = generation;
    m_bytesBefore = m_bytes.size();
    m_digestsBefore = m_digests.size();
    m_recordsBefore = m_records.size();
    m_renames.clear();
    m_directories.clear();
}

Result<void> HistoryRecords::takeFile(const FileView& file)
{
    const auto known = m_present.find(file.path);
    const bool isKnown = known != m_present.end();
    const std::string_view path = isKnown ? known->first : keep(file.path);
    m_records.push_back({.path = path,
                         .size = file.size,
                         .created = file.created,
                         .modified = file.modified,
                         .generation = m_generation,
                         .file = isKnown ? known->second : kNone,
                         .next = kNone,
                         .firstDigest = static_cast<std::uint32_t>(m_digests.size()),
                         .digestCount = static_cast<std::uint32_t>(file.hashes.size())});
    for (const HashEntry& entry : file.hashes) {
        m_digests.push_back({.hashedAt = entry.hashedAt,
                             .bytes = m_bytes.size(),
                             .algorithm = entry.digest.algorithm(),
                             .action = entry.action,
                             .eitherByteOrder = false});
        const auto bytes = entry.digest.bytes();
        m_bytes.insert(m_bytes.end(), bytes.begin(), bytes.end());
    }
    if (file.previousPath && *file.previousPath != file.path)
        m_renames.push_back({.from = keep(*file.previousPath), .to = path});
    return {};
}

Result<void> HistoryRecords::takeLegacyFile(const LegacyFile& file)
{
    std::vector<HashEntry> entries;
    for (const hash::Digest& digest : file.digests)
        entries.push_back(
            {.digest = digest, .action = Action::Original, .hashedAt = file.hashedAt});
    TAILSLATE_CHECK(takeFile({.path = file.path,
                              .size = file.size,
                              .created = file.created,
                              .modified = file.modified,
                              .hashes = entries,
                              .previousPath = std::nullopt}));
    for (Stored& stored : std::span(m_digests).last(entries.size()))
        stored.eitherByteOrder = file.eitherByteOrder && stored.algorithm == hash::Algorithm::Xxh64;
    return {};
}

Result<void> HistoryRecords::takeDirectory(const DirectoryRecord& directory)
{
    m_directories.push_back(directory);
    return {};
}

void HistoryRecords::discard()
{
    m_bytes.resize(m_bytesBefore);
    m_digests.resize(m_digestsBefore);
    m_records.resize(m_recordsBefore);
    m_renames.clear();
    m_directories.clear();
}

Result<std::size_t> HistoryRecords::commit(TimePoint created)
{
    for (std::size_t i = m_digestsBefore; i < m_digests.size(); ++i)
        if (!m_digests[i].hashedAt)
            m_digests[i].hashedAt = created;
    const bool renamed =
        !m_renames.empty() || std::ranges::any_of(m_directories, [](const DirectoryRecord& folder) {
            return folder.previousPath.has_value();
        });
    if (renamed)
        TAILSLATE_CHECK(applyRenames());
    for (std::size_t i = m_recordsBefore; i < m_records.size(); ++i) {
        if (renamed)
            m_records[i].file = kNone; // Looked up before names changed.
        link(static_cast<std::uint32_t>(i));
    }
    for (DirectoryRecord& folder : m_directories) {
        Folder& known = m_folders[folder.path];
        if (known.span.first == 0)
            known.span.first = m_generation;
        known.span.last = m_generation;
        known.latest = std::move(folder);
    }
    m_directories.clear();
    return m_records.size() - m_recordsBefore;
}

/// All renames of a generation happen at once, so that two files can change places.
Result<void> HistoryRecords::applyRenames()
{
    Folders folders;
    for (const DirectoryRecord& folder : m_directories)
        if (folder.previousPath && *folder.previousPath != folder.path)
            folders.emplace(*folder.previousPath, folder.path);

    // What a file's own record says counts before what a folder says of all that is in it.
    Moves moves;
    std::unordered_map<std::uint32_t, bool> moved;
    for (const Rename& rename : m_renames)
        if (const auto file = m_present.find(rename.from);
            file != m_present.end() && moved.emplace(file->second, true).second)
            moves.emplace_back(file->second, rename.to);
    if (!folders.empty()) {
        for (const auto& [path, file] : m_present) {
            if (moved.contains(file))
                continue;
            const auto name = movedPath(folders, path);
            if (!name)
                continue;
            TAILSLATE_CHECK(countRenamed(*name));
            moves.emplace_back(file, keep(*name));
        }
        for (const auto& [path, record] : m_folders)
            TAILSLATE_CHECK(countRenamed(movedPath(folders, path).value_or("")));
        moveFolders(folders);
        FolderMoves& kept = m_folderMoves.emplace_back(FolderMoves{m_generation, {}});
        for (const auto& [from, to] : folders)
            kept.folders.emplace(keep(from), keep(to));
    }

    for (const auto& [file, path] : moves) {
        m_present.erase(m_files[file].path);
        m_former.insert_or_assign(m_files[file].path, file);
    }
    for (const auto& [file, path] : moves) {
        m_files[file].previousPath = m_files[file].path;
        m_files[file].path = path;
        const auto [taken, isNew] = m_present.try_emplace(path, file);
        if (!isNew) {
            m_files[taken->second].isGone = true;
            taken->second = file;
        }
    }
    return {};
}

Result<void> HistoryRecords::countRenamed(std::string_view path)
{
    m_renamedBytes += path.size();
    if (path.size() > kLongestPath || m_renamedBytes > kMostRenamedBytes)
        return failure(ErrorCode::BadFormat, "the renames of folders in this history make paths "
                                             "that are too long, each or together");
    return {};
}

void HistoryRecords::moveFolders(const Folders& folders)
{
    std::map<std::string, Folder, std::less<>> moved;
    for (auto& [path, record] : m_folders) {
        const auto own = folders.find(path);
        std::string name = own != folders.end() ? std::string(own->second)
                                                : movedPath(folders, path).value_or(path);
        moved.insert_or_assign(std::move(name), std::move(record));
    }
    m_folders = std::move(moved);
}

/// Gives a record to the file that has its path.
void HistoryRecords::link(std::uint32_t index)
{
    Record& record = m_records[index];
    if (record.file == kNone) {
        const auto [place, isNew] =
            m_present.try_emplace(record.path, static_cast<std::uint32_t>(m_files.size()));
        record.file = place->second;
        if (isNew) {
            m_files.push_back({.path = record.path,
                               .previousPath = std::nullopt,
                               .first = index,
                               .last = index,
                               .isGone = false});
            return;
        }
    }
    File& file = m_files[record.file];
    m_records[file.last].next = index;
    file.last = index;
}

void HistoryRecords::finish()
{
    std::vector<std::uint32_t> ids(m_files.size(), kNone);
    std::size_t kept = 0;
    for (std::size_t i = 0; i < m_files.size(); ++i) {
        if (m_files[i].isGone)
            continue;
        ids[i] = static_cast<std::uint32_t>(kept);
        m_files[kept++] = m_files[i];
    }
    m_files.resize(kept);
    for (auto& [path, file] : m_present)
        file = ids[file];
    for (auto& [path, file] : m_former)
        file = ids[file];
}

RecordedFile HistoryRecords::file(FileId id) const
{
    const File& file = m_files[id];
    const Record& latest = m_records[file.last];
    return {.path = file.path,
            .size = latest.size,
            .created = latest.created,
            .modified = latest.modified,
            .firstGeneration = m_records[file.first].generation,
            .latestGeneration = latest.generation,
            .previousPath = file.previousPath};
}

std::optional<HistoryRecords::FileId> HistoryRecords::find(std::string_view path) const
{
    const auto file = m_present.find(path);
    return file == m_present.end() ? std::nullopt : std::optional(file->second);
}

std::optional<HistoryRecords::FileId> HistoryRecords::findRenamed(std::string_view path) const
{
    const auto file = m_former.find(path);
    return file == m_former.end() || file->second == kNone ? std::nullopt
                                                           : std::optional(file->second);
}

RecordedDigest HistoryRecords::recorded(const Record& record, const Stored& stored) const
{
    const auto bytes = std::span(m_bytes).subspan(stored.bytes, hash::digestSize(stored.algorithm));
    return {.digest = hash::Digest(stored.algorithm, bytes),
            .action = stored.action,
            .hashedAt = stored.hashedAt.value_or(TimePoint{}),
            .generation = record.generation,
            .path = record.path,
            .eitherByteOrder = stored.eitherByteOrder};
}

std::string HistoryRecords::folderNow(std::string_view path, std::uint32_t generation) const
{
    std::string name(path);
    for (const FolderMoves& moves : m_folderMoves) {
        if (moves.generation <= generation)
            continue;
        const auto own = moves.folders.find(name);
        name = own != moves.folders.end() ? std::string(own->second)
                                          : movedPath(moves.folders, name).value_or(name);
    }
    return name;
}

std::vector<RecordedDigest> HistoryRecords::digests(FileId id) const
{
    std::vector<RecordedDigest> digests;
    for (std::uint32_t i = m_files[id].first; i != kNone; i = m_records[i].next) {
        const Record& record = m_records[i];
        for (const Stored& stored :
             std::span(m_digests).subspan(record.firstDigest, record.digestCount))
            digests.push_back(recorded(record, stored));
    }
    return digests;
}

std::optional<RecordedDigest> HistoryRecords::reference(FileId id, hash::Algorithm algorithm) const
{
    for (std::uint32_t i = m_files[id].first; i != kNone; i = m_records[i].next) {
        const Record& record = m_records[i];
        for (const Stored& stored :
             std::span(m_digests).subspan(record.firstDigest, record.digestCount))
            if (stored.algorithm == algorithm && stored.action != Action::Failed)
                return recorded(record, stored);
    }
    return std::nullopt;
}

std::vector<hash::Algorithm> HistoryRecords::algorithms(FileId id) const
{
    std::vector<hash::Algorithm> algorithms;
    for (const hash::Algorithm algorithm : hash::kAllAlgorithms)
        if (reference(id, algorithm))
            algorithms.push_back(algorithm);
    return algorithms;
}

const DirectoryRecord* HistoryRecords::folder(std::string_view path) const
{
    const auto folder = m_folders.find(path);
    return folder == m_folders.end() ? nullptr : &folder->second.latest;
}

std::optional<RecordedSpan> HistoryRecords::folderSpan(std::string_view path) const
{
    const auto folder = m_folders.find(path);
    return folder == m_folders.end() ? std::nullopt : std::optional(folder->second.span);
}

std::vector<std::string_view> HistoryRecords::folders() const
{
    std::vector<std::string_view> folders;
    folders.reserve(m_folders.size());
    for (const auto& [path, record] : m_folders)
        folders.emplace_back(path);
    return folders;
}

} // namespace tailslate::mhl::detail
