// SPDX-License-Identifier: Apache-2.0
#include "mhl/Convert.h"

#include "base/DisplayText.h"
#include "hash/Hasher.h"
#include "io/DurableWriter.h"
#include "mhl/Collection.h"
#include "mhl/detail/FlatFiles.h"
#include "mhl/detail/HistoryFiles.h"
#include "mhl/detail/ListPlace.h"
#include "mhl/detail/ManifestName.h"
#include "mhl/HistoryTree.h"
#include "mhl/WriteLegacy.h"
#include "mhl/WriteManifest.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <string_view>
#include <utility>

namespace tailslate::mhl {
namespace {

namespace fs = std::filesystem;

/// Writes a document that comes piece by piece; what is there already stays. The folder is made.
Result<void> write(io::FileSystem& files, const fs::path& path,
                   const std::function<Result<void>(const XmlSink&)>& document)
{
    TAILSLATE_CHECK(files.createFolders(path.parent_path()));
    TAILSLATE_TRY(io::DurableWriter writer, io::DurableWriter::begin(files, path, 0));
    TAILSLATE_CHECK(document([&](std::string_view piece) { return writer.append(piece); }));
    auto written = writer.finish(io::Existing::Keep);
    if (!written && written.error().code == ErrorCode::AlreadyExists)
        return failure(ErrorCode::AlreadyExists, detail::kListIsThere, path);
    return written;
}

/// The size of a file. Some tools leave it out of the record of an empty one.
std::optional<std::uint64_t> sizeOf(const FileView& file, const hash::Digest& digest)
{
    if (!file.size && digest == hash::digestOf(digest.algorithm(), {}))
        return 0;
    return file.size;
}

/// What a legacy manifest can hold of the files.
std::vector<LegacyFile> legacyFiles(FileSource& files, hash::Algorithm format,
                                    std::vector<std::string>& leftOut)
{
    std::vector<LegacyFile> converted;
    for (std::size_t i = 0; i < files.count(); ++i) {
        const FileView file = files.at(i);
        const std::string name = displayText(file.path);
        const auto entry = std::ranges::find_if(file.hashes, [&](const HashEntry& candidate) {
            return candidate.digest.algorithm() == format;
        });
        if (entry == file.hashes.end()) {
            leftOut.push_back(
                fmt::format("{}: no {} is recorded", name, hash::algorithmName(format)));
            continue;
        }
        const auto size = sizeOf(file, entry->digest);
        if (!size || !file.modified) {
            leftOut.push_back(
                fmt::format("{}: no {} is recorded", name, size ? "modification time" : "size"));
            continue;
        }
        converted.push_back({.path = std::string(file.path),
                             .size = size,
                             .created = file.created,
                             .modified = file.modified,
                             .hashedAt = entry->hashedAt,
                             .digests = {entry->digest},
                             .eitherByteOrder = false,
                             .hasXxh32 = false,
                             .isManifest = false});
    }
    return converted;
}

class Conversion {
public:
    Conversion(io::FileSystem& files, const Clock& clock, const fs::path& out,
               const CreatorInfo& creator, const jobs::JobContext& context)
        : m_files(files)
        , m_clock(clock)
        , m_out(out)
        , m_creator(creator)
        , m_context(context)
        , m_started(clock.now())
    {
        m_creator.created = m_started;
    }

    Result<ConvertReport> history(const fs::path& scope, hash::Algorithm format)
    {
        TAILSLATE_TRY(const HistoryTree tree, HistoryTree::loadAll(m_files, scope, m_context.stop));
        if (!tree.nodes().back().history.exists())
            return failure(ErrorCode::NotFound, "there is no history to convert", scope / "ascmhl");
        m_report.problems = tree.problems();
        if (std::ranges::any_of(m_report.problems, [](const HistoryProblem& problem) {
                return isFatal(problem.fault);
            }))
            return std::move(m_report);
        TAILSLATE_TRY(const std::string name, detail::nameOfScope(m_files, scope));
        TAILSLATE_CHECK(
            detail::checkListPlace(scope, m_out / legacyFileName(name, m_started), false,
                                   detail::patternsOfList(tree.nodes().back().history)));
        detail::FlatFiles flat(tree);
        return toLegacy(flat, flat.withoutDigest(), format, scope);
    }

    Result<ConvertReport> manifest(const fs::path& path, hash::Algorithm format)
    {
        TAILSLATE_TRY(const bool isLegacy, detail::isLegacyManifest(m_files, path));
        if (isLegacy) {
            TAILSLATE_TRY(const auto legacy, readLegacyFile(m_files, path, m_context.stop));
            return toAsc(legacy, path);
        }
        TAILSLATE_TRY(const auto list,
                      LoadedHistory::loadPackingList(m_files, path, m_context.stop));
        m_report.toLegacy = true;
        m_report.problems = list.problems();
        if (!list.isSound())
            return std::move(m_report);
        detail::FlatFiles flat(list);
        return toLegacy(flat, flat.withoutDigest(), format, m_out);
    }

private:
    /// @param named The folder that the manifest is named after.
    Result<ConvertReport> toLegacy(FileSource& source, const std::vector<std::string>& failed,
                                   hash::Algorithm format, const fs::path& named)
    {
        m_report.toLegacy = true;
        for (const std::string& path : failed)
            m_report.leftOut.push_back(fmt::format("{}: no usable digest of it is recorded",
                                                   displayText(std::string_view(path))));
        LegacyManifest legacy;
        legacy.hostname = m_creator.hostname;
        legacy.tool = m_creator.toolName + " " + m_creator.toolVersion;
        legacy.files = legacyFiles(source, format, m_report.leftOut);
        legacy.started = m_started;
        legacy.finished = m_clock.now();
        m_report.files = legacy.files.size();
        if (legacy.files.empty())
            return std::move(m_report);
        TAILSLATE_CHECK(m_context.checkStop());
        TAILSLATE_TRY(const std::string name, detail::nameOfScope(m_files, named));
        const fs::path path = m_out / legacyFileName(name, m_started);
        TAILSLATE_CHECK(write(m_files, path,
                              [&](const XmlSink& sink) { return writeLegacyXml(legacy, sink); }));
        m_report.written = path;
        return std::move(m_report);
    }

    Result<ConvertReport> toAsc(const LegacyManifest& legacy, const fs::path& path)
    {
        const Manifest manifest = fromLegacy(legacy, m_creator, m_report.leftOut, m_report.notes);
        m_report.files = manifest.files.size();
        if (manifest.files.empty())
            return std::move(m_report);
        TAILSLATE_CHECK(m_context.checkStop());
        TAILSLATE_TRY(const std::string name, detail::nameOfScope(m_files, path.parent_path()));
        const fs::path target = m_out / packingListFileName(name, m_started);
        TAILSLATE_CHECK(
            write(m_files, target, [&](const XmlSink& sink) { return writeXml(manifest, sink); }));
        m_report.written = target;
        return std::move(m_report);
    }

    io::FileSystem& m_files;
    const Clock& m_clock;
    const fs::path& m_out;
    CreatorInfo m_creator;
    const jobs::JobContext& m_context;
    TimePoint m_started;
    ConvertReport m_report;
};

} // namespace

Manifest fromLegacy(const LegacyManifest& legacy, const CreatorInfo& creator,
                    std::vector<std::string>& leftOut, std::vector<std::string>& notes)
{
    Manifest manifest;
    manifest.creator = creator;
    manifest.process = Process::Flatten;
    manifest.ignorePatterns.assign(kDefaultIgnorePatterns.begin(), kDefaultIgnorePatterns.end());
    std::size_t reversed = 0;
    for (const LegacyFile& file : legacy.files) {
        if (file.digests.empty()) {
            leftOut.push_back(fmt::format("{}: {}", displayText(std::string_view(file.path)),
                                          file.hasXxh32
                                              ? "only an XXH32 is recorded, which ASC MHL has not"
                                              : "no digest is recorded"));
            continue;
        }
        FileRecord record;
        record.path = file.path;
        record.size = file.size;
        record.created = file.created;
        record.modified = file.modified;
        for (const hash::Digest& digest : file.digests)
            record.hashes.push_back({.digest = digest,
                                     .action = Action::Original,
                                     .hashedAt = file.hashedAt ? file.hashedAt : legacy.finished});
        reversed += file.eitherByteOrder ? 1 : 0;
        manifest.files.push_back(std::move(record));
    }
    if (reversed > 0)
        notes.push_back(fmt::format("{} files come with xxhash64, which some tools wrote in the "
                                    "wrong order of bytes; it was taken as defined, reversed",
                                    reversed));
    return manifest;
}

Result<ConvertReport> convertManifest(io::FileSystem& files, const Clock& clock,
                                      const fs::path& input, const fs::path& out,
                                      hash::Algorithm format, const CreatorInfo& creator,
                                      const jobs::JobContext& context)
{
    if (format != hash::Algorithm::Xxh64 && format != hash::Algorithm::Md5)
        return failure(ErrorCode::InvalidArgument, "a legacy manifest holds xxh64 or md5");
    TAILSLATE_TRY(const fs::path source, files.resolve(input));
    TAILSLATE_TRY(const fs::path folder, files.resolve(out));
    TAILSLATE_TRY(const io::FileInfo info, files.info(source));
    Conversion conversion(files, clock, folder, creator, context);
    return info.kind == io::FileKind::Directory ? conversion.history(source, format)
                                                : conversion.manifest(source, format);
}

} // namespace tailslate::mhl
