// SPDX-License-Identifier: Apache-2.0
#include "project/detail/CardRepository.h"

#include "project/detail/Columns.h"

#include <soci/soci.h>

#include <string>

namespace tailslate::project::detail {
namespace {

// Paths are bytes, not text: CAST keeps each of them, on the way in and on the way out.

std::string kindName(media::ClipKind kind)
{
    return kind == media::ClipKind::Picture ? "picture" : "sound";
}

std::string severityName(media::Severity severity)
{
    return severity == media::Severity::Note ? "note" : "warning";
}

std::unexpected<Error> danglingReference()
{
    return failure(ErrorCode::DataCorrupted,
                   "the project file is damaged: a clip or finding refers to nothing");
}

} // namespace

CardRepository::CardRepository(soci::session& session)
    : m_session(session)
{
}

void CardRepository::add(long long offloadId, const media::Card& card, const io::Volume& volume)
{
    const std::string root = card.root.string();
    m_session << "INSERT INTO cards (offload_id, root, type_id, type_name, reason, roll) "
                 "VALUES (:id, CAST(:root AS BLOB), :type, :name, :reason, :roll)",
        soci::use(offloadId), soci::use(root), soci::use(card.typeId), soci::use(card.typeName),
        soci::use(card.reason), soci::use(card.roll);
    moveTo(offloadId, volume);
    addFiles(offloadId, card);
    addClips(offloadId, card);
    addFindings(offloadId, card);
}

void CardRepository::moveTo(long long offloadId, const io::Volume& volume)
{
    const std::string mountPoint = volume.mountPoint.string();
    m_session << "UPDATE cards SET mount_point = CAST(:mount AS BLOB), file_system = :fs, "
                 "volume_id = :volume, device_id = :device, device_name = :name "
                 "WHERE offload_id = :id",
        soci::use(mountPoint), soci::use(volume.fileSystem), soci::use(volume.volumeId),
        soci::use(volume.deviceId), soci::use(volume.deviceName), soci::use(offloadId);
}

void CardRepository::addFiles(long long offloadId, const media::Card& card)
{
    long long number = 0;
    std::string path;
    long long size = 0;
    long long modified = 0;
    long long permissions = 0;
    soci::statement file =
        (m_session.prepare << "INSERT INTO files (offload_id, file, path, size, modified, "
                              "permissions) VALUES (:id, :file, CAST(:path AS BLOB), :size, "
                              ":modified, :permissions)",
         soci::use(offloadId), soci::use(number), soci::use(path), soci::use(size),
         soci::use(modified), soci::use(permissions));
    for (const auto& entry : card.files) {
        path = entry.path;
        size = static_cast<long long>(entry.size);
        modified = toMicros(entry.modified);
        permissions = entry.permissions;
        file.execute(true);
        ++number;
    }

    soci::statement folder = (m_session.prepare << "INSERT INTO folders (offload_id, folder, path) "
                                                   "VALUES (:id, :folder, CAST(:path AS BLOB))",
                              soci::use(offloadId), soci::use(number), soci::use(path));
    number = 0;
    for (const auto& entry : card.folders) {
        path = entry.string();
        folder.execute(true);
        ++number;
    }

    soci::statement pattern =
        (m_session.prepare << "INSERT INTO ignore_patterns (offload_id, pattern_no, pattern) "
                              "VALUES (:id, :number, :pattern)",
         soci::use(offloadId), soci::use(number), soci::use(path));
    number = 0;
    for (const auto& entry : card.ignorePatterns) {
        path = entry;
        pattern.execute(true);
        ++number;
    }
}

void CardRepository::addClips(long long offloadId, const media::Card& card)
{
    long long number = 0;
    long long position = 0;
    long long fileNumber = 0;
    std::string name;
    std::string roll;
    std::string kind;
    soci::statement clip =
        (m_session.prepare << "INSERT INTO clips (offload_id, clip, name, roll, kind) "
                              "VALUES (:id, :clip, :name, :roll, :kind)",
         soci::use(offloadId), soci::use(number), soci::use(name), soci::use(roll),
         soci::use(kind));
    soci::statement file =
        (m_session.prepare << "INSERT INTO clip_files (offload_id, clip, position, file) "
                              "VALUES (:id, :clip, :position, :file)",
         soci::use(offloadId), soci::use(number), soci::use(position), soci::use(fileNumber));
    for (const auto& entry : card.clips) {
        name = entry.name;
        roll = entry.roll;
        kind = kindName(entry.kind);
        clip.execute(true);
        position = 0;
        for (const std::size_t index : entry.files) {
            fileNumber = static_cast<long long>(index);
            file.execute(true);
            ++position;
        }
        ++number;
    }
}

void CardRepository::addFindings(long long offloadId, const media::Card& card)
{
    long long number = 0;
    long long position = 0;
    std::string severity;
    std::string sentence;
    std::string path;
    soci::statement finding =
        (m_session.prepare << "INSERT INTO findings (offload_id, finding, severity, sentence) "
                              "VALUES (:id, :finding, :severity, :sentence)",
         soci::use(offloadId), soci::use(number), soci::use(severity), soci::use(sentence));
    soci::statement file =
        (m_session.prepare << "INSERT INTO finding_files (offload_id, finding, position, path) "
                              "VALUES (:id, :finding, :position, CAST(:path AS BLOB))",
         soci::use(offloadId), soci::use(number), soci::use(position), soci::use(path));
    for (const auto& entry : card.findings) {
        severity = severityName(entry.severity);
        sentence = entry.sentence;
        finding.execute(true);
        position = 0;
        for (const auto& about : entry.files) {
            path = about;
            file.execute(true);
            ++position;
        }
        ++number;
    }
}

Result<media::Card> CardRepository::get(long long offloadId) const
{
    media::Card card;
    std::string root;
    m_session << "SELECT CAST(root AS TEXT), type_id, type_name, reason, roll FROM cards "
                 "WHERE offload_id = :id",
        soci::use(offloadId), soci::into(root), soci::into(card.typeId), soci::into(card.typeName),
        soci::into(card.reason), soci::into(card.roll);
    if (!m_session.got_data()) {
        return failure(ErrorCode::DataCorrupted,
                       "the project file is damaged: an offload has lost its card");
    }
    card.root = root;
    readFolders(offloadId, card);
    readFiles(offloadId, card);
    TAILSLATE_CHECK(readClips(offloadId, card));
    TAILSLATE_CHECK(readFindings(offloadId, card));
    return card;
}

media::Card CardRepository::outline(long long offloadId) const
{
    media::Card card;
    std::string root;
    m_session << "SELECT CAST(root AS TEXT), roll FROM cards WHERE offload_id = :id",
        soci::use(offloadId), soci::into(root), soci::into(card.roll);
    card.root = root;
    readFolders(offloadId, card);
    return card;
}

io::Volume CardRepository::volume(long long offloadId) const
{
    io::Volume volume;
    std::string mountPoint;
    m_session << "SELECT CAST(mount_point AS TEXT), file_system, volume_id, device_id, "
                 "device_name FROM cards WHERE offload_id = :id",
        soci::use(offloadId), soci::into(mountPoint), soci::into(volume.fileSystem),
        soci::into(volume.volumeId), soci::into(volume.deviceId), soci::into(volume.deviceName);
    volume.mountPoint = mountPoint;
    return volume;
}

Result<void> CardRepository::checkSameFiles(long long offloadId,
                                            const std::vector<media::CardFile>& files) const
{
    std::string path;
    long long size = 0;
    soci::statement rows =
        (m_session.prepare << "SELECT CAST(path AS TEXT), size FROM files WHERE offload_id = :id "
                              "ORDER BY file",
         soci::use(offloadId), soci::into(path), soci::into(size));
    rows.execute();
    std::size_t index = 0;
    for (; rows.fetch(); ++index) {
        if (index >= files.size() || files[index].path != path ||
            files[index].size != static_cast<std::uint64_t>(size)) {
            return failure(ErrorCode::InvalidArgument,
                           "the card does not hold this file of the offload; it is another card, "
                           "or it was changed",
                           path);
        }
    }
    if (index < files.size()) {
        return failure(ErrorCode::InvalidArgument,
                       "the offload does not know this file of the card; it is another card, or "
                       "it was changed",
                       files[index].path);
    }
    return {};
}

void CardRepository::readFolders(long long offloadId, media::Card& card) const
{
    std::string path;
    soci::statement folders =
        (m_session.prepare << "SELECT CAST(path AS TEXT) FROM folders WHERE offload_id = :id "
                              "ORDER BY folder",
         soci::use(offloadId), soci::into(path));
    folders.execute();
    while (folders.fetch())
        card.folders.emplace_back(path);
}

void CardRepository::readFiles(long long offloadId, media::Card& card) const
{
    std::string path;
    long long size = 0;
    long long modified = 0;
    long long permissions = 0;
    soci::statement files =
        (m_session.prepare << "SELECT CAST(path AS TEXT), size, modified, permissions FROM files "
                              "WHERE offload_id = :id ORDER BY file",
         soci::use(offloadId), soci::into(path), soci::into(size), soci::into(modified),
         soci::into(permissions));
    files.execute();
    while (files.fetch()) {
        card.files.push_back({path, static_cast<std::uint64_t>(size), fromMicros(modified),
                              static_cast<std::uint32_t>(permissions)});
    }

    soci::statement patterns =
        (m_session.prepare << "SELECT pattern FROM ignore_patterns WHERE offload_id = :id "
                              "ORDER BY pattern_no",
         soci::use(offloadId), soci::into(path));
    patterns.execute();
    while (patterns.fetch())
        card.ignorePatterns.push_back(path);
}

Result<void> CardRepository::readClips(long long offloadId, media::Card& card) const
{
    media::Clip clip;
    std::string kind;
    soci::statement clips =
        (m_session.prepare << "SELECT name, roll, kind FROM clips WHERE offload_id = :id "
                              "ORDER BY clip",
         soci::use(offloadId), soci::into(clip.name), soci::into(clip.roll), soci::into(kind));
    clips.execute();
    while (clips.fetch()) {
        clip.kind = kind == kindName(media::ClipKind::Picture) ? media::ClipKind::Picture
                                                               : media::ClipKind::Sound;
        card.clips.push_back(clip);
    }

    long long number = 0;
    long long file = 0;
    soci::statement files =
        (m_session.prepare << "SELECT clip, file FROM clip_files WHERE offload_id = :id "
                              "ORDER BY clip, position",
         soci::use(offloadId), soci::into(number), soci::into(file));
    files.execute();
    while (files.fetch()) {
        if (number < 0 || static_cast<std::size_t>(number) >= card.clips.size() || file < 0 ||
            static_cast<std::size_t>(file) >= card.files.size())
            return danglingReference();
        card.clips[static_cast<std::size_t>(number)].files.push_back(
            static_cast<std::size_t>(file));
    }
    return {};
}

Result<void> CardRepository::readFindings(long long offloadId, media::Card& card) const
{
    std::string severity;
    std::string sentence;
    soci::statement findings =
        (m_session.prepare << "SELECT severity, sentence FROM findings WHERE offload_id = :id "
                              "ORDER BY finding",
         soci::use(offloadId), soci::into(severity), soci::into(sentence));
    findings.execute();
    while (findings.fetch()) {
        card.findings.push_back({severity == severityName(media::Severity::Note)
                                     ? media::Severity::Note
                                     : media::Severity::Warning,
                                 sentence,
                                 {}});
    }

    long long number = 0;
    std::string path;
    soci::statement files =
        (m_session.prepare << "SELECT finding, CAST(path AS TEXT) FROM finding_files "
                              "WHERE offload_id = :id ORDER BY finding, position",
         soci::use(offloadId), soci::into(number), soci::into(path));
    files.execute();
    while (files.fetch()) {
        if (number < 0 || static_cast<std::size_t>(number) >= card.findings.size())
            return danglingReference();
        card.findings[static_cast<std::size_t>(number)].files.emplace_back(path);
    }
    return {};
}

} // namespace tailslate::project::detail
