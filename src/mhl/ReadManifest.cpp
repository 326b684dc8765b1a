// SPDX-License-Identifier: Apache-2.0
//
// What is read here (ASC MHL 1.0, ASCMHL.xsd):
//
//   <hashlist version="2.0" xmlns="urn:ASC:MHL:v2.0">
//     <creatorinfo> creationdate hostname tool author* location? comment? </creatorinfo>
//     <processinfo> process roothash? ignore? </processinfo>
//     <hashes> ( hash | directoryhash )* </hashes>
//     <references> hashlistreference* </references>
//   </hashlist>
#include "mhl/detail/XmlReader.h"
#include "mhl/Manifest.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

namespace tailslate::mhl {
namespace {

using detail::XmlReader;

Result<Author> readAuthor(const XmlReader& reader, pugi::xml_node node)
{
    TAILSLATE_TRY(std::string name, reader.text(node));
    return Author{.name = std::move(name),
                  .role = node.attribute("role").value(),
                  .email = node.attribute("email").value(),
                  .phone = node.attribute("phone").value()};
}

Result<CreatorInfo> readCreator(const XmlReader& reader, pugi::xml_node node)
{
    CreatorInfo creator;
    bool dated = false;
    for (const pugi::xml_node child : node.children()) {
        const std::string_view name = reader.nameOf(child);
        if (name == "creationdate") {
            TAILSLATE_TRY(creator.created, reader.time(child));
            dated = true;
        } else if (name == "hostname") {
            TAILSLATE_TRY(creator.hostname, reader.text(child));
        } else if (name == "tool") {
            TAILSLATE_TRY(creator.toolName, reader.text(child));
            creator.toolVersion = child.attribute("version").value();
        } else if (name == "author") {
            TAILSLATE_TRY(Author author, readAuthor(reader, child));
            creator.authors.push_back(std::move(author));
        } else if (name == "location") {
            TAILSLATE_TRY(creator.location, reader.text(child));
        } else if (name == "comment") {
            TAILSLATE_TRY(creator.comment, reader.text(child));
        }
    }
    if (!dated)
        return reader.fault(node, "creatorinfo without a creationdate");
    return creator;
}

Result<std::optional<Action>> readAction(const XmlReader& reader, pugi::xml_node node)
{
    const pugi::xml_attribute attribute = node.attribute("action");
    if (!attribute)
        return std::nullopt;
    const std::string_view value = attribute.value();
    if (value == "original")
        return Action::Original;
    if (value == "verified")
        return Action::Verified;
    if (value == "failed")
        return Action::Failed;
    return reader.fault(node, "an action other than original, verified and failed");
}

/// The algorithm an element is named after, if it is.
std::optional<hash::Algorithm> digestElement(std::string_view name)
{
    for (const hash::Algorithm algorithm : hash::kAllAlgorithms)
        if (hash::algorithmName(algorithm) == name)
            return algorithm;
    return std::nullopt;
}

Result<void> readDigest(const XmlReader& reader, pugi::xml_node node, hash::Algorithm algorithm,
                        std::vector<HashEntry>& entries)
{
    TAILSLATE_TRY(const hash::Digest digest, reader.digest(node, algorithm));
    TAILSLATE_TRY(const auto action, readAction(reader, node));
    TAILSLATE_TRY(const auto hashedAt, reader.timeAttribute(node, "hashdate"));
    if (std::ranges::any_of(
            entries, [&](const HashEntry& entry) { return entry.digest.algorithm() == algorithm; }))
        return reader.fault(
            node, fmt::format("a second {} digest for one path", hash::algorithmName(algorithm)));
    entries.push_back({.digest = digest, .action = action, .hashedAt = hashedAt});
    return {};
}

Result<std::vector<HashEntry>> readContainer(const XmlReader& reader, pugi::xml_node node)
{
    std::vector<HashEntry> entries;
    for (const pugi::xml_node child : node.children())
        if (const auto algorithm = digestElement(reader.nameOf(child)))
            TAILSLATE_CHECK(readDigest(reader, child, *algorithm, entries));
    return entries;
}

Result<RootHash> readRootHash(const XmlReader& reader, pugi::xml_node node)
{
    RootHash root;
    for (const pugi::xml_node child : node.children()) {
        const std::string_view name = reader.nameOf(child);
        if (name == "content") {
            TAILSLATE_TRY(root.content, readContainer(reader, child));
        } else if (name == "structure") {
            TAILSLATE_TRY(root.structure, readContainer(reader, child));
        }
    }
    return root;
}

Result<Process> readProcess(const XmlReader& reader, pugi::xml_node node)
{
    const auto name = reader.text(node);
    if (!name)
        return std::unexpected(name.error());
    if (*name == "in-place")
        return Process::InPlace;
    if (*name == "transfer")
        return Process::Transfer;
    if (*name == "flatten")
        return Process::Flatten;
    return reader.fault(node, "a process other than in-place, transfer and flatten");
}

Result<void> readProcessInfo(const XmlReader& reader, pugi::xml_node node, Manifest& manifest)
{
    bool named = false;
    for (const pugi::xml_node child : node.children()) {
        const std::string_view name = reader.nameOf(child);
        if (name == "process") {
            TAILSLATE_TRY(manifest.process, readProcess(reader, child));
            named = true;
        } else if (name == "roothash") {
            TAILSLATE_TRY(manifest.rootHash, readRootHash(reader, child));
        } else if (name == "ignore") {
            for (const pugi::xml_node pattern : child.children()) {
                if (reader.nameOf(pattern) != "pattern")
                    continue;
                TAILSLATE_TRY(std::string text, reader.text(pattern));
                manifest.ignorePatterns.push_back(std::move(text));
            }
        }
    }
    if (!named)
        return reader.fault(node, "processinfo without a process");
    return {};
}

/// The path of a record; a second one would leave open which file the digests are of.
Result<void> readRecordPath(const XmlReader& reader, pugi::xml_node node, std::string& path)
{
    if (!path.empty())
        return reader.fault(node, "a second path in one record");
    TAILSLATE_TRY(path, reader.path(node));
    return {};
}

Result<FileRecord> readFile(const XmlReader& reader, pugi::xml_node node)
{
    FileRecord file;
    for (const pugi::xml_node child : node.children()) {
        const std::string_view name = reader.nameOf(child);
        if (name == "path") {
            TAILSLATE_CHECK(readRecordPath(reader, child, file.path));
            TAILSLATE_TRY(file.size, reader.numberAttribute(child, "size"));
            TAILSLATE_TRY(file.created, reader.timeAttribute(child, "creationdate"));
            TAILSLATE_TRY(file.modified, reader.timeAttribute(child, "lastmodificationdate"));
        } else if (name == "previousPath") {
            TAILSLATE_TRY(file.previousPath, reader.path(child));
        } else if (const auto algorithm = digestElement(name)) {
            TAILSLATE_CHECK(readDigest(reader, child, *algorithm, file.hashes));
        }
    }
    if (file.path.empty())
        return reader.fault(node, "a hash record without a path");
    if (file.hashes.empty())
        return reader.fault(node, "a hash record without a digest of a known kind");
    return file;
}

Result<DirectoryRecord> readDirectory(const XmlReader& reader, pugi::xml_node node)
{
    DirectoryRecord directory;
    for (const pugi::xml_node child : node.children()) {
        const std::string_view name = reader.nameOf(child);
        if (name == "path") {
            TAILSLATE_CHECK(readRecordPath(reader, child, directory.path));
            TAILSLATE_TRY(directory.created, reader.timeAttribute(child, "creationdate"));
            TAILSLATE_TRY(directory.modified, reader.timeAttribute(child, "lastmodificationdate"));
        } else if (name == "content") {
            TAILSLATE_TRY(directory.content, readContainer(reader, child));
        } else if (name == "structure") {
            TAILSLATE_TRY(directory.structure, readContainer(reader, child));
        } else if (name == "previousPath") {
            TAILSLATE_TRY(directory.previousPath, reader.path(child));
        }
    }
    if (directory.path.empty())
        return reader.fault(node, "a directoryhash record without a path");
    return directory;
}

Result<void> readHashes(const XmlReader& reader, pugi::xml_node node, Manifest& manifest)
{
    std::unordered_set<std::string> seen;
    for (const pugi::xml_node child : node.children()) {
        const std::string_view name = reader.nameOf(child);
        if (name == "hash") {
            TAILSLATE_TRY(FileRecord file, readFile(reader, child));
            if (!seen.insert(file.path).second)
                return reader.fault(child, "a path that is recorded twice");
            manifest.files.push_back(std::move(file));
        } else if (name == "directoryhash") {
            TAILSLATE_TRY(DirectoryRecord directory, readDirectory(reader, child));
            if (!seen.insert(directory.path).second)
                return reader.fault(child, "a path that is recorded twice");
            manifest.directories.push_back(std::move(directory));
        }
    }
    return {};
}

Result<Reference> readReference(const XmlReader& reader, pugi::xml_node node)
{
    std::string path;
    std::optional<hash::Digest> c4;
    for (const pugi::xml_node child : node.children()) {
        const std::string_view name = reader.nameOf(child);
        if (name == "path") {
            TAILSLATE_CHECK(readRecordPath(reader, child, path));
        } else if (name == "c4") {
            TAILSLATE_TRY(c4, reader.digest(child, hash::Algorithm::C4));
        }
    }
    if (path.empty() || !c4)
        return reader.fault(node, "a reference without a path or without a C4 ID");
    return Reference{.path = std::move(path), .c4 = *c4};
}

} // namespace

Result<Manifest> fromXml(std::string_view xml)
{
    XmlReader reader(xml, "urn:ASC:MHL:v2.0");
    TAILSLATE_TRY(const pugi::xml_node root, reader.open("hashlist"));
    if (std::string_view(root.attribute("version").value()) != "2.0")
        return reader.fault(root, "a hash list of another version than 2.0");

    Manifest manifest;
    bool hasCreator = false;
    bool hasProcess = false;
    for (const pugi::xml_node child : root.children()) {
        const std::string_view name = reader.nameOf(child);
        if (name == "creatorinfo") {
            TAILSLATE_TRY(manifest.creator, readCreator(reader, child));
            hasCreator = true;
        } else if (name == "processinfo") {
            TAILSLATE_CHECK(readProcessInfo(reader, child, manifest));
            hasProcess = true;
        } else if (name == "hashes") {
            TAILSLATE_CHECK(readHashes(reader, child, manifest));
        } else if (name == "references") {
            for (const pugi::xml_node entry : child.children()) {
                if (reader.nameOf(entry) != "hashlistreference")
                    continue;
                TAILSLATE_TRY(Reference reference, readReference(reader, entry));
                manifest.references.push_back(std::move(reference));
            }
        }
    }
    if (!hasCreator || !hasProcess)
        return reader.fault(root, "a hash list without creatorinfo or processinfo");
    return manifest;
}

} // namespace tailslate::mhl
