// SPDX-License-Identifier: Apache-2.0
#include "app/GradeExport.h"
#include "app/OffloadCard.h"
#include "app/OffloadReports.h"
#include "color/CdlFile.h"
#include "io/DiskFileSystem.h"
#include "io/DurableFile.h"
#include "report/ReportDocument.h"
#include "stills/StillFile.h"
#include "support/FaultyFileSystem.h"
#include "support/FixedClock.h"
#include "support/TempDir.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <fstream>

namespace tailslate::app {
namespace {

namespace fs = std::filesystem;

class UseCasesTest : public testing::Test {
protected:
    UseCasesTest()
    {
        fs::create_directories(card / "A001R2EC");
        std::ofstream(card / "A001R2EC" / "A001C001_261121_R2EC.mov") << "not really a movie";
        std::ofstream(card / "A001R2EC" / "A001R2EC_AVID.ale") << "Heading\r\n";
        request.card = card;
        request.destinations = {{temp.path() / "raid-1", "primary"},
                                {temp.path() / "raid-2", "backup"}};
        auto made =
            project::Project::create(temp.path() / "show.tailslate", "MIDNIGHT SUN", "A", clock);
        EXPECT_TRUE(made) << made.error().describe();
        project = std::move(*made);
    }

    Result<OffloadOutcome> offload()
    {
        return offloadCard(services, request, project.get(), {{}, progress}, monitor);
    }

    test::TempDir temp;
    fs::path card = temp.path() / "card";
    io::DiskFileSystem disk;
    test::FaultyFileSystem files{disk};
    test::FixedClock clock;
    Services services{files, clock, {}};
    OffloadRequest request;
    std::unique_ptr<project::Project> project;
    jobs::Progress progress;
    OffloadMonitor monitor{2};
};

TEST_F(UseCasesTest, AnOffloadIsInTheProjectCopyByCopyAsItWasProved)
{
    const auto outcome = offload();
    ASSERT_TRUE(outcome) << outcome.error().describe();
    EXPECT_TRUE(outcome->verdict.allVerified);
    EXPECT_EQ(monitor.phase(), OffloadPhase::Done);

    const auto recorded = project->offload(outcome->result.plan.jobId);
    ASSERT_TRUE(recorded) << recorded.error().describe();
    ASSERT_EQ(recorded->copies.size(), 4U);
    for (std::size_t i = 0; i < recorded->copies.size(); ++i) {
        EXPECT_EQ(recorded->copies[i].level, offload::EvidenceLevel::Verified);
        EXPECT_EQ(recorded->copies[i].sourceDigest, outcome->result.copies[i].sourceDigest);
    }
    EXPECT_EQ(project->verdict(outcome->result.plan.jobId)->reasons, outcome->verdict.reasons);
    EXPECT_TRUE(project->check()->problems.empty());
}

TEST_F(UseCasesTest, EventsNameEveryCopyAndEverySeal)
{
    ASSERT_TRUE(offload());
    std::size_t verified = 0;
    std::size_t sealed = 0;
    for (const OffloadEvent& event : monitor.takeEvents()) {
        verified += event.kind == OffloadEvent::Kind::CopyVerified ? 1 : 0;
        sealed += event.kind == OffloadEvent::Kind::DestinationSealed ? 1 : 0;
    }
    EXPECT_EQ(verified, 4U);
    EXPECT_EQ(sealed, 2U);
    EXPECT_TRUE(monitor.takeEvents().empty());
}

TEST_F(UseCasesTest, AFailedDestinationIsRecordedAsFailedAndTheOtherAsVerified)
{
    files.failWith = [&](test::Operation operation, const fs::path& path) {
        return operation == test::Operation::SyncGroup &&
                       path.native().find("raid-2") != std::string::npos
                   ? EIO
                   : 0;
    };
    const auto outcome = offload();
    ASSERT_TRUE(outcome);
    EXPECT_FALSE(outcome->verdict.allVerified);
    const auto recorded = project->offload(outcome->result.plan.jobId);
    ASSERT_TRUE(recorded) << recorded.error().describe();
    EXPECT_TRUE(recorded->destinations.at(0).good());
    EXPECT_FALSE(recorded->destinations.at(1).good());
    EXPECT_EQ(recorded->copy(0, 1).level, offload::EvidenceLevel::None);
    EXPECT_TRUE(project->check()->problems.empty());
}

TEST_F(UseCasesTest, ARefusedOffloadLeavesNoTraceInTheProject)
{
    request.destinations = {{card / "inside", "primary"}};
    OffloadMonitor one(1);
    EXPECT_EQ(offloadCard(services, request, project.get(), {{}, progress}, one).error().code,
              ErrorCode::InvalidArgument);
    EXPECT_TRUE(project->offloads()->empty());
}

TEST_F(UseCasesTest, TheReportIsWrittenAsCsvAndAsWhateverTheProgramCanDoForPdf)
{
    const auto outcome = offload();
    ASSERT_TRUE(outcome);
    std::string title;
    services.writePdf = [&](const report::ReportDocument& document,
                            const fs::path& path) -> Result<void> {
        title = document.title;
        std::ofstream(path) << "%PDF-";
        return {};
    };
    const auto written = writeOffloadReport(services, *project, outcome->result.plan.jobId,
                                            temp.path() / "new" / "folder", {{}, progress});
    ASSERT_TRUE(written) << written.error().describe();
    EXPECT_EQ(written->csv.filename(), "A001R2EC_offload_2026-11-21_030606Z.csv");
    EXPECT_NE(io::readWholeFile(disk, written->csv, 1 << 20)->find("A001C001_261121_R2EC.mov"),
              std::string::npos);
    ASSERT_TRUE(written->pdf);
    EXPECT_TRUE(fs::exists(*written->pdf));
    EXPECT_NE(title.find("A001R2EC"), std::string::npos);
    EXPECT_EQ(project->ledger()->back().act, "report.written");
}

TEST_F(UseCasesTest, TheReportTellsWhatTheOperatorWasToldOnTheWay)
{
    files.hasLocks = false;
    const auto outcome = offload();
    ASSERT_TRUE(outcome) << outcome.error().describe();
    report::ReportDocument document;
    services.writePdf = [&](const report::ReportDocument& written, const fs::path&) {
        document = written;
        return Result<void>{};
    };
    ASSERT_TRUE(writeOffloadReport(services, *project, outcome->result.plan.jobId,
                                   temp.path() / "reports", {{}, progress}));
    bool told = false;
    for (const report::Block& block : document.blocks) {
        if (const auto* facts = std::get_if<report::Facts>(&block)) {
            for (const auto& row : facts->rows)
                told = told || (row.value.contains("raid-1: ") && row.value.contains("no locks"));
        }
    }
    EXPECT_TRUE(told);
}

TEST_F(UseCasesTest, AReportOfAnUnknownOffloadIsNotFound)
{
    EXPECT_EQ(writeOffloadReport(services, *project, Uuid::generate(clock.now()), temp.path() / "r",
                                 {{}, progress})
                  .error()
                  .code,
              ErrorCode::NotFound);
    EXPECT_FALSE(fs::exists(temp.path() / "r"));
}

TEST_F(UseCasesTest, AGradeIsExportedInEveryCdlFileAndReadsBackEqual)
{
    const color::Cdl cdl{.slope = {1.1, 1.0, 0.9},
                         .offset = {0.01, 0.0, -0.02},
                         .power = {1.0, 0.95, 1.05},
                         .saturation = 0.9};
    for (const char* name : {"grade.cc", "grade.ccc", "grade.cdl", "GRADE.CDL"}) {
        const fs::path path = temp.path() / name;
        ASSERT_TRUE(exportCdl(services, path, {"A001C001", "warm", cdl})) << name;
        const auto read = color::readCdlFile(path);
        ASSERT_TRUE(read) << read.error().describe();
        EXPECT_EQ(read->front().cdl, cdl);
    }
    EXPECT_EQ(exportCdl(services, temp.path() / "grade.xml", {"id", "", cdl}).error().code,
              ErrorCode::InvalidArgument);
}

TEST_F(UseCasesTest, AFailedExportLeavesTheOldFile)
{
    const fs::path path = temp.path() / "grade.cube";
    ASSERT_TRUE(exportCube(services, path, {}, 5, "first"));
    const std::string before = *io::readWholeFile(disk, path, 1 << 20);
    files.failWith = [](test::Operation operation, const fs::path&) {
        return operation == test::Operation::Append ? ENOSPC : 0;
    };
    EXPECT_EQ(exportCube(services, path, {}, 9, "second").error().code, ErrorCode::NoSpace);
    EXPECT_EQ(*io::readWholeFile(disk, path, 1 << 20), before);
    EXPECT_EQ(exportCube(services, temp.path() / "grade.txt", {}, 5, "").error().code,
              ErrorCode::InvalidArgument);
}

TEST_F(UseCasesTest, AGrabbedStillIsTheGradedFrame)
{
    const fs::path path = temp.path() / "still.png";
    const auto source = av::parseSource("pattern:color=c=gray:size=64x36:rate=24");
    ASSERT_TRUE(source) << source.error().describe();
    ASSERT_TRUE(grabStill(services, *source, 0, {.cdl = {.saturation = 0.0}}, path, {}));
    const auto still = stills::readStill(path);
    ASSERT_TRUE(still) << still.error().describe();
    EXPECT_EQ(still->width, 64);
    EXPECT_EQ(still->height, 36);
    EXPECT_NEAR(still->at(32, 18)[0], still->at(32, 18)[2], 2.0 / 65535);
}

} // namespace
} // namespace tailslate::app
