// SPDX-License-Identifier: Apache-2.0
#include "mhl/detail/ManifestWriter.h"

#include "mhl/detail/CheckManifest.h"
#include "mhl/detail/DigestOrder.h"
#include "mhl/detail/XmlText.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <limits>
#include <ranges>
#include <unordered_set>
#include <utility>

namespace tailslate::mhl::detail {
namespace {

/// A record that is written has at least so many bytes besides its path.
constexpr std::uint64_t kSmallestRecord = 64;

void appendNumber(std::string& xml, std::uint64_t number)
{
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    xml.append(digits.data(), end.ptr);
}

/// A number below 10^count as `count` digits.
void appendDigits(std::string& xml, std::int64_t number, std::size_t count)
{
    xml.resize(xml.size() + count);
    for (auto digit = xml.rbegin(); count > 0; ++digit, --count, number /= 10)
        *digit = static_cast<char>('0' + number % 10);
}

/// xs:dateTime with the offset the reference writes; the fraction only where there is one.
void appendDateTime(std::string& xml, TimePoint time)
{
    using namespace std::chrono;
    const auto day = floor<days>(time);
    const year_month_day date{day};
    const hh_mm_ss<microseconds> clock{time - day};
    appendDigits(xml, static_cast<int>(date.year()), 4);
    xml += '-';
    appendDigits(xml, static_cast<unsigned>(date.month()), 2);
    xml += '-';
    appendDigits(xml, static_cast<unsigned>(date.day()), 2);
    xml += 'T';
    appendDigits(xml, clock.hours().count(), 2);
    xml += ':';
    appendDigits(xml, clock.minutes().count(), 2);
    xml += ':';
    appendDigits(xml, clock.seconds().count(), 2);
    if (clock.subseconds() != microseconds::zero()) {
        xml += '.';
        appendDigits(xml, clock.subseconds().count(), 6);
    }
    xml += "+00:00";
}

/// A file may carry a time from outside the years that can be written; the attribute is optional.
void appendTime(std::string& xml, std::string_view name, const std::optional<TimePoint>& time)
{
    if (!time || !isWritable(*time))
        return;
    xml += ' ';
    xml += name;
    xml += "=\"";
    appendDateTime(xml, *time);
    xml += '"';
}

void appendDigest(std::string& xml, const hash::Digest& digest)
{
    constexpr std::string_view kHexDigits = "0123456789abcdef";
    if (digest.algorithm() == hash::Algorithm::C4) {
        xml += digest.toText();
        return;
    }
    for (const std::byte value : digest.bytes()) {
        xml += kHexDigits[std::to_integer<std::size_t>(value >> 4)];
        xml += kHexDigits[std::to_integer<std::size_t>(value & std::byte{0x0F})];
    }
}

std::string_view actionName(Action action) noexcept
{
    switch (action) {
    case Action::Original:
        return "original";
    case Action::Verified:
        return "verified";
    case Action::Failed:
        break;
    }
    return "failed";
}

std::string_view processName(Process process) noexcept
{
    switch (process) {
    case Process::InPlace:
        return "in-place";
    case Process::Transfer:
        return "transfer";
    case Process::Flatten:
        break;
    }
    return "flatten";
}

void appendDigests(std::string& xml, std::string_view indent, std::span<const HashEntry> entries)
{
    for (const hash::Algorithm algorithm : kDigestOrder) {
        for (const HashEntry& entry : entries) {
            if (entry.digest.algorithm() != algorithm)
                continue;
            const std::string_view name = hash::algorithmName(algorithm);
            xml += indent;
            xml += '<';
            xml += name;
            if (entry.action)
                appendXmlAttribute(xml, "action", actionName(*entry.action));
            appendTime(xml, "hashdate", entry.hashedAt);
            xml += '>';
            appendDigest(xml, entry.digest);
            xml += "</";
            xml += name;
            xml += ">\n";
        }
    }
}

void appendContainer(std::string& xml, std::string_view name, std::span<const HashEntry> entries)
{
    xml += fmt::format("      <{}>\n", name);
    appendDigests(xml, "        ", entries);
    xml += fmt::format("      </{}>\n", name);
}

void appendFile(std::string& xml, const FileView& file)
{
    xml += "    <hash>\n      <path";
    if (file.size) {
        xml += " size=\"";
        appendNumber(xml, *file.size);
        xml += '"';
    }
    appendTime(xml, "creationdate", file.created);
    appendTime(xml, "lastmodificationdate", file.modified);
    xml += '>';
    appendXmlText(xml, file.path);
    xml += "</path>\n";
    appendDigests(xml, "      ", file.hashes);
    if (file.previousPath)
        appendXmlElement(xml, "      ", "previousPath", *file.previousPath);
    xml += "    </hash>\n";
}

void appendDirectory(std::string& xml, const DirectoryRecord& directory)
{
    xml += "    <directoryhash>\n      <path";
    appendTime(xml, "creationdate", directory.created);
    appendTime(xml, "lastmodificationdate", directory.modified);
    xml += '>';
    appendXmlText(xml, directory.path);
    xml += "</path>\n";
    appendContainer(xml, "content", directory.content);
    appendContainer(xml, "structure", directory.structure);
    if (directory.previousPath)
        appendXmlElement(xml, "      ", "previousPath", *directory.previousPath);
    xml += "    </directoryhash>\n";
}

void appendAuthor(std::string& xml, const Author& author)
{
    xml += "    <author";
    if (!author.role.empty())
        appendXmlAttribute(xml, "role", author.role);
    if (!author.email.empty())
        appendXmlAttribute(xml, "email", author.email);
    if (!author.phone.empty())
        appendXmlAttribute(xml, "phone", author.phone);
    xml += '>';
    appendXmlText(xml, author.name);
    xml += "</author>\n";
}

void appendCreator(std::string& xml, const CreatorInfo& creator)
{
    xml += "  <creatorinfo>\n";
    xml += "    <creationdate>";
    appendDateTime(xml, creator.created);
    xml += "</creationdate>\n";
    appendXmlElement(xml, "    ", "hostname", creator.hostname);
    xml += "    <tool";
    if (!creator.toolVersion.empty())
        appendXmlAttribute(xml, "version", creator.toolVersion);
    xml += '>';
    appendXmlText(xml, creator.toolName);
    xml += "</tool>\n";
    for (const Author& author : creator.authors)
        appendAuthor(xml, author);
    if (!creator.location.empty())
        appendXmlElement(xml, "    ", "location", creator.location);
    if (!creator.comment.empty())
        appendXmlElement(xml, "    ", "comment", creator.comment);
    xml += "  </creatorinfo>\n";
}

void appendProcessInfo(std::string& xml, const Manifest& manifest)
{
    xml += "  <processinfo>\n";
    appendXmlElement(xml, "    ", "process", processName(manifest.process));
    if (manifest.rootHash) {
        xml += "    <roothash>\n";
        appendContainer(xml, "content", manifest.rootHash->content);
        appendContainer(xml, "structure", manifest.rootHash->structure);
        xml += "    </roothash>\n";
    }
    if (!manifest.ignorePatterns.empty()) {
        xml += "    <ignore>\n";
        for (const std::string& pattern : manifest.ignorePatterns)
            appendXmlElement(xml, "      ", "pattern", pattern);
        xml += "    </ignore>\n";
    }
    xml += "  </processinfo>\n";
}

bool inOrder(const ManifestWriter::Record& a, const ManifestWriter::Record& b)
{
    return recordBefore(a.path, a.kind, b.path, b.kind);
}

std::unexpected<Error> recordedTwice(std::string_view path)
{
    return failure(ErrorCode::InvalidArgument, "a path is recorded twice",
                   std::filesystem::path(path));
}

/// Checks `records`, which are in order.
Result<void> checkPathsAreDifferent(const Manifest& manifest,
                                    const std::vector<ManifestWriter::Record>& records)
{
    std::unordered_set<std::string_view> folders;
    folders.reserve(manifest.directories.size());
    for (const DirectoryRecord& directory : manifest.directories)
        if (!folders.insert(directory.path).second)
            return recordedTwice(directory.path);
    std::string_view before;
    for (const ManifestWriter::Record& record : records) {
        if (record.kind != RecordKind::File)
            continue;
        if (record.path == before || folders.contains(record.path))
            return recordedTwice(record.path);
        before = record.path;
    }
    return {};
}

} // namespace

Result<ManifestWriter> ManifestWriter::prepare(const Manifest& manifest, FileSource& files)
{
    TAILSLATE_CHECK(checkManifest(manifest));
    const std::size_t count = files.count();
    if (count + manifest.directories.size() > std::numeric_limits<std::uint32_t>::max())
        return failure(ErrorCode::InvalidArgument, "more files than one manifest is good for");
    if (count == 0 && manifest.directories.empty() && manifest.references.empty())
        return failure(ErrorCode::InvalidArgument,
                       "a manifest needs at least one record or reference");

    ManifestWriter writer(manifest, files);
    std::vector<Record>& records = writer.m_records;
    records.reserve(count + manifest.directories.size());
    for (std::size_t i = 0; i < count; ++i) {
        const FileView file = files.at(i);
        TAILSLATE_CHECK(checkFile(file));
        records.push_back({file.path, static_cast<std::uint32_t>(i), RecordKind::File});
        writer.m_minimumSize += kSmallestRecord + file.path.size();
    }
    for (std::size_t i = 0; i < manifest.directories.size(); ++i) {
        const std::string& path = manifest.directories[i].path;
        records.push_back({path, static_cast<std::uint32_t>(i), RecordKind::Folder});
    }
    // Most lists come in order, and then a look is enough.
    const auto folders = records.begin() + static_cast<std::ptrdiff_t>(count);
    for (const auto& part : {std::ranges::subrange(records.begin(), folders),
                             std::ranges::subrange(folders, records.end())})
        if (!std::ranges::is_sorted(part, inOrder))
            std::ranges::sort(part, inOrder);
    std::ranges::inplace_merge(records, folders, inOrder);
    TAILSLATE_CHECK(checkPathsAreDifferent(manifest, records));
    return writer;
}

Result<void> ManifestWriter::write(const XmlSink& sink) const
{
    constexpr std::size_t kPiece = std::size_t{1} << 20;
    std::string xml;
    xml.reserve(kPiece + kPiece / 16);
    const auto flush = [&](std::size_t from) -> Result<void> {
        if (xml.size() <= from)
            return {};
        auto taken = sink(xml);
        xml.clear();
        return taken;
    };

    xml += "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
           "<hashlist version=\"2.0\" xmlns=\"urn:ASC:MHL:v2.0\">\n";
    appendCreator(xml, m_manifest->creator);
    appendProcessInfo(xml, *m_manifest);
    // The schema wants no empty <hashes> and no empty <references>.
    if (!m_records.empty()) {
        xml += "  <hashes>\n";
        for (const Record& record : m_records) {
            if (record.kind == RecordKind::File)
                appendFile(xml, m_files->at(record.index));
            else
                appendDirectory(xml, m_manifest->directories[record.index]);
            TAILSLATE_CHECK(flush(kPiece));
        }
        xml += "  </hashes>\n";
    }
    if (!m_manifest->references.empty()) {
        xml += "  <references>\n";
        for (const Reference& reference : m_manifest->references) {
            xml += "    <hashlistreference>\n";
            appendXmlElement(xml, "      ", "path", reference.path);
            appendXmlElement(xml, "      ", "c4", reference.c4.toText());
            xml += "    </hashlistreference>\n";
        }
        xml += "  </references>\n";
    }
    xml += "</hashlist>\n";
    return flush(0);
}

} // namespace tailslate::mhl::detail
