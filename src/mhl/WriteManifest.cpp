// SPDX-License-Identifier: Apache-2.0
#include "base/DisplayText.h"
#include "mhl/detail/RecordPath.h"
#include "mhl/detail/XmlText.h"
#include "mhl/Manifest.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <unordered_set>

namespace tailslate::mhl {
namespace {

using detail::appendXmlAttribute;
using detail::appendXmlText;
using detail::RecordKind;

/// The order in which ASCMHL.xsd wants digests.
constexpr std::array kDigestOrder{hash::Algorithm::C4,   hash::Algorithm::Md5,
                                  hash::Algorithm::Sha1, hash::Algorithm::Xxh128,
                                  hash::Algorithm::Xxh3, hash::Algorithm::Xxh64};

/// A record of either kind.
struct Record {
    std::string_view path;
    const FileRecord* file = nullptr;
    const DirectoryRecord* directory = nullptr;

    [[nodiscard]] RecordKind kind() const noexcept
    {
        return file != nullptr ? RecordKind::File : RecordKind::Folder;
    }
};

std::vector<Record> recordsInOrder(const Manifest& manifest)
{
    std::vector<Record> records;
    records.reserve(manifest.files.size() + manifest.directories.size());
    for (const FileRecord& file : manifest.files)
        records.push_back({.path = file.path, .file = &file});
    for (const DirectoryRecord& directory : manifest.directories)
        records.push_back({.path = directory.path, .directory = &directory});
    std::ranges::sort(records, [](const Record& a, const Record& b) {
        return detail::recordBefore(a.path, a.kind(), b.path, b.kind());
    });
    return records;
}

//--------------------------------------------------------------------------------------------------
// What must hold before anything is written

std::unexpected<Error> invalid(std::string message, std::string_view path = {})
{
    return failure(ErrorCode::InvalidArgument, std::move(message), std::filesystem::path(path));
}

Result<void> checkText(std::string_view text, std::string_view what)
{
    if (const char* reason = detail::xmlTextFault(text))
        return invalid(
            fmt::format("the {} \"{}\" {}", what, displayText(text.substr(0, 120)), reason));
    return {};
}

Result<void> checkPath(std::string_view path)
{
    if (const char* reason = detail::relativePathFault(path))
        return invalid(fmt::format("a manifest cannot hold this path, it {}", reason), path);
    if (const char* reason = detail::xmlTextFault(path))
        return invalid(
            fmt::format("a manifest cannot hold this name, it {}; rename it to seal it", reason),
            path);
    return {};
}

bool holds(const std::vector<HashEntry>& entries, hash::Algorithm algorithm)
{
    return std::ranges::any_of(
        entries, [&](const HashEntry& entry) { return entry.digest.algorithm() == algorithm; });
}

Result<void> checkOncePerAlgorithm(const std::vector<HashEntry>& entries, std::string_view path)
{
    for (auto entry = entries.begin(); entry != entries.end(); ++entry)
        for (auto earlier = entries.begin(); earlier != entry; ++earlier)
            if (earlier->digest.algorithm() == entry->digest.algorithm())
                return invalid(fmt::format("two {} digests for one path",
                                           hash::algorithmName(entry->digest.algorithm())),
                               path);
    return {};
}

Result<void> checkFile(const FileRecord& file)
{
    TAILSLATE_CHECK(checkPath(file.path));
    if (file.previousPath)
        TAILSLATE_CHECK(checkPath(*file.previousPath));
    if (file.hashes.empty())
        return invalid("a file without a digest cannot be recorded", file.path);
    TAILSLATE_CHECK(checkOncePerAlgorithm(file.hashes, file.path));
    for (const HashEntry& entry : file.hashes)
        if (!entry.action)
            return invalid("a file's digest must say original, verified or failed", file.path);
    return {};
}

Result<void> checkDirectoryDigests(const std::vector<HashEntry>& content,
                                   const std::vector<HashEntry>& structure, std::string_view path)
{
    TAILSLATE_CHECK(checkOncePerAlgorithm(content, path));
    TAILSLATE_CHECK(checkOncePerAlgorithm(structure, path));
    const bool paired = std::ranges::all_of(kDigestOrder, [&](hash::Algorithm algorithm) {
        return holds(content, algorithm) == holds(structure, algorithm);
    });
    if (!paired)
        return invalid("content and structure of a folder need the same kinds of digest", path);
    return {};
}

Result<void> checkDirectory(const DirectoryRecord& directory)
{
    TAILSLATE_CHECK(checkPath(directory.path));
    if (directory.previousPath)
        TAILSLATE_CHECK(checkPath(*directory.previousPath));
    return checkDirectoryDigests(directory.content, directory.structure, directory.path);
}

/// ASCMHL.xsd: `[^@]+@[^\.]+\..+`.
bool isEmail(std::string_view text)
{
    const std::size_t at = text.find('@');
    if (at == std::string_view::npos || at == 0)
        return false;
    const std::string_view host = text.substr(at + 1);
    const std::size_t dot = host.find('.');
    return dot != std::string_view::npos && dot > 0 && dot + 1 < host.size();
}

/// True for the years that both XML Schema and toIso8601() know.
bool isWritable(TimePoint time)
{
    using namespace std::chrono;
    return time >= sys_days{year{1} / January / 1} && time < sys_days{year{10'000} / January / 1};
}

Result<void> checkCreator(const CreatorInfo& creator)
{
    if (!isWritable(creator.created))
        return invalid("the creation date is not in the years 1 to 9999");
    TAILSLATE_CHECK(checkText(creator.hostname, "host name"));
    TAILSLATE_CHECK(checkText(creator.toolName, "tool name"));
    TAILSLATE_CHECK(checkText(creator.toolVersion, "tool version"));
    TAILSLATE_CHECK(checkText(creator.location, "location"));
    TAILSLATE_CHECK(checkText(creator.comment, "comment"));
    for (const Author& author : creator.authors) {
        TAILSLATE_CHECK(checkText(author.name, "author's name"));
        TAILSLATE_CHECK(checkText(author.role, "author's role"));
        TAILSLATE_CHECK(checkText(author.phone, "author's phone number"));
        TAILSLATE_CHECK(checkText(author.email, "author's e-mail address"));
        if (!author.email.empty() && !isEmail(author.email))
            return invalid(fmt::format("not an e-mail address: \"{}\"", author.email));
    }
    return {};
}

Result<void> check(const Manifest& manifest)
{
    TAILSLATE_CHECK(checkCreator(manifest.creator));
    if (manifest.rootHash)
        TAILSLATE_CHECK(
            checkDirectoryDigests(manifest.rootHash->content, manifest.rootHash->structure, {}));
    for (const std::string& pattern : manifest.ignorePatterns)
        TAILSLATE_CHECK(checkText(pattern, "ignore pattern"));
    if (manifest.files.empty() && manifest.directories.empty() && manifest.references.empty())
        return invalid("a manifest needs at least one record or reference");

    std::unordered_set<std::string_view> seen;
    seen.reserve(manifest.files.size() + manifest.directories.size());
    for (const FileRecord& file : manifest.files) {
        TAILSLATE_CHECK(checkFile(file));
        if (!seen.insert(file.path).second)
            return invalid("a path is recorded twice", file.path);
    }
    for (const DirectoryRecord& directory : manifest.directories) {
        TAILSLATE_CHECK(checkDirectory(directory));
        if (!seen.insert(directory.path).second)
            return invalid("a path is recorded twice", directory.path);
    }
    for (const Reference& reference : manifest.references) {
        TAILSLATE_CHECK(checkPath(reference.path));
        if (reference.c4.algorithm() != hash::Algorithm::C4)
            return invalid("a manifest is referred to by its C4 ID only", reference.path);
    }
    return {};
}

//--------------------------------------------------------------------------------------------------
// Writing; nothing fails from here on

/// xs:dateTime with the offset the reference writes; the fraction only where there is one.
std::string dateTime(TimePoint time)
{
    const bool whole = time == std::chrono::floor<std::chrono::seconds>(time);
    std::string text = whole ? toIso8601(time) : toIso8601Micros(time);
    text.pop_back();
    return text + "+00:00";
}

/// A file may carry a time from outside the years that can be written; the attribute is optional.
void appendTime(std::string& xml, std::string_view name, const std::optional<TimePoint>& time)
{
    if (time && isWritable(*time))
        appendXmlAttribute(xml, name, dateTime(*time));
}

void appendElement(std::string& xml, std::string_view indent, std::string_view name,
                   std::string_view text)
{
    xml += indent;
    xml += '<';
    xml += name;
    xml += '>';
    appendXmlText(xml, text);
    xml += "</";
    xml += name;
    xml += ">\n";
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

void appendDigests(std::string& xml, std::string_view indent, const std::vector<HashEntry>& entries)
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
            xml += entry.digest.toText();
            xml += "</";
            xml += name;
            xml += ">\n";
        }
    }
}

void appendContainer(std::string& xml, std::string_view name, const std::vector<HashEntry>& entries)
{
    xml += fmt::format("      <{}>\n", name);
    appendDigests(xml, "        ", entries);
    xml += fmt::format("      </{}>\n", name);
}

void appendFile(std::string& xml, const FileRecord& file)
{
    xml += "    <hash>\n      <path";
    if (file.size) {
        std::array<char, 24> digits{};
        const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), *file.size);
        appendXmlAttribute(xml, "size", std::string_view(digits.data(), end.ptr));
    }
    appendTime(xml, "creationdate", file.created);
    appendTime(xml, "lastmodificationdate", file.modified);
    xml += '>';
    appendXmlText(xml, file.path);
    xml += "</path>\n";
    appendDigests(xml, "      ", file.hashes);
    if (file.previousPath)
        appendElement(xml, "      ", "previousPath", *file.previousPath);
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
        appendElement(xml, "      ", "previousPath", *directory.previousPath);
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
    appendElement(xml, "    ", "creationdate", dateTime(creator.created));
    appendElement(xml, "    ", "hostname", creator.hostname);
    xml += "    <tool";
    if (!creator.toolVersion.empty())
        appendXmlAttribute(xml, "version", creator.toolVersion);
    xml += '>';
    appendXmlText(xml, creator.toolName);
    xml += "</tool>\n";
    for (const Author& author : creator.authors)
        appendAuthor(xml, author);
    if (!creator.location.empty())
        appendElement(xml, "    ", "location", creator.location);
    if (!creator.comment.empty())
        appendElement(xml, "    ", "comment", creator.comment);
    xml += "  </creatorinfo>\n";
}

void appendProcessInfo(std::string& xml, const Manifest& manifest)
{
    xml += "  <processinfo>\n";
    appendElement(xml, "    ", "process", processName(manifest.process));
    if (manifest.rootHash) {
        xml += "    <roothash>\n";
        appendContainer(xml, "content", manifest.rootHash->content);
        appendContainer(xml, "structure", manifest.rootHash->structure);
        xml += "    </roothash>\n";
    }
    if (!manifest.ignorePatterns.empty()) {
        xml += "    <ignore>\n";
        for (const std::string& pattern : manifest.ignorePatterns)
            appendElement(xml, "      ", "pattern", pattern);
        xml += "    </ignore>\n";
    }
    xml += "  </processinfo>\n";
}

} // namespace

Result<std::string> toXml(const Manifest& manifest)
{
    TAILSLATE_CHECK(check(manifest));
    const std::vector<Record> records = recordsInOrder(manifest);

    constexpr std::size_t kHeadSize = 4096;
    constexpr std::size_t kTypicalRecordSize = 512;
    std::string xml;
    xml.reserve(kHeadSize + records.size() * kTypicalRecordSize);
    xml += "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
           "<hashlist version=\"2.0\" xmlns=\"urn:ASC:MHL:v2.0\">\n";
    appendCreator(xml, manifest.creator);
    appendProcessInfo(xml, manifest);
    // The schema wants no empty <hashes> and no empty <references>.
    if (!records.empty()) {
        xml += "  <hashes>\n";
        for (const Record& record : records) {
            if (record.file != nullptr)
                appendFile(xml, *record.file);
            else
                appendDirectory(xml, *record.directory);
        }
        xml += "  </hashes>\n";
    }
    if (!manifest.references.empty()) {
        xml += "  <references>\n";
        for (const Reference& reference : manifest.references) {
            xml += "    <hashlistreference>\n";
            appendElement(xml, "      ", "path", reference.path);
            appendElement(xml, "      ", "c4", reference.c4.toText());
            xml += "    </hashlistreference>\n";
        }
        xml += "  </references>\n";
    }
    xml += "</hashlist>\n";
    return xml;
}

} // namespace tailslate::mhl
