// SPDX-License-Identifier: Apache-2.0
//
// What is read here (Media Hash List 1.1, mediahashlist.org):
//
//   <hashlist version="1.1">
//     <creatorinfo> name? username? hostname? tool startdate finishdate log? </creatorinfo>
//     <hash>
//       <file>Clips/A001C001.mov</file> <size>5</size> creationdate? <lastmodificationdate>…
//       <md5> | <sha1> | <xxhash> | <xxhash64> | <xxhash64be> | <null/>
//       <hashdate>…
//     </hash>
//   </hashlist>
#include "mhl/LegacyManifest.h"

#include "mhl/detail/XmlReader.h"

#include <algorithm>
#include <array>
#include <unordered_set>
#include <utility>

namespace tailslate::mhl {
namespace {

using detail::XmlReader;

/// An element as a moment; nothing when it is empty, which tools write for what they do not know.
Result<std::optional<TimePoint>> readTime(const XmlReader& reader, pugi::xml_node node)
{
    if (!reader.hasText(node))
        return std::nullopt;
    TAILSLATE_TRY(const TimePoint time, reader.time(node));
    return time;
}

Result<void> readCreator(const XmlReader& reader, pugi::xml_node node, LegacyManifest& manifest)
{
    for (const pugi::xml_node child : node.children()) {
        const std::string_view name = reader.nameOf(child);
        if (name == "name") {
            TAILSLATE_TRY(manifest.name, reader.text(child));
        } else if (name == "username") {
            TAILSLATE_TRY(manifest.userName, reader.text(child));
        } else if (name == "hostname") {
            TAILSLATE_TRY(manifest.hostname, reader.text(child));
        } else if (name == "tool") {
            TAILSLATE_TRY(manifest.tool, reader.text(child));
        } else if (name == "startdate") {
            TAILSLATE_TRY(manifest.started, readTime(reader, child));
        } else if (name == "finishdate") {
            TAILSLATE_TRY(manifest.finished, readTime(reader, child));
        }
    }
    return {};
}

/// True for `C:\…` and `C:/…`.
bool isWindowsPath(std::string_view path)
{
    const auto isLetter = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); };
    return path.size() > 2 && isLetter(path[0]) && path[1] == ':' &&
           (path[2] == '\\' || path[2] == '/');
}

Result<std::string> readPath(const XmlReader& reader, pugi::xml_node node,
                             const std::string& folder)
{
    const auto text = reader.text(node);
    if (!text)
        return std::unexpected(text.error());
    if (isWindowsPath(*text))
        return reader.fault(node, "a path of another machine, with a drive letter");
    const bool below = !folder.empty() && text->starts_with(folder) &&
                       text->substr(folder.size()).starts_with('/');
    return below ? reader.checkedPath(node, text->substr(folder.size() + 1))
                 : reader.checkedPath(node, *text);
}

hash::Digest reversed(const hash::Digest& digest)
{
    std::array<std::byte, 8> bytes{};
    std::ranges::reverse_copy(digest.bytes().first(bytes.size()), bytes.begin());
    return {digest.algorithm(), bytes};
}

/// The digests of one record as they come.
struct Digests {
    std::vector<hash::Digest> sure;
    std::optional<hash::Digest> littleEndian; ///< Of `xxhash64`, as it stands there.
};

Result<void> addDigest(const XmlReader& reader, pugi::xml_node node, hash::Algorithm algorithm,
                       Digests& digests)
{
    TAILSLATE_TRY(const hash::Digest digest, reader.digest(node, algorithm));
    for (const hash::Digest& earlier : digests.sure)
        if (earlier.algorithm() == algorithm)
            return reader.fault(node, "a second digest of one kind for one path");
    digests.sure.push_back(digest);
    return {};
}

/// Joins what a record says into `file`.
Result<void> settle(const XmlReader& reader, pugi::xml_node node, Digests digests, LegacyFile& file)
{
    file.digests = std::move(digests.sure);
    if (!digests.littleEndian)
        return {};
    const hash::Digest turned = reversed(*digests.littleEndian);
    const auto known =
        std::ranges::find(file.digests, hash::Algorithm::Xxh64,
                          [](const hash::Digest& digest) { return digest.algorithm(); });
    if (known == file.digests.end()) {
        file.digests.push_back(turned);
        file.eitherByteOrder = true;
    } else if (*known != turned && *known != *digests.littleEndian) {
        return reader.fault(node, "xxhash64 and xxhash64be of one path disagree");
    }
    return {};
}

Result<LegacyFile> readFile(const XmlReader& reader, pugi::xml_node node, const std::string& folder)
{
    LegacyFile file;
    file.isManifest = std::string_view(node.attribute("referencehhashlist").value()) == "yes";
    Digests digests;
    for (const pugi::xml_node child : node.children()) {
        const std::string_view name = reader.nameOf(child);
        if (name == "file") {
            if (!file.path.empty())
                return reader.fault(child, "a second path in one record");
            TAILSLATE_TRY(file.path, readPath(reader, child, folder));
        } else if (name == "size") {
            if (reader.hasText(child)) {
                TAILSLATE_TRY(file.size, reader.number(child));
            }
        } else if (name == "creationdate") {
            TAILSLATE_TRY(file.created, readTime(reader, child));
        } else if (name == "lastmodificationdate") {
            TAILSLATE_TRY(file.modified, readTime(reader, child));
        } else if (name == "hashdate") {
            TAILSLATE_TRY(file.hashedAt, readTime(reader, child));
        } else if (name == "md5") {
            TAILSLATE_CHECK(addDigest(reader, child, hash::Algorithm::Md5, digests));
        } else if (name == "sha1") {
            TAILSLATE_CHECK(addDigest(reader, child, hash::Algorithm::Sha1, digests));
        } else if (name == "xxhash64be") {
            TAILSLATE_CHECK(addDigest(reader, child, hash::Algorithm::Xxh64, digests));
        } else if (name == "xxhash64") {
            if (digests.littleEndian)
                return reader.fault(child, "a second digest of one kind for one path");
            TAILSLATE_TRY(digests.littleEndian, reader.digest(child, hash::Algorithm::Xxh64));
        } else if (name == "xxhash") {
            file.hasXxh32 = true;
        }
    }
    if (file.path.empty())
        return reader.fault(node, "a hash record without a file");
    TAILSLATE_CHECK(settle(reader, node, std::move(digests), file));
    return file;
}

} // namespace

Result<LegacyManifest> legacyFromXml(std::string_view xml, const std::filesystem::path& folder)
{
    XmlReader reader(xml, {});
    TAILSLATE_TRY(const pugi::xml_node root, reader.open("hashlist"));
    const std::string_view version = root.attribute("version").value();
    if (!version.empty() && version != "1" && !version.starts_with("1."))
        return reader.fault(root, "a hash list of another version than 1.1");

    std::string prefix = folder.lexically_normal().native();
    while (prefix.ends_with('/'))
        prefix.pop_back();
    LegacyManifest manifest;
    std::unordered_set<std::string> seen;
    for (const pugi::xml_node child : root.children()) {
        const std::string_view name = reader.nameOf(child);
        if (name == "creatorinfo") {
            TAILSLATE_CHECK(readCreator(reader, child, manifest));
        } else if (name == "hash") {
            TAILSLATE_TRY(LegacyFile file, readFile(reader, child, prefix));
            if (!seen.insert(file.path).second)
                return reader.fault(child, "a path that is recorded twice");
            manifest.files.push_back(std::move(file));
        }
    }
    return manifest;
}

} // namespace tailslate::mhl
