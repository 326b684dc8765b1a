// SPDX-License-Identifier: Apache-2.0
#include "mhl/WriteLegacy.h"

#include "base/DisplayText.h"
#include "mhl/detail/CheckManifest.h"
#include "mhl/detail/ManifestName.h"
#include "mhl/detail/RecordPath.h"
#include "mhl/detail/XmlText.h"

#include <fmt/format.h>

#include <unordered_set>
#include <utility>

namespace tailslate::mhl {
namespace {

std::unexpected<Error> invalid(std::string message, std::string_view path = {})
{
    return failure(ErrorCode::InvalidArgument, std::move(message), std::filesystem::path(path));
}

Result<void> checkHead(const LegacyManifest& manifest)
{
    if (manifest.tool.empty())
        return invalid("a legacy manifest needs the name of the tool");
    if (!manifest.started || !manifest.finished || !detail::isWritable(*manifest.started) ||
        !detail::isWritable(*manifest.finished))
        return invalid("a legacy manifest needs its start and its end, in the years 1 to 9999");
    for (const std::string* text :
         {&manifest.name, &manifest.userName, &manifest.hostname, &manifest.tool})
        if (const char* reason = detail::xmlTextFault(*text))
            return invalid(fmt::format(
                "the text \"{}\" {}", displayText(std::string_view(*text).substr(0, 120)), reason));
    return {};
}

Result<void> checkFile(const LegacyFile& file)
{
    if (const char* reason = detail::relativePathFault(file.path))
        return invalid(fmt::format("a manifest cannot hold this path, it {}", reason), file.path);
    if (const char* reason = detail::xmlTextFault(file.path))
        return invalid(fmt::format("a manifest cannot hold this name, it {}", reason), file.path);
    if (detail::beginsWithDrive(file.path))
        return invalid("a legacy manifest cannot hold this path, which begins as that of a drive",
                       file.path);
    if (!file.size)
        return invalid("a legacy manifest needs the size of each file", file.path);
    if (!file.modified || !detail::isWritable(*file.modified))
        return invalid("a legacy manifest needs the modification time of each file, in the years 1 "
                       "to 9999",
                       file.path);
    const bool good =
        file.digests.size() == 1 && (file.digests[0].algorithm() == hash::Algorithm::Xxh64 ||
                                     file.digests[0].algorithm() == hash::Algorithm::Md5);
    if (!good)
        return invalid("a legacy manifest needs one digest of each file, xxh64 or md5", file.path);
    return {};
}

Result<void> check(const LegacyManifest& manifest)
{
    TAILSLATE_CHECK(checkHead(manifest));
    std::unordered_set<std::string_view> seen;
    for (const LegacyFile& file : manifest.files) {
        TAILSLATE_CHECK(checkFile(file));
        if (!seen.insert(file.path).second)
            return invalid("a path is recorded twice", file.path);
    }
    return {};
}

void appendText(std::string& xml, std::string_view name, std::string_view text)
{
    if (!text.empty())
        detail::appendXmlElement(xml, "    ", name, text);
}

void appendTime(std::string& xml, std::string_view name, TimePoint time)
{
    detail::appendXmlElement(xml, "    ", name, toIso8601(time));
}

void appendFile(std::string& xml, const LegacyFile& file, TimePoint finished)
{
    const hash::Digest& digest = file.digests.front();
    const bool isMd5 = digest.algorithm() == hash::Algorithm::Md5;
    xml += file.isManifest ? "  <hash referencehhashlist=\"yes\">\n" : "  <hash>\n";
    appendText(xml, "file", file.path);
    appendText(xml, "size", fmt::format("{}", *file.size));
    if (file.created && detail::isWritable(*file.created))
        appendTime(xml, "creationdate", *file.created);
    appendTime(xml, "lastmodificationdate", *file.modified);
    appendText(xml, isMd5 ? "md5" : "xxhash64be", digest.toText());
    const bool hasDate = file.hashedAt && detail::isWritable(*file.hashedAt);
    appendTime(xml, "hashdate", hasDate ? *file.hashedAt : finished);
    xml += "  </hash>\n";
}

} // namespace

Result<void> writeLegacyXml(const LegacyManifest& manifest, const XmlSink& sink)
{
    constexpr std::size_t kPiece = std::size_t{1} << 20;
    TAILSLATE_CHECK(check(manifest));
    std::string xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                      "<hashlist version=\"1.1\">\n"
                      "  <creatorinfo>\n";
    appendText(xml, "name", manifest.name);
    appendText(xml, "username", manifest.userName);
    appendText(xml, "hostname", manifest.hostname);
    appendText(xml, "tool", manifest.tool);
    appendTime(xml, "startdate", *manifest.started);
    appendTime(xml, "finishdate", *manifest.finished);
    xml += "  </creatorinfo>\n";
    for (const LegacyFile& file : manifest.files) {
        appendFile(xml, file, *manifest.finished);
        if (xml.size() > kPiece) {
            TAILSLATE_CHECK(sink(xml));
            xml.clear();
        }
    }
    xml += "</hashlist>\n";
    return sink(xml);
}

Result<std::string> legacyToXml(const LegacyManifest& manifest)
{
    std::string xml;
    TAILSLATE_CHECK(writeLegacyXml(manifest, [&xml](std::string_view piece) -> Result<void> {
        xml += piece;
        return {};
    }));
    return xml;
}

std::string legacyFileName(const std::string& scopeName, TimePoint started)
{
    const std::string name = detail::shortScopeName(scopeName);
    return fmt::format("{}{}{}.mhl", name, name.empty() ? "" : "_", detail::momentForName(started));
}

} // namespace tailslate::mhl
