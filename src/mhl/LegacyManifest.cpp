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

#include "base/DisplayText.h"
#include "mhl/detail/FileBlocks.h"
#include "mhl/detail/HistoryFiles.h"
#include "mhl/detail/RecordPath.h"
#include "mhl/detail/RepeatedPaths.h"
#include "mhl/detail/XmlReader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <utility>

namespace tailslate::mhl {
namespace {

hash::Digest reversed(const hash::Digest& digest)
{
    std::array<std::byte, 8> bytes{};
    std::ranges::reverse_copy(digest.bytes().first(bytes.size()), bytes.begin());
    return {digest.algorithm(), bytes};
}

bool isBlank(std::string_view text)
{
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

/// Says what the elements of a legacy manifest mean.
class LegacyParser final : public detail::XmlReader {
public:
    /// Whether a file lies there, relative to the folder of the manifest.
    using IsThere = std::function<bool(std::string_view)>;

    /// @param isThere Empty where nobody can look.
    explicit LegacyParser(const std::filesystem::path& folder, IsThere isThere = {})
        : XmlReader("hashlist", {})
        , m_folder(folder.lexically_normal().native())
        , m_isThere(std::move(isThere))
    {
        while (m_folder.ends_with('/'))
            m_folder.pop_back();
    }

    /// Call once, after finish().
    [[nodiscard]] Result<LegacyManifest> takeManifest()
    {
        if (!m_rooted.empty() && !m_rootedIsThere)
            return faultAt(
                m_rootedLine,
                fmt::format("the path \"{}\" is absolute, and leads to no file below the "
                            "folder of the manifest either",
                            displayText(std::string_view(m_rooted).substr(0, 120))));
        if (const auto repeated = m_paths.find())
            return faultAt(*repeated, "a path that is recorded twice");
        return std::move(m_manifest);
    }

private:
    /// What is open.
    enum class Place { Nothing = 1, HashList, Creator, CreatorText, File, FileText };

    Result<Content> begin(std::string_view name, const detail::XmlAttributes& attributes) override
    {
        switch (m_place) {
        case Place::Nothing: {
            const std::string_view version = attributes.find("version").value_or("");
            if (!version.empty() && version != "1" && !version.starts_with("1."))
                return fault("a hash list of another version than 1.1");
            m_place = Place::HashList;
            return Content::Elements;
        }
        case Place::HashList:
            if (name == "creatorinfo") {
                m_place = Place::Creator;
                return Content::Elements;
            }
            if (name == "hash") {
                m_place = Place::File;
                m_file = {};
                m_file.isManifest = attributes.find("referencehhashlist") == "yes";
                m_oldXxh64.reset();
                return Content::Elements;
            }
            return Content::Nothing;
        case Place::Creator:
            if (!isOneOf(name, kCreatorTexts))
                return Content::Nothing;
            m_place = Place::CreatorText;
            m_element = name;
            return Content::Text;
        case Place::File:
            if (name == "xxhash")
                m_file.hasXxh32 = true;
            if (!isOneOf(name, kFileTexts))
                return Content::Nothing;
            m_place = Place::FileText;
            m_element = name;
            return Content::Text;
        case Place::CreatorText:
        case Place::FileText:
            break;
        }
        return Content::Nothing;
    }

    Result<void> end(std::string_view text) override
    {
        switch (m_place) {
        case Place::CreatorText:
            m_place = Place::Creator;
            return takeCreatorText(text);
        case Place::FileText:
            m_place = Place::File;
            return takeFileText(text);
        case Place::File:
            m_place = Place::HashList;
            return endFile();
        case Place::Creator:
            m_place = Place::HashList;
            return {};
        case Place::HashList:
        case Place::Nothing:
            break;
        }
        return {};
    }

    static constexpr std::array<std::string_view, 6> kCreatorTexts{
        "name", "username", "hostname", "tool", "startdate", "finishdate"};
    static constexpr std::array<std::string_view, 9> kFileTexts{
        "file",       "size",     "creationdate", "lastmodificationdate", "hashdate", "md5",
        "xxhash64be", "xxhash64", "sha1"};

    static bool isOneOf(std::string_view name, std::span<const std::string_view> names)
    {
        return std::ranges::find(names, name) != names.end();
    }

    Result<void> takeCreatorText(std::string_view text)
    {
        if (m_element == "name")
            m_manifest.name = text;
        else if (m_element == "username")
            m_manifest.userName = text;
        else if (m_element == "hostname")
            m_manifest.hostname = text;
        else if (m_element == "tool")
            m_manifest.tool = text;
        else if (m_element == "startdate")
            m_manifest.started = time(text);
        else
            m_manifest.finished = time(text);
        return {};
    }

    Result<void> takeFileText(std::string_view text)
    {
        if (m_element == "file")
            return takePath(text);
        if (m_element == "creationdate") {
            m_file.created = time(text);
            return {};
        }
        if (m_element == "lastmodificationdate") {
            m_file.modified = time(text);
            return {};
        }
        if (m_element == "hashdate") {
            m_file.hashedAt = time(text);
            return {};
        }
        if (isBlank(text)) // An element that is there and says nothing.
            return {};
        if (m_element == "md5")
            return takeDigest(text, hash::Algorithm::Md5);
        if (m_element == "sha1")
            return takeDigest(text, hash::Algorithm::Sha1);
        if (m_element == "xxhash64be")
            return takeDigest(text, hash::Algorithm::Xxh64);
        if (m_element == "size") {
            TAILSLATE_TRY(m_file.size, number(text));
            return {};
        }
        if (m_oldXxh64)
            return fault("a second digest of one kind for one path");
        TAILSLATE_TRY(m_oldXxh64, digest(text, hash::Algorithm::Xxh64));
        return {};
    }

    Result<void> takePath(std::string_view text)
    {
        if (!m_file.path.empty())
            return fault("a second path in one record");
        if (detail::beginsWithDrive(text))
            return fault("a path of another machine, with a drive letter");
        if (!m_folder.empty() && text.starts_with(m_folder) &&
            text.substr(m_folder.size()).starts_with('/'))
            text.remove_prefix(m_folder.size() + 1);
        if (m_isThere && text.starts_with('/'))
            return takeRootedPath(text);
        TAILSLATE_TRY(m_file.path, path(text));
        return {};
    }

    /// Some recorders begin every path with a slash and mean the folder of the manifest. That shows
    /// when some of their files lie there.
    Result<void> takeRootedPath(std::string_view text)
    {
        constexpr int kTries = 1000;
        TAILSLATE_TRY(m_file.path, path(text.substr(1)));
        if (m_rooted.empty()) {
            m_rooted = text;
            m_rootedLine = line();
        }
        if (!m_rootedIsThere && ++m_rootedTries <= kTries)
            m_rootedIsThere = m_isThere(m_file.path);
        return {};
    }

    Result<void> takeDigest(std::string_view text, hash::Algorithm algorithm)
    {
        TAILSLATE_TRY(const hash::Digest digest, this->digest(text, algorithm));
        for (const hash::Digest& earlier : m_file.digests)
            if (earlier.algorithm() == algorithm)
                return fault("a second digest of one kind for one path");
        m_file.digests.push_back(digest);
        return {};
    }

    Result<void> endFile()
    {
        if (m_file.path.empty())
            return fault("a hash record without a file");
        TAILSLATE_CHECK(settleOldXxh64());
        m_paths.add(m_file.path, line());
        m_manifest.files.push_back(std::move(m_file));
        return {};
    }

    /// What `xxhash64` says, beside what the other elements say.
    Result<void> settleOldXxh64()
    {
        if (!m_oldXxh64)
            return {};
        const hash::Digest turned = reversed(*m_oldXxh64);
        const auto known =
            std::ranges::find(m_file.digests, hash::Algorithm::Xxh64,
                              [](const hash::Digest& digest) { return digest.algorithm(); });
        if (known == m_file.digests.end()) {
            m_file.digests.push_back(turned);
            m_file.eitherByteOrder = true;
        } else if (*known != turned && *known != *m_oldXxh64) {
            return fault("xxhash64 and xxhash64be of one path disagree");
        }
        return {};
    }

    std::string m_folder; ///< Absolute paths below it count as relative ones; empty for none.
    IsThere m_isThere;
    std::string m_rooted; ///< The first path with a slash in front; empty for none.
    std::uint64_t m_rootedLine = 0;
    int m_rootedTries = 0;
    bool m_rootedIsThere = false; ///< Some path with a slash leads to a file below the folder.
    LegacyManifest m_manifest;
    detail::RepeatedPaths m_paths;
    Place m_place = Place::Nothing;
    std::string m_element;                  ///< Whose text is read.
    LegacyFile m_file;                      ///< The record that is open.
    std::optional<hash::Digest> m_oldXxh64; ///< Of `xxhash64`, as it stands there.
};

} // namespace

Result<LegacyManifest> legacyFromXml(std::string_view xml, const std::filesystem::path& folder)
{
    LegacyParser parser(folder);
    TAILSLATE_CHECK(parser.feed(xml));
    TAILSLATE_CHECK(parser.finish());
    return parser.takeManifest();
}

Result<LegacyManifest> readLegacyFile(io::FileSystem& files, const std::filesystem::path& path,
                                      const std::stop_token& stop)
{
    LegacyParser parser(path.parent_path(), [&](std::string_view below) {
        const auto info = files.info(path.parent_path() / below);
        return info && info->kind == io::FileKind::Regular;
    });
    TAILSLATE_CHECK(detail::readBlocks(
        files, path, detail::kLargestManifest, stop, [&](std::span<const std::byte> block) {
            return parser.feed({reinterpret_cast<const char*>(block.data()), block.size()});
        }));
    const Result<void> finished = parser.finish();
    auto manifest = finished ? parser.takeManifest()
                             : Result<LegacyManifest>(std::unexpected(finished.error()));
    if (!manifest)
        return failure(manifest.error().code, manifest.error().message, path);
    return manifest;
}

} // namespace tailslate::mhl
