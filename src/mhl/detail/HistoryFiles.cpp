// SPDX-License-Identifier: Apache-2.0
#include "mhl/detail/HistoryFiles.h"

#include "hash/Hasher.h"
#include "io/AlignedBuffer.h"
#include "io/DurableFile.h"
#include "mhl/detail/FileBlocks.h"
#include "mhl/detail/RecordList.h"
#include "mhl/ReadManifest.h"

#include <limits>
#include <span>
#include <string_view>
#include <utility>

namespace tailslate::mhl::detail {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kLargestChain = std::uint64_t{64} << 20;
constexpr const char* kMissing = "a manifest that the chain lists is missing";

/// The error with the file it is about, where it names none.
std::unexpected<Error> about(const fs::path& path, Error error)
{
    if (error.path.empty())
        error.path = path;
    return std::unexpected(std::move(error));
}

/// The error of opening or reading a file of a history; NotFound says which one it is.
std::unexpected<Error> notRead(const fs::path& path, Error error, const char* whenMissing)
{
    if (error.code == ErrorCode::NotFound)
        return failure(ErrorCode::NotFound, whenMissing, path);
    return about(path, std::move(error));
}

Result<std::string> readListedFile(io::FileSystem& files, const fs::path& path,
                                   std::uint64_t sizeLimit, const char* whenMissing)
{
    auto content = io::readWholeFile(files, path, sizeLimit);
    if (!content)
        return notRead(path, std::move(content).error(), whenMissing);
    return content;
}

std::unexpected<Error> modified(const fs::path& path)
{
    return failure(ErrorCode::DataCorrupted,
                   "the manifest was modified after it was written, its C4 ID is not the chain's",
                   path);
}

/// The C4 ID of a whole file.
Result<hash::Digest> c4OfFile(io::FileSystem& files, const fs::path& path)
{
    const auto hasher = hash::makeHasher(hash::Algorithm::C4);
    TAILSLATE_CHECK(readBlocks(files, path, std::numeric_limits<std::uint64_t>::max(), {},
                               [&](std::span<const std::byte> block) -> Result<void> {
                                   hasher->update(block);
                                   return {};
                               }));
    return hasher->finish();
}

/// The first mebibyte of a file.
Result<std::string> beginningOf(io::FileSystem& files, const fs::path& path)
{
    constexpr std::size_t kBeginning = std::size_t{1} << 20;
    auto file = files.openForReading(path, io::ReadFrom::Anywhere);
    if (!file)
        return about(path, std::move(file).error());
    io::AlignedBuffer buffer(kBeginning);
    const auto count = (*file)->readAt(0, buffer.bytes());
    if (!count)
        return about(path, count.error());
    return std::string(reinterpret_cast<const char*>(buffer.bytes().data()), *count);
}

} // namespace

bool isUnfinishedHistory(std::string_view name) noexcept
{
    return name.starts_with(".ascmhl.") && name.ends_with(".tailslate-part");
}

fs::path historyFolder(const fs::path& scope)
{
    return scope / kHistoryFolder;
}

fs::path chainFile(const fs::path& scope)
{
    return historyFolder(scope) / "ascmhl_chain.xml";
}

Result<std::vector<std::string>> historyFiles(io::FileSystem& files, const fs::path& scope)
{
    std::vector<std::string> names;
    const fs::path folder = historyFolder(scope);
    if (const auto info = files.info(folder); info && info->kind == io::FileKind::Symlink)
        return failure(ErrorCode::Unsupported,
                       "the folder of the history is a link; a history is neither read nor written "
                       "through links, put the folder itself in its place",
                       folder);
    const auto entries = files.list(folder);
    if (!entries) {
        if (entries.error().code == ErrorCode::NotFound)
            return names;
        return about(folder, entries.error());
    }
    for (const io::DirectoryEntry& entry : *entries) {
        const std::string& name = entry.name.native();
        // Opening a pipe would wait for somebody to write to it.
        if (entry.kind == io::FileKind::Other)
            continue;
        const bool isManifest = name.ends_with(".mhl") && !name.starts_with('.');
        if (isManifest || entry.name == chainFile(scope).filename())
            names.push_back(name);
    }
    return names;
}

bool mayHoldHistory(io::FileSystem& files, const fs::path& scope, const io::DirectoryEntry& entry)
{
    if (entry.name != kHistoryFolder ||
        (entry.kind != io::FileKind::Directory && entry.kind != io::FileKind::Symlink))
        return false;
    const auto present = historyFiles(files, scope);
    return !present || !present->empty();
}

Result<std::vector<ChainEntry>> readChain(io::FileSystem& files, const fs::path& scope)
{
    TAILSLATE_TRY(const auto present, historyFiles(files, scope));
    if (present.empty())
        return failure(ErrorCode::NotFound, "there is no ASC MHL history", historyFolder(scope));
    return readChainFile(files, chainFile(scope), "the history has no chain file");
}

Result<Manifest> readGeneration(io::FileSystem& files, const fs::path& scope,
                                const ChainEntry& entry, const std::stop_token& stop)
{
    RecordList records;
    TAILSLATE_TRY(Manifest head, readGeneration(files, scope, entry, records, stop));
    return std::move(records).joinedTo(std::move(head));
}

Result<Manifest> readGeneration(io::FileSystem& files, const fs::path& scope,
                                const ChainEntry& entry, RecordSink& records,
                                const std::stop_token& stop)
{
    const fs::path path = historyFolder(scope) / entry.fileName;
    auto manifest = readManifestFile(files, path, records, &entry.c4, stop);
    if (!manifest)
        return notRead(path, std::move(manifest).error(), kMissing);
    return std::move(manifest->head);
}

Result<void> checkListed(io::FileSystem& files, const fs::path& path, const hash::Digest& expected)
{
    auto c4 = c4OfFile(files, path);
    if (!c4)
        return notRead(path, std::move(c4).error(), kMissing);
    if (*c4 != expected)
        return modified(path);
    return {};
}

Result<void> checkGeneration(io::FileSystem& files, const fs::path& scope, const ChainEntry& entry)
{
    return checkListed(files, historyFolder(scope) / entry.fileName, entry.c4);
}

Result<std::vector<ChainEntry>> readChainFile(io::FileSystem& files, const fs::path& path,
                                              const char* whenMissing)
{
    TAILSLATE_TRY(const std::string xml, readListedFile(files, path, kLargestChain, whenMissing));
    auto chain = chainFromXml(xml);
    if (!chain)
        return about(path, std::move(chain).error());
    return chain;
}

bool looksLikeManifest(io::FileSystem& files, const fs::path& path)
{
    if (path.extension() != ".mhl" && path.extension() != ".MHL")
        return false;
    const auto text = beginningOf(files, path);
    return text && text->find("<hashlist") != std::string::npos;
}

Result<bool> isLegacyManifest(io::FileSystem& files, const fs::path& path)
{
    TAILSLATE_TRY(const std::string text, beginningOf(files, path));
    return text.find("urn:ASC:MHL:v2.0") == std::string::npos;
}

} // namespace tailslate::mhl::detail
