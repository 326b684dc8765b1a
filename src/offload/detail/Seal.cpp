// SPDX-License-Identifier: Apache-2.0
#include "offload/detail/Seal.h"

#include "base/DisplayText.h"
#include "hash/Hasher.h"
#include "io/DurableFile.h"
#include "mhl/DirectoryHash.h"
#include "mhl/History.h"
#include "mhl/Manifest.h"
#include "mhl/ReadManifest.h"
#include "mhl/WriteManifest.h"
#include "offload/detail/SealOnMedium.h"
#include "offload/detail/SealPast.h"
#include "offload/detail/SealPatterns.h"
#include "offload/HistoryPaths.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <ranges>
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

std::string comment(const OffloadResult& result, std::size_t destination, const std::string& remark)
{
    std::string text =
        fmt::format("{}{}; every file read back from the medium and equal to the card.",
                    jobWords(result.plan), displayText(result.plan.card.root));
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

/// A history of the roll at a destination, and what its next generation records.
struct Node {
    std::string scope; ///< See historyScopes().
    Past past;
    std::unique_ptr<io::FolderLock> lock;
    std::vector<std::uint32_t> files; ///< Into the plan's files.
    std::vector<mhl::DirectoryRecord> directories;
    std::optional<mhl::RootHash> rootHash;
    std::vector<mhl::Reference> references;
    bool isSealed = false; ///< By Past::own, which says all that there is to say.
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
            m_nodes.push_back({scope, std::move(past), std::move(lock), {}, {}, {}, {}, false});
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

/// Finds out whether a manifest records the very files that are to be recorded, with their digests.
class SameRecords final : public mhl::RecordSink {
public:
    /// @param expected Sorted by path; borrowed.
    explicit SameRecords(mhl::FileSource& expected)
        : m_expected(expected)
    {
    }

    Result<void> takeFile(const mhl::FileView& file) override
    {
        const auto numbers = std::views::iota(std::size_t{0}, m_expected.count());
        const auto found = std::ranges::lower_bound(
            numbers, file.path, {}, [&](std::size_t i) { return m_expected.at(i).path; });
        if (found == numbers.end()) {
            m_differs = true;
            return {};
        }
        const mhl::FileView expected = m_expected.at(*found);
        const hash::Digest& digest = expected.hashes.front().digest;
        m_differs = m_differs || expected.path != file.path ||
                    std::ranges::none_of(file.hashes, [&](const mhl::HashEntry& entry) {
                        return entry.action != mhl::Action::Failed && entry.digest == digest;
                    });
        ++m_files;
        return {};
    }

    Result<void> takeDirectory(const mhl::DirectoryRecord& /*directory*/) override { return {}; }

    /// Once the manifest was read.
    [[nodiscard]] bool areSame() const { return !m_differs && m_files == m_expected.count(); }

private:
    mhl::FileSource& m_expected;
    std::size_t m_files = 0;
    bool m_differs = false;
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
           std::size_t destination, bool hasNews, const SealInfo& seal,
           const jobs::JobContext& context)
        : m_files(files)
        , m_result(result)
        , m_plan(result.plan)
        , m_destination(destination)
        , m_hasNews(hasNews)
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
        findOwn();
        fs::path outermost;
        for (Node& node : m_nodes.all()) {
            if (!node.scope.empty() && node.files.empty() && node.references.empty())
                continue;
            TAILSLATE_TRY(mhl::SealedGeneration sealed,
                          node.isSealed ? readBackOwn(node) : append(node));
            if (!node.scope.empty())
                aroundOf(node).references.push_back(
                    {.path = pathFromAround(node, sealed.manifestPath.filename().native()),
                     .c4 = sealed.c4});
            outermost = std::move(sealed.manifestPath);
        }
        return outermost;
    }

private:
    [[nodiscard]] fs::path folderOf(const Node& node) const
    {
        return scopePath(m_plan.destinations[m_destination].rollFolder, node.scope);
    }

    /// Of an inner history the one around it.
    [[nodiscard]] Node& aroundOf(const Node& node)
    {
        return m_nodes.all()[m_nodes.nodeOf(node.scope)];
    }

    [[nodiscard]] std::string pathFromAround(const Node& node, std::string_view manifest)
    {
        return fmt::format("{}/{}/{}", pathBelow(node.scope, aroundOf(node).scope), kHistory,
                           manifest);
    }

    /// A job that was cut off between two seals goes on with those it made: no history around
    /// refers to them yet. The outermost one counts as long as nothing came to be known since.
    void findOwn()
    {
        const auto refersTo = [&](const std::vector<std::string>& references, const Node& node) {
            const std::string path = pathFromAround(node, node.past.own->entry.fileName);
            return std::ranges::find(references, path) != references.end();
        };
        for (Node& node : m_nodes.all())
            node.isSealed = !m_plan.reverify && (!m_hasNews || !node.scope.empty()) &&
                            node.past.own && isWhole(node);
        for (Node& node : m_nodes.all()) { // Inner ones first: what comes new is referred to anew.
            if (node.scope.empty() || (node.files.empty() && !node.isSealed))
                continue;
            Node& around = aroundOf(node);
            around.isSealed =
                around.isSealed && node.isSealed && refersTo(around.past.own->references, node);
        }
        for (Node& node : m_nodes.all() | std::views::reverse) {
            if (!node.scope.empty() && node.isSealed && !aroundOf(node).isSealed)
                node.isSealed = !refersTo(aroundOf(node).past.references, node);
        }
    }

    /// Whether it records what would be recorded now.
    [[nodiscard]] bool isWhole(const Node& node) const
    {
        const fs::path history = folderOf(node) / kHistory;
        const auto chain = io::readWholeFile(m_files, history / kChain, kSizeLimit);
        if (!chain || *chain != mhl::chainToXml(node.past.chain))
            return false;
        SealedFiles expected(m_result, m_destination, node);
        SameRecords same(expected);
        const mhl::ChainEntry& own = node.past.own->entry;
        return mhl::readManifestFile(m_files, history / own.fileName, same, &own.c4,
                                     m_context.stop) &&
               same.areSame();
    }

    Result<mhl::SealedGeneration> readBackOwn(const Node& node)
    {
        const fs::path history = folderOf(node) / kHistory;
        const mhl::ChainEntry& own = node.past.own->entry;
        TAILSLATE_CHECK(checkOnMedium(m_files, history / own.fileName, own.c4, m_context));
        TAILSLATE_CHECK(checkOnMedium(m_files, history / kChain,
                                      c4Of(mhl::chainToXml(node.past.chain)), m_context));
        return mhl::SealedGeneration{history / own.fileName, history / kChain, own.generation,
                                     own.c4};
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

    [[nodiscard]] Result<mhl::Manifest> manifestOf(Node& node) const
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
        TAILSLATE_TRY(manifest.ignorePatterns,
                      sealPatterns(m_plan, node.scope, node.past.ignorePatterns, m_context.stop));
        return manifest;
    }

    Result<mhl::SealedGeneration> append(Node& node)
    {
        const fs::path folder = folderOf(node);
        const std::string name = nameOf(node);
        TAILSLATE_TRY(const mhl::Manifest manifest, manifestOf(node));
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
    bool m_hasNews;
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
        const auto generations = records.read(files, scopePath(root, scope), context.stop);
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

Result<fs::path> sealDestination(io::FileSystem& files, const Clock& clock,
                                 const OffloadResult& result, std::size_t destination, bool hasNews,
                                 const SealInfo& seal, const jobs::JobContext& context)
{
    return Sealer(files, clock, result, destination, hasNews, seal, context).run();
}

} // namespace tailslate::offload::detail
