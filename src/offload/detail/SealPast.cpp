// SPDX-License-Identifier: Apache-2.0
#include "offload/detail/SealPast.h"

#include "mhl/LoadedHistory.h"
#include "mhl/Manifest.h"
#include "offload/detail/SealInChain.h"
#include "offload/HistoryPaths.h"
#include "offload/NameRules.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace tailslate::offload::detail {
namespace {

namespace fs = std::filesystem;

/// Takes the records of a manifest whose other words are wanted.
class UnwantedRecords final : public mhl::RecordSink {
public:
    Result<void> takeFile(const mhl::FileView& /*file*/) override { return {}; }

    Result<void> takeDirectory(const mhl::DirectoryRecord& /*directory*/) override { return {}; }
};

std::string inScope(std::string_view scope, std::string_view path)
{
    return scope.empty() ? std::string(path) : fmt::format("{}/{}", scope, path);
}

/// The file of the card whose copy is the file `name` in the history of a scope at a destination;
/// null for none.
const media::CardFile* copiedTo(const Plan& plan, std::size_t destination, std::string_view scope,
                                const std::string& name)
{
    const NameRules rules = nameRulesFor(plan.destinations[destination].volume);
    const std::string folder = inScope(scope, kHistory);
    const std::string path = foldedName(rules, fmt::format("{}/{}", folder, name));
    const auto file = std::ranges::find_if(plan.files(), [&](const media::CardFile& one) {
        return one.path.size() > folder.size() && one.path[folder.size()] == '/' &&
               foldedName(rules, one.path) == path;
    });
    return file == plan.files().end() ? nullptr : &*file;
}

/// When our own last seal of a scope began, if it was cut off after the manifest and before the
/// chain; the next try takes its place. Nothing for any other manifest that no chain lists: that is
/// a file of the card, or a damaged history, and nobody's to repair.
/// @param listed What the chain lists.
std::optional<TimePoint> interruptedSeal(io::FileSystem& files, const Plan& plan,
                                         std::size_t destination, const std::string& scope,
                                         const std::vector<mhl::ChainEntry>& listed,
                                         const SealInfo& seal, const std::stop_token& stop)
{
    const fs::path sealed = scopePath(plan.destinations[destination].rollFolder, scope);
    const fs::path folder = sealed / kHistory;
    const auto entries = files.list(folder);
    if (!entries)
        return std::nullopt;
    std::optional<fs::path> name;
    for (const io::DirectoryEntry& entry : *entries) {
        const auto isThis = [&entry](const mhl::ChainEntry& generation) {
            return generation.fileName == entry.name.native();
        };
        if (entry.name.extension() != ".mhl" || entry.name.native().starts_with('.') ||
            std::ranges::any_of(listed, isThis) ||
            copiedTo(plan, destination, scope, entry.name.native()) != nullptr)
            continue;
        if (name)
            return std::nullopt;
        name = entry.name;
    }
    if (!name)
        return std::nullopt;
    UnwantedRecords unwanted;
    const auto manifest = mhl::readManifestFile(files, folder / *name, unwanted, nullptr, stop);
    if (!manifest || manifest->head.creator.toolName != seal.toolName ||
        manifest->head.process != mhl::Process::Transfer)
        return std::nullopt;

    // 0001_A001R2EC_2026-01-16_091500Z.mhl
    constexpr std::size_t kTimeLength = std::string_view("2026-01-16_091500Z").size();
    const std::string stem = name->stem().native();
    if (stem.size() < kTimeLength)
        return std::nullopt;
    std::string time = stem.substr(stem.size() - kTimeLength);
    time.replace(10, 1, "T").insert(13, ":").insert(16, ":");
    const auto started = fromIso8601(time);
    const auto generation = static_cast<std::uint32_t>(listed.size() + 1);
    if (!started ||
        mhl::manifestFileName(generation, sealed.filename().native(), *started) != name->native())
        return std::nullopt;
    return *started;
}

std::vector<std::string> referencesOf(const mhl::Manifest& manifest)
{
    std::vector<std::string> paths;
    for (const mhl::Reference& reference : manifest.references)
        paths.push_back(reference.path);
    return paths;
}

bool isOfJob(const mhl::Manifest& manifest, const Plan& plan, const SealInfo& seal)
{
    return manifest.process == mhl::Process::Transfer &&
           manifest.creator.toolName == seal.toolName &&
           manifest.creator.comment.starts_with(jobWords(plan));
}

/// Whether the card brings manifests in the history of a scope.
bool bringsManifests(const Plan& plan, std::string_view scope)
{
    const std::string folder = inScope(scope, kHistory) + "/";
    return std::ranges::any_of(plan.files(), [&](const media::CardFile& file) {
        return file.path.starts_with(folder) && file.path.ends_with(".mhl");
    });
}

} // namespace

std::string jobWords(const Plan& plan)
{
    return fmt::format("Offload {} from ", plan.jobId.toString());
}

std::optional<hash::Digest> comparedDigest(const mhl::SourceDigests* recorded, Mode mode,
                                           hash::Algorithm jobs, std::string_view path,
                                           hash::Algorithm algorithm)
{
    // Read twice, a file counts as confirmed without its manifest as well.
    if (recorded == nullptr || mode != Mode::Verify || recorded->find(path, jobs) ||
        recorded->algorithmFor(path) != algorithm)
        return std::nullopt;
    return recorded->find(path, algorithm);
}

EarlierRecords::EarlierRecords(const std::vector<media::CardFile>& files, std::string scope,
                               hash::Algorithm algorithm, KnownNow now)
    : m_files(files)
    , m_scope(std::move(scope))
    , m_algorithm(algorithm)
    , m_now(std::move(now))
    , m_words(files.size(), Word::None)
{
}

std::optional<std::size_t> EarlierRecords::find(std::string_view path) const
{
    const std::string nested = m_scope.empty() ? std::string() : inScope(m_scope, path);
    const std::string_view onCard = m_scope.empty() ? path : std::string_view(nested);
    const auto file = std::ranges::lower_bound(m_files, onCard, {}, &media::CardFile::path);
    if (file == m_files.end() || file->path != onCard)
        return std::nullopt;
    return static_cast<std::size_t>(file - m_files.begin());
}

Result<std::vector<mhl::Generation>>
EarlierRecords::read(io::FileSystem& files, const fs::path& folder, const std::stop_token& stop)
{
    TAILSLATE_TRY(auto generations, mhl::readHistory(files, folder, *this, stop));
    if (m_hasRenames)
        TAILSLATE_CHECK(followRenames(files, folder, stop));
    return generations;
}

/// Which file a record is of depends on all renames after it: what was taken one by one is taken
/// anew from the history as a whole.
Result<void> EarlierRecords::followRenames(io::FileSystem& files, const fs::path& folder,
                                           const std::stop_token& stop)
{
    TAILSLATE_TRY(const auto history, mhl::LoadedHistory::load(files, folder, stop));
    for (const mhl::HistoryProblem& problem : history.problems())
        if (mhl::isFatal(problem.fault))
            return failure(ErrorCode::DataCorrupted, problem.message, problem.path);
    std::ranges::fill(m_words, Word::None);
    for (mhl::LoadedHistory::FileId id = 0; id < history.fileCount(); ++id)
        if (const auto file = find(history.file(id).path))
            for (const mhl::RecordedDigest& recorded : history.digests(id))
                take(*file, recorded.action, recorded.digest);
    return {};
}

Result<void> EarlierRecords::takeFile(const mhl::FileView& record)
{
    m_hasRenames = m_hasRenames || (record.previousPath && *record.previousPath != record.path);
    if (const auto file = find(record.path))
        for (const mhl::HashEntry& entry : record.hashes)
            take(*file, entry.action, entry.digest);
    return {};
}

Result<void> EarlierRecords::takeDirectory(const mhl::DirectoryRecord& record)
{
    m_hasRenames = m_hasRenames || (record.previousPath && *record.previousPath != record.path);
    return {};
}

void EarlierRecords::take(std::size_t file, const std::optional<mhl::Action>& action,
                          const hash::Digest& recorded)
{
    if (action != mhl::Action::Failed)
        m_words[file] = after(m_words[file], file, recorded);
}

EarlierRecords::Word EarlierRecords::after(Word before, std::size_t file,
                                           const hash::Digest& recorded) const
{
    // Of our algorithm the earliest one counts.
    if (before == Word::Equal || before == Word::Different)
        return before;
    const hash::Algorithm algorithm = recorded.algorithm();
    if (algorithm == m_algorithm)
        return m_now.digest && m_now.digest(file) != recorded ? Word::Different : Word::Equal;
    if (const auto compared = m_now.other(file, algorithm))
        return *compared == recorded ? static_cast<Word>(static_cast<unsigned>(Word::Compared) |
                                                         static_cast<unsigned>(algorithm))
                                     : Word::Different;
    return before == Word::None ? static_cast<Word>(algorithm) : before;
}

Result<Standing> EarlierRecords::standingOf(std::size_t file) const
{
    const Word word = m_words[file];
    switch (word) {
    case Word::None:
        return Standing{};
    case Word::Equal:
        return Standing{mhl::Action::Verified, std::nullopt};
    case Word::Different:
        return failure(ErrorCode::DataCorrupted,
                       "the history there records another digest than the card's",
                       m_files[file].path);
    default:
        break;
    }
    const auto value = static_cast<unsigned>(word);
    const auto compared = static_cast<unsigned>(Word::Compared);
    if ((value & compared) != 0)
        return Standing{mhl::Action::Verified,
                        m_now.other(file, static_cast<hash::Algorithm>(value & ~compared))};
    const std::string_view algorithm = hash::algorithmName(static_cast<hash::Algorithm>(value));
    return failure(ErrorCode::Unsupported,
                   fmt::format("the history there records {}; offload the card with --hash {}, or "
                               "in mode verify without leaving out the manifests on the card",
                               algorithm, algorithm),
                   m_files[file].path);
}

Result<Past> readPast(io::FileSystem& files, const OffloadResult& result, std::size_t destination,
                      const std::string& scope, const SealInfo& seal, const std::stop_token& stop)
{
    const Plan& plan = result.plan;
    const fs::path folder = scopePath(plan.destinations[destination].rollFolder, scope);
    KnownNow now;
    now.digest = [&result, destination](std::size_t file) {
        return *result.copy(file, destination).sourceDigest;
    };
    now.other = [&result, destination](std::size_t file,
                                       hash::Algorithm algorithm) -> std::optional<hash::Digest> {
        if (!result.copy(file, destination).sourceConfirmed)
            return std::nullopt;
        const Plan& made = result.plan;
        return comparedDigest(made.cardManifests.get(), made.mode, made.algorithm,
                              made.files()[file].path, algorithm);
    };
    Past past{.records = {plan.files(), scope, plan.algorithm, std::move(now)},
              .chain = {},
              .ignorePatterns = {},
              .interrupted = {}};
    const auto generations = past.records.read(files, folder, stop);
    if (generations) {
        for (const mhl::Generation& generation : *generations) {
            past.chain.push_back(generation.entry);
            past.ignorePatterns.follow(generation.manifest.ignorePatterns);
        }
        for (const mhl::Generation& generation : *generations)
            std::ranges::move(referencesOf(generation.manifest),
                              std::back_inserter(past.references));
        if (!generations->empty() && isOfJob(generations->back().manifest, plan, seal))
            past.own =
                OwnSeal{generations->back().entry, referencesOf(generations->back().manifest)};
        past.interrupted = interruptedSeal(files, plan, destination, scope, past.chain, seal, stop);
        return past;
    }
    const Error& error = generations.error();
    if (error.code != ErrorCode::NotFound)
        return std::unexpected(error);
    if (error.path == folder / kHistory)
        return past;
    if (error.path == folder / kHistory / kChain && bringsManifests(plan, scope))
        return failure(ErrorCode::DataCorrupted,
                       fmt::format("the card brings manifests without its chain file, {}, so no "
                                   "seal can go on from them; complete that history, or keep the "
                                   "folder elsewhere, and offload the card to a new roll folder",
                                   kChain),
                       scopePath(plan.card.root, scope) / kHistory);
    past.interrupted = interruptedSeal(files, plan, destination, scope, {}, seal, stop);
    if (past.interrupted)
        return past;
    return std::unexpected(error);
}

bool hasInterruptedSeal(io::FileSystem& files, const Plan& plan, std::size_t destination,
                        const SealInfo& seal, const std::stop_token& stop)
{
    const auto chain = chainOf(files, plan.destinations[destination].rollFolder);
    return chain && interruptedSeal(files, plan, destination, {}, *chain, seal, stop);
}

Result<void> checkNameIsFree(const Plan& plan, std::size_t destination, std::string_view scope,
                             const std::string& name)
{
    const media::CardFile* const file = copiedTo(plan, destination, scope, name);
    if (file == nullptr)
        return {};
    return failure(ErrorCode::AlreadyExists,
                   fmt::format("the seal would be written in the place of this file of the card, "
                               "as {}; offload the card to a roll folder of another name",
                               name),
                   plan.card.root / file->path);
}

} // namespace tailslate::offload::detail
