// SPDX-License-Identifier: Apache-2.0
#include "offload/detail/Seal.h"

#include "base/DisplayText.h"
#include "hash/Hasher.h"
#include "io/AlignedBuffer.h"
#include "io/DurableFile.h"
#include "mhl/DirectoryHash.h"
#include "mhl/History.h"
#include "mhl/Manifest.h"
#include "mhl/WriteManifest.h"
#include "offload/detail/CopyNames.h"
#include "offload/detail/SealPast.h"
#include "offload/HistoryPaths.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

namespace tailslate::offload::detail {
namespace {

namespace fs = std::filesystem;

/// No manifest or chain is larger.
constexpr std::uint64_t kSizeLimit = std::uint64_t{1} << 30;

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

/// A history of the roll at a destination, and what its next generation records.
struct Node {
    std::string scope; ///< See historyScopes().
    Past past;
    std::unique_ptr<io::FolderLock> lock;
    std::vector<std::uint32_t> files; ///< Into the plan's files.
    std::vector<mhl::DirectoryRecord> directories;
    std::optional<mhl::RootHash> rootHash;
    std::vector<mhl::Reference> references;
};

/// What of `path` lies below `scope`.
std::string_view pathBelow(std::string_view path, std::string_view scope)
{
    return scope.empty() ? path : path.substr(scope.size() + 1);
}

/// The histories of a roll at a destination, inner ones first. A file is recorded in the one that
/// is nearest to it.
class Nodes {
public:
    /// @return As readPast().
    Result<void> read(io::FileSystem& files, const OffloadResult& result, std::size_t destination,
                      const SealInfo& seal, const jobs::JobContext& context)
    {
        const Plan& plan = result.plan;
        for (const std::string& scope : historyScopes(plan.card)) {
            TAILSLATE_CHECK(context.checkStop());
            std::unique_ptr<io::FolderLock> lock;
            if (!scope.empty()) { // The roll folder is locked for as long as the job runs.
                TAILSLATE_TRY(lock, files.lockFolder(scopePath(
                                        plan.destinations[destination].rollFolder, scope)));
            }
            TAILSLATE_TRY(Past past,
                          readPast(files, result, destination, scope, seal, context.stop));
            m_byScope.emplace(scope, m_nodes.size());
            m_nodes.push_back({scope, std::move(past), std::move(lock), {}, {}, {}, {}});
        }
        return {};
    }

    [[nodiscard]] std::vector<Node>& all() noexcept { return m_nodes; }

    /// The node that records a file or folder.
    [[nodiscard]] std::size_t nodeOf(std::string_view path) const
    {
        for (;;) {
            const auto slash = path.rfind('/');
            path = slash == std::string_view::npos ? std::string_view{} : path.substr(0, slash);
            if (const auto found = m_byScope.find(path); found != m_byScope.end())
                return found->second;
        }
    }

    /// Chooses what the generations record, and finds out whether they can.
    Result<void> collect(const Plan& plan, const jobs::JobContext& context)
    {
        const auto& files = plan.files();
        for (std::size_t i = 0; i < files.size(); ++i) {
            TAILSLATE_CHECK(context.checkStop());
            if (isHistoryPath(files[i].path) || !mhl::canHoldName(files[i].path))
                continue;
            Node& node = m_nodes[nodeOf(files[i].path)];
            TAILSLATE_CHECK(node.past.records.standingOf(i));
            // The histories around it have a say as well.
            for (const Node& other : m_nodes) {
                if (other.past.records.differs(i))
                    TAILSLATE_CHECK(other.past.records.standingOf(i));
            }
            node.files.push_back(static_cast<std::uint32_t>(i));
        }
        return {};
    }

private:
    std::vector<Node> m_nodes;
    std::map<std::string, std::size_t, std::less<>> m_byScope; ///< Of m_nodes.
};

/// The verified copies of a destination as records of one of its histories, made when they are
/// asked for.
class SealedFiles final : public mhl::FileSource {
public:
    SealedFiles(const OffloadResult& result, std::size_t destination, const Node& node)
        : m_result(result)
        , m_destination(destination)
        , m_node(node)
    {
    }

    [[nodiscard]] std::size_t count() const override { return m_node.files.size(); }

    [[nodiscard]] mhl::FileView at(std::size_t index) override
    {
        const std::size_t number = m_node.files[index];
        const media::CardFile& file = m_result.plan.files()[number];
        const CopyEvidence copy = m_result.copy(number, m_destination);
        const Standing standing = m_node.past.records.standingOf(number).value_or(Standing{});
        m_entries.clear();
        m_entries.push_back({*copy.sourceDigest, standing.action, copy.at});
        if (standing.other)
            m_entries.push_back({*standing.other, mhl::Action::Verified, copy.at});
        return {.path = pathBelow(file.path, m_node.scope),
                .size = file.size,
                .created = std::nullopt,
                .modified = file.modified,
                .hashes = m_entries,
                .previousPath = std::nullopt};
    }

private:
    const OffloadResult& m_result;
    std::size_t m_destination;
    const Node& m_node;
    std::vector<mhl::HashEntry> m_entries; ///< Of the file asked for last.
};

/// All verified copies that any history records, for the digests of folders.
class DigestedCopies final : public mhl::FileSource {
public:
    DigestedCopies(const OffloadResult& result, std::size_t destination)
        : m_result(result)
        , m_destination(destination)
    {
        const auto& files = result.plan.files();
        for (std::size_t i = 0; i < files.size(); ++i) {
            if (!isHistoryPath(files[i].path) && mhl::canHoldName(files[i].path))
                m_indices.push_back(static_cast<std::uint32_t>(i));
        }
    }

    [[nodiscard]] std::size_t count() const override { return m_indices.size(); }

    [[nodiscard]] mhl::FileView at(std::size_t index) override
    {
        const std::size_t number = m_indices[index];
        const CopyEvidence copy = m_result.copy(number, m_destination);
        m_entry = mhl::HashEntry{*copy.sourceDigest, std::nullopt, copy.at};
        return {.path = m_result.plan.files()[number].path,
                .size = std::nullopt,
                .created = std::nullopt,
                .modified = std::nullopt,
                .hashes = {&*m_entry, 1},
                .previousPath = std::nullopt};
    }

private:
    const OffloadResult& m_result;
    std::size_t m_destination;
    std::vector<std::uint32_t> m_indices;  ///< Into the plan's files.
    std::optional<mhl::HashEntry> m_entry; ///< Of the file asked for last.
};

/// Folders with a name in them, however deep, that no manifest can hold: a digest would be that of
/// something else.
std::unordered_set<std::string_view> incompleteFolders(const media::Card& card)
{
    std::unordered_set<std::string_view> folders;
    const auto see = [&folders](std::string_view path) {
        if (!isHistoryPath(path) && !mhl::canHoldName(path))
            mhl::addFoldersOf(folders, path);
    };
    for (const media::CardFile& file : card.files)
        see(file.path);
    for (const fs::path& folder : card.folders)
        see(folder.native());
    return folders;
}

/// Adds the digests of every folder, and of each scope as a whole.
Result<void> addDirectories(Nodes& nodes, const OffloadResult& result, std::size_t destination,
                            TimePoint at, const std::stop_token& stop)
{
    const media::Card& card = result.plan.card;
    std::vector<std::string_view> folders;
    for (const fs::path& folder : card.folders) {
        if (!isHistoryPath(folder.native()) && mhl::canHoldName(folder.native()))
            folders.push_back(folder.native());
    }
    const auto incomplete = incompleteFolders(card);
    DigestedCopies copies(result, destination);
    TAILSLATE_TRY(auto digests,
                  mhl::directoryDigests(copies, folders, result.plan.algorithm, stop));
    for (const mhl::DirectoryDigest& folder : digests) {
        if (incomplete.contains(folder.path))
            continue;
        const std::vector content{mhl::HashEntry{folder.content, std::nullopt, at}};
        const std::vector structure{mhl::HashEntry{folder.structure, std::nullopt, at}};
        for (Node& node : nodes.all()) {
            if (node.scope == folder.path)
                node.rootHash = mhl::RootHash{content, structure};
        }
        if (folder.path.empty())
            continue;
        Node& around = nodes.all()[nodes.nodeOf(folder.path)];
        mhl::DirectoryRecord record;
        record.path = pathBelow(folder.path, around.scope);
        record.content = content;
        record.structure = structure;
        around.directories.push_back(std::move(record));
    }
    return {};
}

/// Writes the next generation of each history of a destination.
class Sealer {
public:
    Sealer(io::FileSystem& files, const Clock& clock, const OffloadResult& result,
           std::size_t destination, const SealInfo& seal, const jobs::JobContext& context)
        : m_files(files)
        , m_result(result)
        , m_plan(result.plan)
        , m_destination(destination)
        , m_seal(seal)
        , m_context(context)
        , m_now(clock.now())
    {
    }

    Result<fs::path> run()
    {
        TAILSLATE_CHECK(m_nodes.read(m_files, m_result, m_destination, m_seal, m_context));
        for (const Node& node : m_nodes.all())
            TAILSLATE_CHECK(checkNames(node));
        TAILSLATE_CHECK(m_nodes.collect(m_plan, m_context));
        TAILSLATE_CHECK(addDirectories(m_nodes, m_result, m_destination, m_now, m_context.stop));
        TAILSLATE_CHECK(m_context.checkStop());
        fs::path outermost;
        for (Node& node : m_nodes.all()) {
            if (!node.scope.empty() && node.files.empty() && node.references.empty())
                continue;
            TAILSLATE_TRY(mhl::SealedGeneration sealed, append(node));
            if (!node.scope.empty()) {
                Node& around = m_nodes.all()[m_nodes.nodeOf(node.scope)];
                around.references.push_back(
                    {.path = fmt::format("{}/{}/{}", pathBelow(node.scope, around.scope), kHistory,
                                         sealed.manifestPath.filename().native()),
                     .c4 = sealed.c4});
            }
            outermost = std::move(sealed.manifestPath);
        }
        return outermost;
    }

private:
    [[nodiscard]] fs::path folderOf(const Node& node) const
    {
        return scopePath(m_plan.destinations[m_destination].rollFolder, node.scope);
    }

    [[nodiscard]] TimePoint startOf(const Node& node) const
    {
        return node.past.interrupted.value_or(m_result.started);
    }

    [[nodiscard]] std::string nameOf(const Node& node) const
    {
        const auto generation = static_cast<std::uint32_t>(node.past.chain.size() + 1);
        return mhl::manifestFileName(generation, folderOf(node).filename().native(), startOf(node));
    }

    [[nodiscard]] Result<void> checkNames(const Node& node) const
    {
        TAILSLATE_CHECK(checkNameIsFree(m_plan, m_destination, node.scope, nameOf(node)));
        return checkNameIsFree(m_plan, m_destination, node.scope, kChain);
    }

    [[nodiscard]] mhl::Manifest manifestOf(Node& node) const
    {
        mhl::Manifest manifest;
        manifest.creator = {.created = m_now,
                            .hostname = m_seal.hostname,
                            .toolName = m_seal.toolName,
                            .toolVersion = m_seal.toolVersion,
                            .authors = m_seal.authors,
                            .location = m_seal.location,
                            .comment = comment(m_result, m_destination, m_seal.comment)};
        manifest.process = mhl::Process::Transfer;
        manifest.rootHash = std::move(node.rootHash);
        manifest.directories = std::move(node.directories);
        manifest.references = node.references;
        manifest.ignorePatterns = node.past.ignorePatterns;
        for (const std::string_view pattern : mhl::kDefaultIgnorePatterns)
            addPatterns(manifest.ignorePatterns, std::vector{std::string(pattern)});
        if (node.scope.empty())
            addPatterns(manifest.ignorePatterns, m_plan.card.ignorePatterns);
        ignoreOurOwn(manifest.ignorePatterns, m_plan.card, kPartPattern, kPartExtension);
        ignoreOurOwn(manifest.ignorePatterns, m_plan.card, kAsidePattern, kAsideExtension);
        return manifest;
    }

    Result<mhl::SealedGeneration> append(Node& node)
    {
        const fs::path folder = folderOf(node);
        const std::string name = nameOf(node);
        const mhl::Manifest manifest = manifestOf(node);
        SealedFiles sealed(m_result, m_destination, node);
        auto written =
            mhl::appendGeneration(m_files, folder, manifest, sealed, startOf(node), m_context.stop);
        if (!written) {
            const Error& error = written.error();
            const bool isNew =
                error.path == folder / kHistory / name || error.path == folder / kHistory / kChain;
            return error.code == ErrorCode::DataCorrupted && isNew ? badlyWritten(error.path)
                                                                   : std::unexpected(error);
        }
        std::vector<mhl::ChainEntry> chain = node.past.chain;
        chain.push_back({written->generation, written->manifestPath.filename(), written->c4});
        TAILSLATE_CHECK(checkOnMedium(m_files, written->manifestPath, written->c4, m_context));
        TAILSLATE_CHECK(
            checkOnMedium(m_files, written->chainPath, c4Of(mhl::chainToXml(chain)), m_context));
        return std::move(*written);
    }

    io::FileSystem& m_files;
    const OffloadResult& m_result;
    const Plan& m_plan;
    std::size_t m_destination;
    const SealInfo& m_seal;
    const jobs::JobContext& m_context;
    TimePoint m_now;
    Nodes m_nodes;
};

} // namespace

Result<void> checkHistories(io::FileSystem& files, const fs::path& root, const media::Card& card,
                            const HistoryChoice& choice, const jobs::JobContext& context)
{
    KnownNow now;
    now.other = [&](std::size_t file, hash::Algorithm algorithm) {
        return comparedDigest(choice.recorded, choice.mode, choice.algorithm, card.files[file].path,
                              algorithm);
    };
    for (const std::string& scope : historyScopes(card)) {
        EarlierRecords records(card.files, scope, choice.algorithm, now);
        const auto generations =
            mhl::readHistory(files, scopePath(root, scope), records, context.stop);
        TAILSLATE_CHECK(context.checkStop());
        if (!generations)
            continue;
        for (std::size_t file = 0; file < card.files.size(); ++file) {
            if (auto standing = records.standingOf(file); !standing) {
                standing.error().path = root / standing.error().path;
                return std::unexpected(std::move(standing).error());
            }
        }
    }
    return {};
}

std::size_t unsealedNames(const Plan& plan)
{
    return static_cast<std::size_t>(
        std::ranges::count_if(plan.files(), [](const media::CardFile& file) {
            return !isHistoryPath(file.path) && !mhl::canHoldName(file.path);
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
    return Sealer(files, clock, result, destination, seal, context).run();
}

} // namespace tailslate::offload::detail
