// SPDX-License-Identifier: Apache-2.0
#include "ProjectFixture.h"

namespace tailslate::project {

void expectSame(const std::optional<Error>& actual, const std::optional<Error>& expected)
{
    ASSERT_EQ(actual.has_value(), expected.has_value());
    if (!actual)
        return;
    EXPECT_EQ(actual->code, expected->code);
    EXPECT_EQ(actual->message, expected->message);
    EXPECT_EQ(actual->path.string(), expected->path.string());
    EXPECT_EQ(actual->osError, expected->osError);
}

void expectSame(const media::Card& actual, const media::Card& expected)
{
    EXPECT_EQ(actual.root, expected.root);
    EXPECT_EQ(actual.typeId, expected.typeId);
    EXPECT_EQ(actual.typeName, expected.typeName);
    EXPECT_EQ(actual.reason, expected.reason);
    EXPECT_EQ(actual.roll, expected.roll);
    EXPECT_EQ(actual.folders, expected.folders);
    EXPECT_EQ(actual.ignorePatterns, expected.ignorePatterns);
    ASSERT_EQ(actual.files.size(), expected.files.size());
    for (std::size_t i = 0; i < actual.files.size(); ++i) {
        EXPECT_EQ(actual.files[i].path, expected.files[i].path);
        EXPECT_EQ(actual.files[i].size, expected.files[i].size);
        EXPECT_EQ(actual.files[i].modified, expected.files[i].modified);
        EXPECT_EQ(actual.files[i].permissions, expected.files[i].permissions);
    }
    ASSERT_EQ(actual.clips.size(), expected.clips.size());
    for (std::size_t i = 0; i < actual.clips.size(); ++i) {
        EXPECT_EQ(actual.clips[i].name, expected.clips[i].name);
        EXPECT_EQ(actual.clips[i].roll, expected.clips[i].roll);
        EXPECT_EQ(actual.clips[i].kind, expected.clips[i].kind);
        EXPECT_EQ(actual.clips[i].files, expected.clips[i].files);
    }
    ASSERT_EQ(actual.findings.size(), expected.findings.size());
    for (std::size_t i = 0; i < actual.findings.size(); ++i) {
        EXPECT_EQ(actual.findings[i].severity, expected.findings[i].severity);
        EXPECT_EQ(actual.findings[i].sentence, expected.findings[i].sentence);
        EXPECT_EQ(actual.findings[i].files, expected.findings[i].files);
    }
}

void expectSame(const offload::OffloadResult& actual, const offload::OffloadResult& expected)
{
    EXPECT_EQ(actual.plan.jobId, expected.plan.jobId);
    EXPECT_EQ(actual.plan.created, expected.plan.created);
    EXPECT_EQ(actual.plan.algorithm, expected.plan.algorithm);
    EXPECT_EQ(actual.plan.cardConfirmed, expected.plan.cardConfirmed);
    EXPECT_EQ(actual.plan.mode, expected.plan.mode);
    EXPECT_EQ(actual.plan.cardVolume.mountPoint.string(),
              expected.plan.cardVolume.mountPoint.string());
    EXPECT_EQ(actual.plan.cardVolume.fileSystem, expected.plan.cardVolume.fileSystem);
    EXPECT_EQ(actual.plan.cardVolume.volumeId, expected.plan.cardVolume.volumeId);
    EXPECT_EQ(actual.plan.cardVolume.deviceId, expected.plan.cardVolume.deviceId);
    EXPECT_EQ(actual.plan.cardVolume.deviceName, expected.plan.cardVolume.deviceName);
    EXPECT_EQ(actual.started, expected.started);
    EXPECT_EQ(actual.finished, expected.finished);
    EXPECT_EQ(actual.cancelled, expected.cancelled);
    expectSame(actual.plan.card, expected.plan.card);

    ASSERT_EQ(actual.plan.destinations.size(), expected.plan.destinations.size());
    for (std::size_t i = 0; i < actual.plan.destinations.size(); ++i) {
        const auto& mine = actual.plan.destinations[i];
        const auto& theirs = expected.plan.destinations[i];
        EXPECT_EQ(mine.folder.string(), theirs.folder.string());
        EXPECT_EQ(mine.rollFolder.string(), theirs.rollFolder.string());
        EXPECT_EQ(mine.role, theirs.role);
        EXPECT_EQ(mine.volume.mountPoint, theirs.volume.mountPoint);
        EXPECT_EQ(mine.volume.fileSystem, theirs.volume.fileSystem);
        EXPECT_EQ(mine.volume.label, theirs.volume.label);
        EXPECT_EQ(mine.volume.volumeId, theirs.volume.volumeId);
        EXPECT_EQ(mine.volume.deviceId, theirs.volume.deviceId);
        EXPECT_EQ(mine.volume.deviceName, theirs.volume.deviceName);
        EXPECT_EQ(mine.volume.readOnly, theirs.volume.readOnly);
        EXPECT_EQ(mine.volume.rotational, theirs.volume.rotational);
        EXPECT_EQ(mine.volume.removable, theirs.volume.removable);
    }
    ASSERT_EQ(actual.destinations.size(), expected.destinations.size());
    for (std::size_t i = 0; i < actual.destinations.size(); ++i) {
        EXPECT_EQ(actual.destinations[i].filesVerified, expected.destinations[i].filesVerified);
        EXPECT_EQ(actual.destinations[i].filesUnverified, expected.destinations[i].filesUnverified);
        EXPECT_EQ(actual.destinations[i].filesFailed, expected.destinations[i].filesFailed);
        EXPECT_EQ(actual.destinations[i].filledFromCopies,
                  expected.destinations[i].filledFromCopies);
        EXPECT_EQ(actual.destinations[i].unsealedNames, expected.destinations[i].unsealedNames);
        EXPECT_EQ(actual.destinations[i].manifest, expected.destinations[i].manifest);
        expectSame(actual.destinations[i].error, expected.destinations[i].error);
    }
    ASSERT_EQ(actual.copies.size(), expected.copies.size());
    for (std::size_t i = 0; i < actual.copies.size(); ++i) {
        SCOPED_TRACE(i);
        const offload::CopyEvidence mine = actual.copies[i];
        const offload::CopyEvidence theirs = expected.copies[i];
        EXPECT_EQ(mine.file, theirs.file);
        EXPECT_EQ(mine.destination, theirs.destination);
        EXPECT_EQ(mine.level, theirs.level);
        EXPECT_EQ(mine.sourceDigest, theirs.sourceDigest);
        EXPECT_EQ(mine.sourceConfirmed, theirs.sourceConfirmed);
        EXPECT_EQ(mine.sourceRead, theirs.sourceRead);
        EXPECT_EQ(mine.fromCopy, theirs.fromCopy);
        EXPECT_EQ(mine.readBackDigest, theirs.readBackDigest);
        EXPECT_EQ(mine.readBack, theirs.readBack);
        EXPECT_EQ(mine.written, theirs.written);
        EXPECT_EQ(mine.at, theirs.at);
        expectSame(mine.error, theirs.error);
    }
}

} // namespace tailslate::project
