// SPDX-License-Identifier: Apache-2.0
#include "mhl/detail/ManifestParser.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tailslate::mhl::detail {
namespace {

/// The algorithm an element is named after, if it is.
std::optional<hash::Algorithm> digestElement(std::string_view name)
{
    for (const hash::Algorithm algorithm : hash::kAllAlgorithms)
        if (hash::algorithmName(algorithm) == name)
            return algorithm;
    return std::nullopt;
}

std::string attributeText(const XmlAttributes& attributes, std::string_view name)
{
    return std::string(attributes.find(name).value_or(std::string_view{}));
}

} // namespace

/// An element that means something inside another.
struct ManifestParser::Rule {
    Place parent;
    std::string_view name;
    Place place;
    Content content;
};

ManifestParser::ManifestParser(RecordSink& records)
    : XmlReader("hashlist", "urn:ASC:MHL:v2.0")
    , m_records(records)
{
}

Result<XmlReader::Content> ManifestParser::begin(std::string_view name,
                                                 const XmlAttributes& attributes)
{
    // What there is most of comes first.
    static constexpr Rule kRules[] = {
        {Place::Hashes, "hash", Place::File, Content::Elements},
        {Place::File, "path", Place::Path, Content::Text},
        {Place::File, "previousPath", Place::PreviousPath, Content::Text},
        {Place::Hashes, "directoryhash", Place::Directory, Content::Elements},
        {Place::Directory, "path", Place::Path, Content::Text},
        {Place::Directory, "content", Place::Container, Content::Elements},
        {Place::Directory, "structure", Place::Container, Content::Elements},
        {Place::Directory, "previousPath", Place::PreviousPath, Content::Text},
        {Place::References, "hashlistreference", Place::ReferenceEntry, Content::Elements},
        {Place::ReferenceEntry, "path", Place::Path, Content::Text},
        {Place::Ignore, "pattern", Place::Pattern, Content::Text},
        {Place::HashList, "creatorinfo", Place::Creator, Content::Elements},
        {Place::Creator, "creationdate", Place::CreationDate, Content::Text},
        {Place::Creator, "hostname", Place::Hostname, Content::Text},
        {Place::Creator, "tool", Place::Tool, Content::Text},
        {Place::Creator, "author", Place::AuthorName, Content::Text},
        {Place::Creator, "location", Place::Location, Content::Text},
        {Place::Creator, "comment", Place::Comment, Content::Text},
        {Place::HashList, "processinfo", Place::ProcessInfo, Content::Elements},
        {Place::ProcessInfo, "process", Place::ProcessName, Content::Text},
        {Place::ProcessInfo, "roothash", Place::Root, Content::Elements},
        {Place::ProcessInfo, "ignore", Place::Ignore, Content::Elements},
        {Place::Root, "content", Place::Container, Content::Elements},
        {Place::Root, "structure", Place::Container, Content::Elements},
        {Place::HashList, "hashes", Place::Hashes, Content::Elements},
        {Place::HashList, "references", Place::References, Content::Elements},
    };

    if (m_places.empty()) {
        if (attributes.find("version") != "2.0")
            return fault("a hash list of another version than 2.0");
        m_places.push_back(Place::HashList);
        m_firstLine = line();
        return Content::Elements;
    }
    const Place parent = m_places.back();
    if (parent == Place::File || parent == Place::Container || parent == Place::ReferenceEntry) {
        if (const auto algorithm = digestElement(name)) {
            if (parent == Place::ReferenceEntry && algorithm != hash::Algorithm::C4)
                return Content::Nothing;
            TAILSLATE_CHECK(beginDigest(*algorithm, attributes));
            m_places.push_back(Place::DigestText);
            return Content::Text;
        }
    }
    const auto* const rule = std::ranges::find_if(kRules, [&](const Rule& candidate) {
        return candidate.parent == parent && candidate.name == name;
    });
    if (rule == std::ranges::end(kRules))
        return Content::Nothing;

    switch (rule->place) {
    case Place::File:
        m_file.path.clear();
        m_file.size.reset();
        m_file.created.reset();
        m_file.modified.reset();
        m_file.previousPath.reset();
        m_file.hashes.clear();
        m_digests = &m_file.hashes;
        break;
    case Place::Directory:
        m_directory = {};
        break;
    case Place::ReferenceEntry:
        m_referencePath.clear();
        m_referenceC4.reset();
        break;
    case Place::Root:
        m_manifest.rootHash.emplace();
        break;
    case Place::Container:
        beginContainer(name == "content");
        break;
    case Place::Path:
        TAILSLATE_CHECK(beginPath(attributes));
        break;
    case Place::Tool:
        m_manifest.creator.toolVersion = attributeText(attributes, "version");
        break;
    case Place::AuthorName:
        m_manifest.creator.authors.push_back({.name = {},
                                              .role = attributeText(attributes, "role"),
                                              .email = attributeText(attributes, "email"),
                                              .phone = attributeText(attributes, "phone")});
        break;
    case Place::Creator:
        m_manifest.creator = {};
        m_hasDate = false;
        break;
    case Place::ProcessInfo:
        m_hasProcessName = false;
        break;
    default:
        break;
    }
    m_places.push_back(rule->place);
    return rule->content;
}

Result<void> ManifestParser::beginPath(const XmlAttributes& attributes)
{
    const Place record = m_places.back();
    if (record == Place::File) {
        TAILSLATE_TRY(m_file.size, number(attributes, "size"));
        m_file.created = time(attributes, "creationdate");
        m_file.modified = time(attributes, "lastmodificationdate");
    } else if (record == Place::Directory) {
        m_directory.created = time(attributes, "creationdate");
        m_directory.modified = time(attributes, "lastmodificationdate");
    }
    return {};
}

void ManifestParser::beginContainer(bool isContent)
{
    if (m_places.back() == Place::Directory)
        m_digests = isContent ? &m_directory.content : &m_directory.structure;
    else
        m_digests = isContent ? &m_manifest.rootHash->content : &m_manifest.rootHash->structure;
    m_digests->clear();
}

Result<void> ManifestParser::beginDigest(hash::Algorithm algorithm, const XmlAttributes& attributes)
{
    m_algorithm = algorithm;
    m_action.reset();
    if (const auto action = attributes.find("action")) {
        if (*action == "original")
            m_action = Action::Original;
        else if (*action == "verified")
            m_action = Action::Verified;
        else if (*action == "failed")
            m_action = Action::Failed;
        else
            return fault("an action other than original, verified and failed");
    }
    m_hashedAt = time(attributes, "hashdate");
    return {};
}

Result<void> ManifestParser::end(std::string_view text)
{
    const Place place = m_places.back();
    m_places.pop_back();
    CreatorInfo& creator = m_manifest.creator;
    switch (place) {
    case Place::Path:
        return endPath(text);
    case Place::DigestText:
        return endDigest(text);
    case Place::File:
        return endFile();
    case Place::Directory:
        return endDirectory();
    case Place::PreviousPath:
        return endPreviousPath(text);
    case Place::ReferenceEntry:
        return endReference();
    case Place::Pattern:
        if (m_manifest.ignorePatterns.size() == kMostIgnorePatterns)
            return fault(fmt::format("over {} ignore patterns", kMostIgnorePatterns));
        m_manifest.ignorePatterns.emplace_back(text);
        return {};
    case Place::ProcessName:
        return endProcess(text);
    case Place::CreationDate: {
        creator.created = time(text).value_or(TimePoint{});
        m_hasDate = true;
        return {};
    }
    case Place::Hostname:
        creator.hostname = text;
        return {};
    case Place::Tool:
        creator.toolName = text;
        return {};
    case Place::AuthorName:
        creator.authors.back().name = text;
        return {};
    case Place::Location:
        creator.location = text;
        return {};
    case Place::Comment:
        creator.comment = text;
        return {};
    case Place::Creator:
        m_hasCreator = true;
        if (!m_hasDate)
            return fault("creatorinfo without a creationdate");
        return {};
    case Place::ProcessInfo:
        m_hasProcess = true;
        if (!m_hasProcessName)
            return fault("processinfo without a process");
        return {};
    case Place::HashList:
    case Place::Root:
    case Place::Ignore:
    case Place::Hashes:
    case Place::Container:
    case Place::References:
        return {};
    }
    return {};
}

Result<void> ManifestParser::endPath(std::string_view text)
{
    const Place record = m_places.back();
    std::string& path = record == Place::File        ? m_file.path
                        : record == Place::Directory ? m_directory.path
                                                     : m_referencePath;
    // A second one would leave open which file the digests are of.
    if (!path.empty())
        return fault("a second path in one record");
    TAILSLATE_TRY(path, this->path(text));
    return {};
}

Result<void> ManifestParser::endPreviousPath(std::string_view text)
{
    TAILSLATE_TRY(const std::string_view path, this->path(text));
    if (m_places.back() == Place::File)
        m_file.previousPath = path;
    else
        m_directory.previousPath = path;
    return {};
}

Result<void> ManifestParser::endDigest(std::string_view text)
{
    TAILSLATE_TRY(const hash::Digest digest, this->digest(text, m_algorithm));
    if (m_places.back() == Place::ReferenceEntry) {
        m_referenceC4 = digest;
        return {};
    }
    for (const HashEntry& entry : *m_digests)
        if (entry.digest.algorithm() == m_algorithm)
            return fault(
                fmt::format("a second {} digest for one path", hash::algorithmName(m_algorithm)));
    m_digests->push_back({.digest = digest, .action = m_action, .hashedAt = m_hashedAt});
    return {};
}

Result<void> ManifestParser::endProcess(std::string_view text)
{
    if (text == "in-place")
        m_manifest.process = Process::InPlace;
    else if (text == "transfer")
        m_manifest.process = Process::Transfer;
    else if (text == "flatten")
        m_manifest.process = Process::Flatten;
    else
        return fault("a process other than in-place, transfer and flatten");
    m_hasProcessName = true;
    return {};
}

Result<void> ManifestParser::endFile()
{
    if (m_file.path.empty())
        return fault("a hash record without a path");
    m_paths.add(m_file.path, line());
    return m_records.takeFile({.path = m_file.path,
                               .size = m_file.size,
                               .created = m_file.created,
                               .modified = m_file.modified,
                               .hashes = m_file.hashes,
                               .previousPath = m_file.previousPath});
}

Result<void> ManifestParser::endDirectory()
{
    if (m_directory.path.empty())
        return fault("a directoryhash record without a path");
    m_paths.add(m_directory.path, line());
    return m_records.takeDirectory(m_directory);
}

Result<void> ManifestParser::endReference()
{
    if (m_referencePath.empty() || !m_referenceC4)
        return fault("a reference without a path or without a C4 ID");
    m_manifest.references.push_back({.path = m_referencePath, .c4 = *m_referenceC4});
    return {};
}

Result<Manifest> ManifestParser::head()
{
    if (!m_hasCreator || !m_hasProcess)
        return faultAt(m_firstLine, "a hash list without creatorinfo or processinfo");
    if (const auto repeated = m_paths.find())
        return faultAt(*repeated, "a path that is recorded twice");
    return std::move(m_manifest);
}

} // namespace tailslate::mhl::detail
