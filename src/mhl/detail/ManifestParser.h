// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "mhl/detail/RepeatedPaths.h"
#include "mhl/detail/XmlReader.h"
#include "mhl/Manifest.h"
#include "mhl/ReadManifest.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tailslate::mhl::detail {

/// Says what the elements of a manifest mean:
///
///   <hashlist version="2.0" xmlns="urn:ASC:MHL:v2.0">
///     <creatorinfo> creationdate hostname tool author* location? comment? </creatorinfo>
///     <processinfo> process roothash? ignore? </processinfo>
///     <hashes> ( hash | directoryhash )* </hashes>
///     <references> hashlistreference* </references>
///   </hashlist>
class ManifestParser final : public XmlReader {
public:
    /// @param records Borrowed; must outlive the parser.
    explicit ManifestParser(RecordSink& records);

    /// Call once, after finish(). @return Everything but the records.
    [[nodiscard]] Result<Manifest> head();

private:
    /// An element that is open and means something.
    enum class Place {
        HashList = 1,
        Creator,
        CreationDate,
        Hostname,
        Tool,
        AuthorName,
        Location,
        Comment,
        ProcessInfo,
        ProcessName,
        Root,
        Ignore,
        Pattern,
        Hashes,
        File,
        Directory,
        Container, ///< `content` or `structure`.
        Path,
        PreviousPath,
        DigestText,
        References,
        ReferenceEntry
    };

    struct Rule;

    Result<Content> begin(std::string_view name, const XmlAttributes& attributes) override;
    Result<void> end(std::string_view text) override;

    Result<void> beginPath(const XmlAttributes& attributes);
    Result<void> beginDigest(hash::Algorithm algorithm, const XmlAttributes& attributes);
    void beginContainer(bool isContent);
    Result<void> endPath(std::string_view text);
    Result<void> endPreviousPath(std::string_view text);
    Result<void> endDigest(std::string_view text);
    Result<void> endProcess(std::string_view text);
    Result<void> endFile();
    Result<void> endDirectory();
    Result<void> endReference();

    RecordSink& m_records;
    Manifest m_manifest;
    std::uint64_t m_firstLine = 1; ///< Of the root element.
    bool m_hasCreator = false;
    bool m_hasProcess = false;
    bool m_hasDate = false;        ///< Of the creatorinfo that is open.
    bool m_hasProcessName = false; ///< Of the processinfo that is open.
    std::vector<Place> m_places;   ///< Outermost first.
    RepeatedPaths m_paths;

    // The record that is open. Their memory serves all records.
    FileRecord m_file;
    DirectoryRecord m_directory;
    std::string m_referencePath;
    std::optional<hash::Digest> m_referenceC4;
    std::vector<HashEntry>* m_digests = nullptr; ///< Where digests go now.

    // The digest that is open.
    hash::Algorithm m_algorithm = hash::Algorithm::Xxh64;
    std::optional<Action> m_action;
    std::optional<TimePoint> m_hashedAt;
};

} // namespace tailslate::mhl::detail
