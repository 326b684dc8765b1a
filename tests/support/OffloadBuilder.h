// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Clock.h"
#include "hash/Hasher.h"
#include "offload/Verdict.h"

#include <cstddef>
#include <span>
#include <string>

namespace tailslate::test {

inline TimePoint at(const char* text)
{
    return fromIso8601(text).value();
}

inline hash::Digest digest(const std::string& content)
{
    return hash::digestOf(hash::Algorithm::Xxh64, std::as_bytes(std::span(content)));
}

inline Uuid jobId()
{
    return Uuid::parse("01934a5e-7c1b-7e3f-8a21-0123456789ab").value();
}

/// Two destinations and `fileCount` files (at least one), one clip per file, a warning and a note;
/// the first file's name is not UTF-8.
inline offload::Plan plan(std::size_t fileCount = 3)
{
    offload::Plan plan;
    plan.jobId = jobId();
    plan.created = at("2026-11-21T03:06:06.123456Z");
    plan.algorithm = hash::Algorithm::Xxh64;

    media::Card& card = plan.card;
    card.root = "/media/A001R2EC";
    card.typeId = "arri_classic";
    card.typeName = "ARRI ALEXA classic naming";
    card.reason = "folder A001R2EC holds A001C001_261121_R2EC.mov";
    card.roll = "A001R2EC";
    card.folders = {"A001R2EC", "A001R2EC/\xff empty"};
    card.ignorePatterns = {".DS_Store", ".Trashes"};
    for (std::size_t i = 0; i < fileCount; ++i) {
        const std::string name =
            i == 0 ? "caf\xe9 \xff\x01.mov" : "clip" + std::to_string(i) + ".mov";
        card.files.push_back(
            {"A001R2EC/" + name, 1000 + i, at("2026-11-20T23:00:00.000001Z"), 0644});
        card.clips.push_back({"A001C00" + std::to_string(i),
                              "A001R2EC",
                              i % 2 == 0 ? media::ClipKind::Picture : media::ClipKind::Sound,
                              {i}});
    }
    if (fileCount > 1)
        card.clips[0].files.push_back(1);
    card.findings.push_back(
        {media::Severity::Warning, "clip 4 is missing", {card.files[0].path, "A001R2EC"}});
    card.findings.push_back({media::Severity::Note, "one empty folder", {}});

    plan.cardVolume.mountPoint = "/media/\xfd card";
    plan.cardVolume.fileSystem = "udf";
    plan.cardVolume.deviceId = "8:card";
    plan.cardVolume.deviceName = "Card reader (sdc)";
    plan.cardVolume.volumeId = "uuid of the card";

    for (const char* name : {"one", "two"}) {
        offload::PlannedDestination destination;
        destination.folder = std::filesystem::path("/mnt") / name / "\xfe rolls";
        destination.rollFolder = destination.folder / "A001R2EC";
        destination.role = name == std::string("one") ? "primary" : "shuttle";
        destination.volume = {.mountPoint = std::filesystem::path("/mnt") / name,
                              .fileSystem = "exfat",
                              .label = "RAID\tA",
                              .deviceId = std::string("8:") + name,
                              .deviceName = "Samsung SSD T7 (sdb)",
                              .volumeId = std::string("uuid of ") + name,
                              .readOnly = false,
                              .rotational = true,
                              .removable = true};
        plan.destinations.push_back(destination);
    }
    return plan;
}

inline offload::CopyEvidence verifiedCopy(std::size_t file, std::size_t destination)
{
    offload::CopyEvidence copy;
    copy.file = file;
    copy.destination = destination;
    copy.level = offload::EvidenceLevel::Verified;
    copy.sourceDigest = digest("content of file " + std::to_string(file));
    copy.readBackDigest = copy.sourceDigest;
    copy.sourceRead = io::Transfer::Direct;
    copy.readBack = io::Transfer::Direct;
    copy.written = io::Transfer::Direct;
    copy.at = at("2026-11-21T03:10:00.000123Z");
    return copy;
}

/// Everything verified and sealed.
inline offload::OffloadResult goodResult(std::size_t fileCount = 3)
{
    offload::OffloadResult result;
    result.plan = plan(fileCount);
    result.plan.cardConfirmed = true;
    result.started = at("2026-11-21T03:07:00.5Z");
    result.finished = at("2026-11-21T03:20:00.25Z");
    result.copies = offload::CopyTable(fileCount, result.plan.destinations.size(), {});
    for (std::size_t file = 0; file < fileCount; ++file) {
        for (std::size_t destination = 0; destination < 2; ++destination)
            result.copies.put(verifiedCopy(file, destination));
    }
    for (const auto& destination : result.plan.destinations) {
        offload::DestinationOutcome outcome;
        outcome.filesVerified = fileCount;
        outcome.manifest = destination.rollFolder / "ascmhl" / "0001_A001R2EC.mhl";
        result.destinations.push_back(outcome);
    }
    return result;
}

/// As goodResult(), but the copy of file 1 at destination 1 was read back different.
inline offload::OffloadResult badResult()
{
    offload::OffloadResult result = goodResult();
    offload::CopyEvidence copy = result.copies[3];
    copy.level = offload::EvidenceLevel::None;
    copy.readBackDigest = digest("a flipped byte");
    copy.readBack = io::Transfer::CacheDropped;
    copy.error = Error{ErrorCode::DataCorrupted, "the copy differs from the card",
                       "/mnt/two/\xfe rolls/clip1.mov", 0};
    result.copies.put(copy);
    result.destinations[1] = {};
    result.destinations[1].filesVerified = 2;
    result.destinations[1].filesFailed = 1;
    result.destinations[1].error = Error{ErrorCode::Io, "the medium failed", "/mnt/two", 5};
    return result;
}

/// A job in Mode::VerifyLater that has copied: every copy hashed, none read back, nothing sealed.
inline offload::OffloadResult pendingResult()
{
    offload::OffloadResult result = goodResult();
    result.plan.mode = offload::Mode::VerifyLater;
    for (offload::CopyEvidence copy : result.copies) {
        copy.level = offload::EvidenceLevel::Hashed;
        copy.readBackDigest.reset();
        copy.readBack.reset();
        result.copies.put(copy);
    }
    for (auto& outcome : result.destinations) {
        outcome = {};
        outcome.filesUnverified = result.plan.files().size();
    }
    return result;
}

/// Changes one copy of a result.
template <class Change>
void changeCopy(offload::OffloadResult& result, std::size_t file, std::size_t destination,
                Change change)
{
    offload::CopyEvidence copy = result.copy(file, destination);
    change(copy);
    result.copies.put(copy);
}

inline offload::Verdict safe()
{
    return {.safeToFormat = true, .allVerified = true, .reasons = {}};
}

inline offload::Verdict notSafe()
{
    return {
        .safeToFormat = false,
        .allVerified = false,
        .reasons = {"/mnt/two is not complete. Offload the card again.", "Open warning: caf\xe9"}};
}

} // namespace tailslate::test
