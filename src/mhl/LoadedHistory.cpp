// SPDX-License-Identifier: Apache-2.0
#include "mhl/LoadedHistory.h"

#include "mhl/Collection.h"
#include "mhl/detail/HistoryFiles.h"
#include "mhl/detail/HistoryRecords.h"
#include "mhl/LegacyManifest.h"
#include "mhl/PatternList.h"
#include "mhl/ReadManifest.h"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>
#include <unordered_set>
#include <utility>

namespace tailslate::mhl {
namespace fs = std::filesystem;

namespace {

/// The line of a manifest that no chain lists.
ChainEntry entryFor(const fs::path& path)
{
    const std::vector<std::byte> nothing(hash::digestSize(hash::Algorithm::C4));
    return {.generation = 1,
            .fileName = path.filename().native(),
            .c4 = hash::Digest(hash::Algorithm::C4, nothing)};
}

} // namespace

HistoryFault faultOf(const Error& error) noexcept
{
    switch (error.code) {
    case ErrorCode::NotFound:
        return HistoryFault::ManifestMissing;
    case ErrorCode::DataCorrupted:
        return HistoryFault::ManifestModified;
    default:
        return HistoryFault::ManifestUnreadable;
    }
}

bool isFatal(HistoryFault fault) noexcept
{
    return fault != HistoryFault::ManifestNotListed && fault != HistoryFault::FolderUnreadable;
}

bool RecordedDigest::fits(const hash::Digest& computed) const
{
    return digest == computed ||
           (eitherByteOrder && digest.algorithm() == computed.algorithm() &&
            std::ranges::equal(digest.bytes() | std::views::reverse, computed.bytes()));
}

class LoadedHistory::State {
public:
    /// Reads one manifest into the next generation.
    /// @return The error of reading it; what it says then does not count.
    Result<void> add(io::FileSystem& files, const fs::path& path, ChainEntry entry,
                     const hash::Digest* expected, const std::stop_token& stop)
    {
        records.begin(entry.generation);
        auto manifest = readManifestFile(files, path, records, expected, stop);
        generations.push_back(
            {.entry = std::move(entry), .head = {}, .fileCount = 0, .usable = false});
        if (!manifest) {
            records.discard();
            return std::unexpected(std::move(manifest).error());
        }
        const auto isNew = [&](const std::string& pattern) {
            return !ignorePatterns.contains(pattern);
        };
        if (ignorePatterns.size() + static_cast<std::size_t>(std::ranges::count_if(
                                        manifest->head.ignorePatterns, isNew)) >
            kMostIgnorePatterns) {
            records.discard();
            return failure(ErrorCode::BadFormat,
                           fmt::format("with this manifest the history has over {} ignore patterns",
                                       kMostIgnorePatterns),
                           path);
        }
        const auto fileCount = records.commit(manifest->head.creator.created);
        if (!fileCount) {
            records.discard();
            return std::unexpected(fileCount.error());
        }
        LoadedGeneration& generation = generations.back();
        generation.entry.c4 = manifest->c4;
        generation.head = std::move(manifest->head);
        generation.fileCount = *fileCount;
        generation.usable = true;
        ignorePatterns.follow(generation.head.ignorePatterns);
        return {};
    }

    /// Likewise a legacy manifest.
    Result<void> addLegacy(const LegacyManifest& legacy, ChainEntry entry)
    {
        records.begin(entry.generation);
        LoadedGeneration& generation = generations.emplace_back(LoadedGeneration{
            .entry = std::move(entry), .head = {}, .fileCount = 0, .usable = false});
        generation.head.creator.created =
            legacy.finished.value_or(legacy.started.value_or(TimePoint{}));
        generation.head.creator.hostname = legacy.hostname;
        generation.head.creator.toolName = legacy.tool;
        for (const LegacyFile& file : legacy.files)
            TAILSLATE_CHECK(records.takeLegacyFile(file));
        TAILSLATE_TRY(generation.fileCount, records.commit(generation.head.creator.created));
        generation.usable = true;
        return {};
    }

    void addProblem(HistoryFault fault, fs::path path, std::string message)
    {
        problems.push_back(
            {.fault = fault, .path = std::move(path), .message = std::move(message)});
    }

    /// Of the manifests that lie in the folder, those that `chain` does not list.
    void addUnlisted(const fs::path& scope, const std::vector<std::string>& present,
                     const std::vector<ChainEntry>& chain)
    {
        std::unordered_set<std::string> listed{detail::chainFile(scope).filename().native()};
        for (const ChainEntry& entry : chain)
            listed.insert(entry.fileName);
        for (const std::string& name : present)
            if (!listed.contains(name))
                addProblem(HistoryFault::ManifestNotListed, detail::historyFolder(scope) / name,
                           "the chain does not list this manifest, it is no part of the history");
    }

    std::vector<LoadedGeneration> generations;
    std::vector<HistoryProblem> problems;
    PatternList ignorePatterns;
    detail::HistoryRecords records;
};

LoadedHistory::LoadedHistory()
    : m_state(std::make_unique<const State>())
{
}

LoadedHistory::LoadedHistory(std::unique_ptr<const State> state)
    : m_state(std::move(state))
{
}

LoadedHistory::LoadedHistory(LoadedHistory&&) noexcept = default;
LoadedHistory& LoadedHistory::operator=(LoadedHistory&&) noexcept = default;
LoadedHistory::~LoadedHistory() = default;

Result<LoadedHistory> LoadedHistory::load(io::FileSystem& files, const fs::path& scope,
                                          const std::stop_token& stop)
{
    auto state = std::make_unique<State>();
    const auto present = detail::historyFiles(files, scope);
    if (!present) {
        state->addProblem(HistoryFault::ChainUnreadable, detail::historyFolder(scope),
                          present.error().message);
        return LoadedHistory(std::move(state));
    }
    if (present->empty())
        return LoadedHistory(std::move(state));

    auto chain = detail::readChain(files, scope);
    if (!chain) {
        const bool missing = chain.error().code == ErrorCode::NotFound;
        state->addProblem(missing ? HistoryFault::ChainMissing : HistoryFault::ChainUnreadable,
                          detail::chainFile(scope), chain.error().message);
        return LoadedHistory(std::move(state));
    }
    for (const ChainEntry& entry : *chain) {
        const fs::path path = detail::historyFolder(scope) / entry.fileName;
        const Result<void> added = state->add(files, path, entry, &entry.c4, stop);
        if (added)
            continue;
        if (added.error().code == ErrorCode::Cancelled)
            return std::unexpected(added.error());
        state->addProblem(faultOf(added.error()), path,
                          added.error().code == ErrorCode::NotFound
                              ? "a manifest that the chain lists is missing"
                              : added.error().message);
    }
    state->addUnlisted(scope, *present, *chain);
    state->records.finish();
    return LoadedHistory(std::move(state));
}

Result<LoadedHistory> LoadedHistory::loadPackingList(io::FileSystem& files, const fs::path& path,
                                                     const std::stop_token& stop)
{
    auto state = std::make_unique<State>();
    const auto listed = recordedC4(files, path);
    if (!listed)
        state->addProblem(HistoryFault::ChainUnreadable, listed.error().path,
                          listed.error().message);
    const hash::Digest* const expected = listed && *listed ? &**listed : nullptr;
    const Result<void> added = state->add(files, path, entryFor(path), expected, stop);
    if (!added && added.error().code == ErrorCode::DataCorrupted)
        state->addProblem(HistoryFault::ManifestModified, path,
                          "the manifest was modified after it was written, its C4 ID is not that "
                          "of the chain or collection");
    else if (!added)
        return std::unexpected(added.error());
    state->records.finish();
    return LoadedHistory(std::move(state));
}

Result<LoadedHistory> LoadedHistory::loadLegacy(io::FileSystem& files, const fs::path& path,
                                                const std::stop_token& stop)
{
    auto state = std::make_unique<State>();
    TAILSLATE_TRY(const LegacyManifest legacy, readLegacyFile(files, path, stop));
    TAILSLATE_CHECK(state->addLegacy(legacy, entryFor(path)));
    state->records.finish();
    return LoadedHistory(std::move(state));
}

bool LoadedHistory::exists() const noexcept
{
    return !m_state->generations.empty() || !m_state->problems.empty();
}

const std::vector<LoadedGeneration>& LoadedHistory::generations() const noexcept
{
    return m_state->generations;
}

const std::vector<HistoryProblem>& LoadedHistory::problems() const noexcept
{
    return m_state->problems;
}

bool LoadedHistory::isSound() const noexcept
{
    return std::ranges::none_of(
        m_state->problems, [](const HistoryProblem& problem) { return isFatal(problem.fault); });
}

const std::vector<std::string>& LoadedHistory::ignorePatterns() const noexcept
{
    return m_state->ignorePatterns.lines();
}

std::size_t LoadedHistory::fileCount() const noexcept
{
    return m_state->records.fileCount();
}

RecordedFile LoadedHistory::file(FileId id) const
{
    return m_state->records.file(id);
}

std::optional<LoadedHistory::FileId> LoadedHistory::find(std::string_view path) const
{
    return m_state->records.find(path);
}

std::optional<LoadedHistory::FileId> LoadedHistory::findRenamed(std::string_view path) const
{
    return m_state->records.findRenamed(path);
}

std::string LoadedHistory::folderNow(std::string_view path, std::uint32_t generation) const
{
    return m_state->records.folderNow(path, generation);
}

std::vector<RecordedDigest> LoadedHistory::digests(FileId id) const
{
    return m_state->records.digests(id);
}

std::optional<RecordedDigest> LoadedHistory::reference(FileId id, hash::Algorithm algorithm) const
{
    return m_state->records.reference(id, algorithm);
}

std::vector<hash::Algorithm> LoadedHistory::algorithms(FileId id) const
{
    return m_state->records.algorithms(id);
}

const DirectoryRecord* LoadedHistory::folder(std::string_view path) const
{
    return m_state->records.folder(path);
}

std::optional<RecordedSpan> LoadedHistory::folderSpan(std::string_view path) const
{
    return m_state->records.folderSpan(path);
}

std::uint32_t LoadedHistory::lastFolderRename() const noexcept
{
    return m_state->records.lastFolderRename();
}

std::vector<std::string_view> LoadedHistory::folders() const
{
    return m_state->records.folders();
}

} // namespace tailslate::mhl
