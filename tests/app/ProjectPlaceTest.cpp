// SPDX-License-Identifier: Apache-2.0
#include "app/ProjectPlace.h"

#include "app/GradeExport.h"
#include "app/OffloadReports.h"
#include "OffloadUseCase.h"

#include <string>
#include <utility>

namespace tailslate::app {
namespace {

namespace fs = std::filesystem;

/// The card's folder is a volume of its own, as a camera leaves it.
class ProjectPlaceTest : public OffloadUseCase {
protected:
    ProjectPlaceTest()
    {
        files.volumeSeen = [this](const fs::path& path, io::Volume truth) {
            for (const fs::path& place : {card, first}) {
                const fs::path inside = path.lexically_relative(place);
                if (inside.empty() || inside.begin()->native() == "..")
                    continue;
                truth.mountPoint = place;
                truth.fileSystem = fileSystem;
                truth.removable = true;
            }
            return truth;
        };
    }

    /// Everything at and below the card, with times.
    std::set<std::pair<fs::path, fs::file_time_type>> cardAsItIs() const
    {
        std::set<std::pair<fs::path, fs::file_time_type>> all{{card, fs::last_write_time(card)}};
        for (const auto& entry : fs::recursive_directory_iterator(card))
            all.emplace(entry.path(), entry.last_write_time());
        return all;
    }

    /// As a program leaves it that dies: the last acts are in the log alone.
    fs::path projectWithLogAt(const fs::path& to) const
    {
        EXPECT_TRUE(project->recordAct("test.died", "", "{}"));
        fs::path log = project->path();
        log += "-wal";
        fs::path logThere = to;
        logThere += "-wal";
        EXPECT_GT(fs::file_size(log), 0U);
        fs::copy_file(project->path(), to);
        fs::copy_file(log, logThere);
        return to;
    }

    template <class T>
    static void expectRefused(const Result<T>& result)
    {
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error().code, ErrorCode::InvalidArgument) << result.error().describe();
        EXPECT_NE(result.error().message.find("nothing is ever written to a card"),
                  std::string::npos)
            << result.error().describe();
    }

    std::string fileSystem = "exfat";
};

TEST_F(ProjectPlaceTest, NoProjectIsMadeOnACard)
{
    const auto before = cardAsItIs();
    expectRefused(createProject(services, card / "new.tailslate", "SHOW", ""));
    expectRefused(createProject(services, card / kRoll / "new.tailslate", "SHOW", ""));
    fs::create_directory_symlink(card, temp.path() / "link");
    expectRefused(createProject(services, temp.path() / "link" / "new.tailslate", "SHOW", ""));
    EXPECT_EQ(cardAsItIs(), before);
}

TEST_F(ProjectPlaceTest, ADriveForWorkIsNoCard)
{
    fileSystem = "ext4";
    EXPECT_TRUE(createProject(services, card / "ext4.tailslate", "SHOW", ""));
    fileSystem = "exfat";
    expectRefused(createProject(services, card / "one.tailslate", "SHOW", ""));
    // Another roll, a history, or nothing of a camera at all.
    const fs::path other = card / "A002R2EC" / "A002C001_261121_R2EC.mov";
    fs::create_directories(other.parent_path());
    std::ofstream(other) << "x";
    EXPECT_TRUE(createProject(services, card / "two.tailslate", "SHOW", ""));
    fs::remove_all(other.parent_path());
    fs::create_directories(card / kRoll / "ascmhl");
    EXPECT_TRUE(createProject(services, card / "sealed.tailslate", "SHOW", ""));
    fs::remove_all(card / kRoll);
    EXPECT_TRUE(createProject(services, card / "empty.tailslate", "SHOW", ""));
}

TEST_F(ProjectPlaceTest, AProjectOnACardIsNotOpenedToWorkWithAndIsReadInPlace)
{
    project.reset();
    const fs::path there = card / "show.tailslate";
    fs::copy_file(temp.path() / "show.tailslate", there);
    const auto before = cardAsItIs();
    expectRefused(openProject(services, there));
    const auto read = openProjectToRead(services, there);
    ASSERT_TRUE(read) << read.error().describe();
    EXPECT_EQ((*read)->info()->show, "MIDNIGHT SUN");
    EXPECT_EQ(cardAsItIs(), before);
}

TEST_F(ProjectPlaceTest, AProjectOnACardWhoseProgramDiedIsNotOpenedAtAll)
{
    const fs::path there = projectWithLogAt(card / "show.tailslate");
    const auto before = cardAsItIs();
    expectRefused(openProject(services, there));
    expectRefused(openProjectToRead(services, there));
    EXPECT_EQ(cardAsItIs(), before);
    // The way out.
    const fs::path away = projectWithLogAt(temp.path() / "away.tailslate");
    EXPECT_TRUE(openProjectToRead(services, away));
}

TEST_F(ProjectPlaceTest, AProjectWhoseProgramDiedOnTheCardItOffloadedIsNotResumedThere)
{
    files.volumeSeen = {};
    failRenameAtSecond("A001C002");
    const auto cutOff = offload();
    ASSERT_TRUE(cutOff) << cutOff.error().describe();
    const fs::path there = projectWithLogAt(card / kRoll / "show.tailslate");
    const auto before = cardAsItIs();
    for (const std::optional<Uuid> job :
         {std::optional<Uuid>(), std::optional(cutOff->result.plan.jobId)}) {
        const auto allowed = ensureNotOnItsCard(services, there, job);
        ASSERT_FALSE(allowed);
        EXPECT_EQ(allowed.error().code, ErrorCode::InvalidArgument) << allowed.error().describe();
    }
    EXPECT_EQ(cardAsItIs(), before);
    EXPECT_TRUE(ensureNotOnItsCard(services, projectWithLogAt(temp.path() / "away.tailslate"), {}));
}

TEST_F(ProjectPlaceTest, OnADestinationItIsOpenedBeforeAnythingIsSealedThere)
{
    files.failWith = [](test::Operation operation, const fs::path& path) {
        return operation == test::Operation::Rename && path.extension() == ".mhl" ? EIO : 0;
    };
    const auto cutOff = offload();
    ASSERT_TRUE(cutOff) << cutOff.error().describe();
    EXPECT_FALSE(cutOff->verdict.allVerified);
    fs::remove_all(first / kRoll / "ascmhl");
    expectRefused(createProject(services, first / "another.tailslate", "SHOW", ""));
    project.reset();
    fs::copy_file(temp.path() / "show.tailslate", first / "show.tailslate");
    const auto opened = openProject(services, first / "show.tailslate");
    ASSERT_TRUE(opened) << opened.error().describe();
    jobs::Progress counted;
    const auto report = writeOffloadReport(services, **opened, cutOff->result.plan.jobId,
                                           first / "reports", {{}, counted});
    EXPECT_TRUE(report) << report.error().describe();
}

TEST_F(ProjectPlaceTest, WhatIsExportedDoesNotGoToACard)
{
    const auto done = offload();
    ASSERT_TRUE(done) << done.error().describe();
    // Another card of the same make, in the place of the one that was offloaded.
    fs::rename(card, temp.path() / "in the camera");
    addClip(card, "A001C009", "other pictures");
    const auto before = cardAsItIs();
    jobs::Progress counted;
    const auto report = writeOffloadReport(services, *project, done->result.plan.jobId,
                                           card / "reports", {{}, counted});
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().code, ErrorCode::InvalidArgument) << report.error().describe();
    expectRefused(exportCdl(services, card / "look.cdl", {"A001", "look", {}}));
    expectRefused(exportCube(services, card / "look.cube", {}, 9, "look"));
    EXPECT_EQ(cardAsItIs(), before);
}

} // namespace
} // namespace tailslate::app
