// SPDX-License-Identifier: Apache-2.0
#include "offload/detail/Seal.h"

#include "base/DisplayText.h"
#include "hash/Hasher.h"
#include "io/AlignedBuffer.h"
#include "io/DurableFile.h"
#include "mhl/DirectoryHash.h"
#include "mhl/History.h"
#include "mhl/Manifest.h"
#include "mhl/ReadManifest.h"
#include "mhl/WriteManifest.h"
#include "offload/detail/CopyNames.h"
#include "offload/NameRules.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tailslate::offload::detail {
namespace {

namespace fs = std::filesystem;

/// No manifest or chain is larger.
constexpr std::uint64_t kSizeLimit = std::uint64_t{1} << 30;

constexpr const char* kHistory = "ascmhl";
constexpr const char* kChain = "ascmhl_chain.xml";

Error otherAlgorithm(std::string_view algorithm, const std::string& path)
{
    return {ErrorCode::Unsupported,
            fmt::format("the history there records {}; offload the card with --hash {}", algorithm,
                        algorithm),
            path};
}

/// The digest of a file of the card now, by its index.
using DigestNow = std::function<hash::Digest(std::size_t file)>;

/// What the generations of a history say of the files of a card. However many there are, it holds
/// one byte for each file.
class EarlierRecords final : public mhl::RecordSink {
public:
    /// @param files Sorted by path; borrowed.
    /// @param now   To compare with; may be empty: then every digest is taken for the right one.
    EarlierRecords(const std::vector<media::CardFile>& files, hash::Algorithm algorithm,
                   DigestNow now)
        : m_files(files)
        , m_algorithm(algorithm)
        , m_now(std::move(now))
        , m_words(files.size(), Word::None)
    {
    }

    Result<void> takeFile(const mhl::FileView& record) override
    {
        const auto file =
            std::ranges::lower_bound(m_files, record.path, {}, &media::CardFile::path);
        if (file == m_files.end() || file->path != record.path)
            return {};
        const auto index = static_cast<std::size_t>(file - m_files.begin());
        for (const mhl::HashEntry& hash : record.hashes) {
            Word& word = m_words[index];
            // Of our algorithm the earliest one counts.
            if (hash.action == mhl::Action::Failed || word == Word::Equal ||
                word == Word::Different)
                continue;
            if (hash.digest.algorithm() != m_algorithm)
                word = static_cast<Word>(hash.digest.algorithm());
            else
                word = m_now && m_now(index) != hash.digest ? Word::Different : Word::Equal;
        }
        return {};
    }

    Result<void> takeDirectory(const mhl::DirectoryRecord& /*directory*/) override { return {}; }

    /// Original for a file that no generation knows, Verified for one whose recorded digest agrees.
    /// @return Unsupported when it is known by other algorithms only; DataCorrupted when the
    /// recorded digest is another one.
    [[nodiscard]] Result<mhl::Action> actionFor(std::size_t file) const
    {
        switch (m_words[file]) {
        case Word::None:
            return mhl::Action::Original;
        case Word::Equal:
            return mhl::Action::Verified;
        case Word::Different:
            return failure(ErrorCode::DataCorrupted,
                           "the history there records another digest than the card's",
                           m_files[file].path);
        default:
            return std::unexpected(
                otherAlgorithm(hash::algorithmName(static_cast<hash::Algorithm>(m_words[file])),
                               m_files[file].path));
        }
    }

private:
    /// Other values: the hash::Algorithm that it is known by, and not by ours.
    enum class Word : std::uint8_t { None = 0, Equal = 0xFE, Different = 0xFF };

    const std::vector<media::CardFile>& m_files;
    hash::Algorithm m_algorithm;
    DigestNow m_now;
    std::vector<Word> m_words;
};

/// Takes the records of a manifest whose other words are wanted.
class UnwantedRecords final : public mhl::RecordSink {
public:
    Result<void> takeFile(const mhl::FileView& /*file*/) override { return {}; }

    Result<void> takeDirectory(const mhl::DirectoryRecord& /*directory*/) override { return {}; }
};

/// The history that a destination has already, as far as the next generation must go on from it.
struct Past {
    EarlierRecords records;
    std::vector<mhl::ChainEntry> chain;
    std::vector<std::string> ignorePatterns; ///< The list only ever grows.
    std::optional<TimePoint> interrupted;    ///< The start of a seal that was cut off.
};

bool isHistoryFile(const std::string& path)
{
    return path == kHistory || path.starts_with("ascmhl/");
}

/// The file of the card whose copy is the file `name` in the history of a destination; null for
/// none.
const media::CardFile* copiedTo(const Plan& plan, std::size_t destination, const std::string& name)
{
    const NameRules rules = nameRulesFor(plan.destinations[destination].volume);
    const std::string path = foldedName(rules, fmt::format("{}/{}", kHistory, name));
    const auto file = std::ranges::find_if(plan.files(), [&](const media::CardFile& one) {
        constexpr std::size_t kSlash = std::string_view(kHistory).size();
        return one.path.size() > kSlash && one.path[kSlash] == '/' &&
               foldedName(rules, one.path) == path;
    });
    return file == plan.files().end() ? nullptr : &*file;
}

void addPatterns(std::vector<std::string>& patterns, std::span<const std::string> more)
{
    for (const std::string& pattern : more) {
        if (std::ranges::find(patterns, pattern) == patterns.end())
            patterns.push_back(pattern);
    }
}

/// Whether the card has a file or folder whose name ends so.
bool hasNamesOnCard(const media::Card& card, std::string_view extension)
{
    const auto inPath = [extension](std::string_view path) {
        for (auto at = path.find(extension); at != path.npos; at = path.find(extension, at + 1)) {
            const std::string_view rest = path.substr(at + extension.size());
            if (rest.empty() || rest.front() == '/')
                return true;
        }
        return false;
    };
    return std::ranges::any_of(card.files, inPath, &media::CardFile::path) ||
           std::ranges::any_of(card.folders, inPath,
                               [](const fs::path& folder) { return folder.native(); });
}

/// What offloads leave beside the copies is ignored, unless the card itself has such names: then
/// they are copies like any other.
void ignoreOurOwn(std::vector<std::string>& patterns, const media::Card& card, const char* pattern,
                  const char* extension)
{
    if (hasNamesOnCard(card, extension))
        std::erase(patterns, pattern);
    else
        addPatterns(patterns, std::vector<std::string>{pattern});
}

/// When our own last seal of a destination began, if it was cut off after the manifest and before
/// the chain; the next try takes its place. Nothing for any other manifest that no chain lists:
/// that is a file of the card, or a damaged history, and nobody's to repair.
/// @param listed The generations that the chain lists.
std::optional<TimePoint> interruptedSeal(io::FileSystem& files, const Plan& plan,
                                         std::size_t destination,
                                         const std::vector<mhl::Generation>& listed,
                                         const SealInfo& seal, const std::stop_token& stop)
{
    const fs::path& scope = plan.destinations[destination].rollFolder;
    const fs::path folder = scope / kHistory;
    const auto entries = files.list(folder);
    if (!entries)
        return std::nullopt;
    std::optional<fs::path> name;
    for (const io::DirectoryEntry& entry : *entries) {
        const auto isThis = [&entry](const mhl::Generation& generation) {
            return generation.entry.fileName == entry.name.native();
        };
        if (entry.name.extension() != ".mhl" || entry.name.native().starts_with('.') ||
            std::ranges::any_of(listed, isThis) ||
            copiedTo(plan, destination, entry.name.native()) != nullptr)
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
        mhl::manifestFileName(generation, scope.filename().native(), *started) != name->native())
        return std::nullopt;
    return *started;
}

bool bringsManifests(const Plan& plan)
{
    return std::ranges::any_of(plan.files(), [](const media::CardFile& file) {
        return isHistoryFile(file.path) && file.path.ends_with(".mhl");
    });
}

Result<Past> readPast(io::FileSystem& files, const OffloadResult& result, std::size_t destination,
                      const SealInfo& seal, const std::stop_token& stop)
{
    const Plan& plan = result.plan;
    const fs::path& scope = plan.destinations[destination].rollFolder;
    Past past{.records = {plan.files(), plan.algorithm,
                          [&result, destination](std::size_t file) {
                              return *result.copy(file, destination).sourceDigest;
                          }},
              .chain = {},
              .ignorePatterns = {},
              .interrupted = {}};
    const auto generations = mhl::readHistory(files, scope, past.records, stop);
    if (generations) {
        for (const mhl::Generation& generation : *generations) {
            past.chain.push_back(generation.entry);
            addPatterns(past.ignorePatterns, generation.manifest.ignorePatterns);
        }
        past.interrupted = interruptedSeal(files, plan, destination, *generations, seal, stop);
        return past;
    }
    const Error& error = generations.error();
    if (error.code != ErrorCode::NotFound)
        return std::unexpected(error);
    if (error.path == scope / kHistory)
        return past;
    if (error.path == scope / kHistory / kChain && bringsManifests(plan))
        return failure(ErrorCode::DataCorrupted,
                       fmt::format("the card brings manifests without its chain file, {}, so no "
                                   "seal can go on from them; complete that history, or keep the "
                                   "folder elsewhere, and offload the card to a new roll folder",
                                   kChain),
                       plan.card.root / kHistory);
    past.interrupted = interruptedSeal(files, plan, destination, {}, seal, stop);
    if (past.interrupted)
        return past;
    return std::unexpected(error);
}

/// A file of the card is evidence, and no seal is ever written in its place.
Result<void> checkNameIsFree(const Plan& plan, std::size_t destination, const std::string& name)
{
    const media::CardFile* const file = copiedTo(plan, destination, name);
    if (file == nullptr)
        return {};
    return failure(ErrorCode::AlreadyExists,
                   fmt::format("the seal would be written in the place of this file of the card, "
                               "as {}; offload the card to a roll folder of another name",
                               name),
                   plan.card.root / file->path);
}

std::string comment(const OffloadResult& result, std::size_t destination, const std::string& remark)
{
    std::string text = fmt::format(
        "Offload {} from {}; every file read back from the medium and equal to the card.",
        result.plan.jobId.toString(), displayText(result.plan.card.root));
    if (const auto read = result.copies.cardRead())
        text += *read == io::Transfer::Cached ? " The card was read through the memory cache."
                                              : " The card was read past the memory cache.";
    std::size_t fromCopies = 0;
    for (std::size_t file = 0; file < result.copies.files(); ++file)
        fromCopies += result.copies.isFromCopy(file, destination) ? 1 : 0;
    if (fromCopies > 0)
        text += fmt::format(" Files filled from a verified copy at another destination, equal to "
                            "the card: {}.",
                            fromCopies);
    for (std::size_t i = 0; i < result.plan.destinations.size(); ++i) {
        if (i != destination)
            text += fmt::format(" Also to {}.", displayText(result.plan.destinations[i].folder));
    }
    if (!remark.empty())
        text += fmt::format(" Remark: {}", remark);
    return text;
}

hash::Digest c4Of(std::string_view text)
{
    return hash::digestOf(hash::Algorithm::C4, std::as_bytes(std::span(text)));
}

/// What the medium holds of a file, and how that was read.
struct OnMedium {
    hash::Digest c4;
    io::Transfer transfer;
    bool tellsCache;
};

Result<OnMedium> readFromMedium(io::FileSystem& files, const fs::path& path,
                                const jobs::JobContext& context)
{
    constexpr std::size_t kBlock = std::size_t{1} << 20;
    TAILSLATE_TRY(const auto file, files.openForReading(path, io::ReadFrom::Medium));
    const auto hasher = hash::makeHasher(hash::Algorithm::C4);
    io::AlignedBuffer buffer(kBlock);
    for (std::uint64_t offset = 0;; offset += kBlock) {
        TAILSLATE_CHECK(context.checkStop());
        TAILSLATE_TRY(const std::size_t count, file->readAt(offset, buffer.bytes()));
        hasher->update(buffer.bytes().first(count));
        if (count < kBlock)
            return OnMedium{hasher->finish(), file->transfer(), file->tellsCache()};
    }
}

std::unexpected<Error> badlyWritten(const fs::path& path)
{
    return failure(ErrorCode::DataCorrupted,
                   "read back from the disk, the seal differs from what was written; do not trust "
                   "this drive, copy to another one",
                   path);
}

/// The seal is part of the proof: what the medium holds of it must be what was written.
Result<void> checkOnMedium(io::FileSystem& files, const fs::path& path, const hash::Digest& written,
                           const jobs::JobContext& context)
{
    // Once more where it differs, as for copies: a fault on the way here is not one of the medium.
    for (int tries = 0; tries < 2; ++tries) {
        TAILSLATE_TRY(const OnMedium found, readFromMedium(files, path, context));
        if (found.c4 != written)
            continue;
        if (found.transfer != io::Transfer::Cached)
            return {};
        return failure(ErrorCode::Unsupported,
                       found.tellsCache
                           ? "the volume does not let the seal be read past the page cache, so it "
                             "is not proved; use another file system"
                           : "this user neither owns nor may write the seal, so the system does "
                             "not tell whether it was read from the disk or from memory, and it is "
                             "not proved; offload as its owner, or change its owner or permissions",
                       path);
    }
    return badlyWritten(path);
}

mhl::HashEntry directoryEntry(const hash::Digest& digest, TimePoint at)
{
    return {digest, std::nullopt, at};
}

/// The verified copies of a destination as records of a manifest, made when they are asked for.
class SealedFiles final : public mhl::FileSource {
public:
    SealedFiles(const OffloadResult& result, std::size_t destination, const EarlierRecords& past)
        : m_result(result)
        , m_destination(destination)
        , m_past(past)
    {
    }

    /// Chooses what the manifest records, and finds out whether it can.
    Result<void> collect(const jobs::JobContext& context)
    {
        const auto& files = m_result.plan.files();
        for (std::size_t i = 0; i < files.size(); ++i) {
            TAILSLATE_CHECK(context.checkStop());
            if (isHistoryFile(files[i].path))
                continue;
            if (!mhl::canHoldName(files[i].path))
                continue;
            TAILSLATE_CHECK(m_past.actionFor(i));
            m_indices.push_back(static_cast<std::uint32_t>(i));
        }
        return {};
    }

    [[nodiscard]] std::size_t count() const override { return m_indices.size(); }

    [[nodiscard]] mhl::FileView at(std::size_t index) override
    {
        const std::size_t number = m_indices[index];
        const media::CardFile& file = m_result.plan.files()[number];
        const CopyEvidence copy = m_result.copy(number, m_destination);
        const mhl::Action action = m_past.actionFor(number).value_or(mhl::Action::Original);
        m_entry = mhl::HashEntry{*copy.sourceDigest, action, copy.at};
        return {.path = file.path,
                .size = file.size,
                .created = std::nullopt,
                .modified = file.modified,
                .hashes = {&*m_entry, 1},
                .previousPath = std::nullopt};
    }

private:
    const OffloadResult& m_result;
    std::size_t m_destination;
    const EarlierRecords& m_past;
    std::vector<std::uint32_t> m_indices;  ///< Into the plan's files.
    std::optional<mhl::HashEntry> m_entry; ///< Of the file asked for last.
};

/// Adds the digests of every folder, and of the roll as a whole.
Result<void> addDirectories(mhl::Manifest& manifest, SealedFiles& files, const Plan& plan,
                            TimePoint at, const std::stop_token& stop)
{
    std::vector<std::string_view> folders;
    for (const fs::path& folder : plan.card.folders) {
        if (!isHistoryFile(folder.native()) && mhl::canHoldName(folder.native()))
            folders.push_back(folder.native());
    }
    TAILSLATE_TRY(auto digests, mhl::directoryDigests(files, folders, plan.algorithm, stop));
    for (mhl::DirectoryDigest& folder : digests) {
        if (folder.path.empty()) {
            manifest.rootHash = mhl::RootHash{{directoryEntry(folder.content, at)},
                                              {directoryEntry(folder.structure, at)}};
            continue;
        }
        mhl::DirectoryRecord record;
        record.path = std::move(folder.path);
        record.content.push_back(directoryEntry(folder.content, at));
        record.structure.push_back(directoryEntry(folder.structure, at));
        manifest.directories.push_back(std::move(record));
    }
    return {};
}

} // namespace

Result<void> checkHistory(io::FileSystem& files, const fs::path& scope, const media::Card& card,
                          hash::Algorithm algorithm, const jobs::JobContext& context)
{
    EarlierRecords records(card.files, algorithm, {});
    const auto generations = mhl::readHistory(files, scope, records, context.stop);
    TAILSLATE_CHECK(context.checkStop());
    if (!generations)
        return {};
    for (std::size_t file = 0; file < card.files.size(); ++file) {
        if (auto action = records.actionFor(file); !action) {
            action.error().path = scope / action.error().path;
            return std::unexpected(std::move(action).error());
        }
    }
    return {};
}

std::size_t unsealedNames(const Plan& plan)
{
    return static_cast<std::size_t>(
        std::ranges::count_if(plan.files(), [](const media::CardFile& file) {
            return !isHistoryFile(file.path) && !mhl::canHoldName(file.path);
        }));
}

bool isListed(io::FileSystem& files, const fs::path& manifest)
{
    const auto xml = io::readWholeFile(files, manifest.parent_path() / kChain, kSizeLimit);
    if (!xml)
        return false;
    const auto chain = mhl::chainFromXml(*xml);
    return chain && std::ranges::any_of(*chain, [&](const mhl::ChainEntry& entry) {
               return entry.fileName == manifest.filename().native();
           });
}

Result<fs::path> sealDestination(io::FileSystem& files, const Clock& clock,
                                 const OffloadResult& result, std::size_t destination,
                                 const SealInfo& seal, const jobs::JobContext& context)
{
    const Plan& plan = result.plan;
    const fs::path& scope = plan.destinations[destination].rollFolder;
    TAILSLATE_TRY(Past past, readPast(files, result, destination, seal, context.stop));
    const TimePoint started = past.interrupted.value_or(result.started);
    const auto generation = static_cast<std::uint32_t>(past.chain.size() + 1);
    const std::string name = mhl::manifestFileName(generation, scope.filename().native(), started);
    TAILSLATE_CHECK(checkNameIsFree(plan, destination, name));
    TAILSLATE_CHECK(checkNameIsFree(plan, destination, kChain));

    mhl::Manifest manifest;
    manifest.creator = {.created = clock.now(),
                        .hostname = seal.hostname,
                        .toolName = seal.toolName,
                        .toolVersion = seal.toolVersion,
                        .authors = seal.authors,
                        .location = seal.location,
                        .comment = comment(result, destination, seal.comment)};
    manifest.process = mhl::Process::Transfer;
    manifest.ignorePatterns = std::move(past.ignorePatterns);
    for (const std::string_view pattern : mhl::kDefaultIgnorePatterns)
        addPatterns(manifest.ignorePatterns, std::vector{std::string(pattern)});
    addPatterns(manifest.ignorePatterns, plan.card.ignorePatterns);
    ignoreOurOwn(manifest.ignorePatterns, plan.card, kPartPattern, kPartExtension);
    ignoreOurOwn(manifest.ignorePatterns, plan.card, kAsidePattern, kAsideExtension);

    SealedFiles sealed(result, destination, past.records);
    TAILSLATE_CHECK(sealed.collect(context));
    TAILSLATE_CHECK(addDirectories(manifest, sealed, plan, manifest.creator.created, context.stop));
    TAILSLATE_CHECK(context.checkStop());
    auto written = mhl::appendGeneration(files, scope, manifest, sealed, started, context.stop);
    if (!written) {
        const Error& error = written.error();
        const bool isNew =
            error.path == scope / kHistory / name || error.path == scope / kHistory / kChain;
        return error.code == ErrorCode::DataCorrupted && isNew ? badlyWritten(error.path)
                                                               : std::unexpected(error);
    }
    past.chain.push_back({written->generation, written->manifestPath.filename(), written->c4});
    TAILSLATE_CHECK(checkOnMedium(files, written->manifestPath, written->c4, context));
    TAILSLATE_CHECK(
        checkOnMedium(files, written->chainPath, c4Of(mhl::chainToXml(past.chain)), context));
    return std::move(written->manifestPath);
}

} // namespace tailslate::offload::detail
