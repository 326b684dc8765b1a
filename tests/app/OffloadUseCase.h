// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/OffloadCard.h"
#include "io/DiskFileSystem.h"
#include "support/FaultyFileSystem.h"
#include "support/FixedClock.h"
#include "support/MovieBytes.h"
#include "support/TempDir.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tailslate::app {

/// A card with three small clips, two destinations on a real disk with faults on request, and a
/// project.
class OffloadUseCase : public testing::Test {
protected:
    OffloadUseCase()
    {
        for (const char* clip : {"A001C001", "A001C002", "A001C003"})
            addClip(clip);
        files.volumeSeen = identified;
        request.card = card;
        request.destinations = {{first, "primary"}, {second, "backup"}};
        request.settings.lossPatience = std::chrono::milliseconds(0);
        auto made =
            project::Project::create(temp.path() / "show.tailslate", "MIDNIGHT SUN", "Main", clock);
        EXPECT_TRUE(made) << made.error().describe();
        project = std::move(*made);
    }

    /// A volume that the machine of the test gives no identifier: copies on such are never believed
    /// without being read back.
    static io::Volume identified(const std::filesystem::path& /*path*/, io::Volume truth)
    {
        if (truth.volumeId.empty())
            truth.volumeId = "uuid of the disk";
        return truth;
    }

    /// The path of a clip on the card, relative to it.
    static std::filesystem::path clipPath(const std::string& name)
    {
        return std::filesystem::path(kRoll) / (name + "_261121_R2EC.mov");
    }

    void addClip(const std::string& name) const
    {
        addClip(card, name, test::wholeMovie("the pictures of " + name));
    }

    static void addClip(const std::filesystem::path& to, const std::string& name,
                        const std::string& content)
    {
        std::filesystem::create_directories(to / kRoll);
        std::ofstream(to / clipPath(name)) << content;
    }

    Result<OffloadOutcome> offload()
    {
        OffloadMonitor monitor(request.destinations.size());
        return offloadCard(services, request, project.get(), {{}, progress}, monitor);
    }

    Result<OffloadOutcome> resume(Uuid job)
    {
        OffloadMonitor monitor(request.destinations.size());
        return resumeOffload(services, goOnWith(job), *project, {{}, progress}, monitor);
    }

    Result<OffloadOutcome> verify(Uuid job)
    {
        OffloadMonitor monitor(request.destinations.size());
        return verifyOffload(services, goOnWith(job), *project, {{}, progress}, monitor);
    }

    /// The card where it was; nothing is read back twice.
    static ResumeRequest goOnWith(Uuid job)
    {
        ResumeRequest request;
        request.job = job;
        return request;
    }

    /// The second destination does not get the final name of a clip.
    void failRenameAtSecond(const std::string& clip)
    {
        files.failWith = [this, clip](test::Operation operation,
                                      const std::filesystem::path& path) {
            return operation == test::Operation::Rename && path == copyOf(second, clip) ? EIO : 0;
        };
    }

    /// An offload whose second destination lacks a clip at its end; the fault stays.
    Uuid cutOffAtSecond()
    {
        failRenameAtSecond("A001C002");
        const auto cutOff = offload();
        EXPECT_TRUE(cutOff) << cutOff.error().describe();
        return cutOff ? cutOff->result.plan.jobId : Uuid();
    }

    static std::filesystem::path copyOf(const std::filesystem::path& destination,
                                        const std::string& clip)
    {
        return destination / kRoll / clipPath(clip);
    }

    static std::size_t generationsAt(const std::filesystem::path& destination)
    {
        std::size_t count = 0;
        for (const auto& entry :
             std::filesystem::directory_iterator(destination / kRoll / "ascmhl"))
            count += entry.path().extension() == ".mhl" ? 1 : 0;
        return count;
    }

    /// The levels that the project has of a job's copies, each once.
    [[nodiscard]] std::set<offload::EvidenceLevel> levelsInProject(Uuid job) const
    {
        std::set<offload::EvidenceLevel> levels;
        const auto recorded = project->offload(job);
        EXPECT_TRUE(recorded) << recorded.error().describe();
        for (const offload::CopyEvidence& copy : recorded->copies)
            levels.insert(copy.level);
        return levels;
    }

    /// The offload that "resume" would take up.
    [[nodiscard]] std::optional<Uuid> unfinished() const
    {
        const auto newest = project->newestUnfinished();
        EXPECT_TRUE(newest) << newest.error().describe();
        return *newest;
    }

    [[nodiscard]] std::vector<std::string> problemsOfProject() const
    {
        const auto report = project->check();
        EXPECT_TRUE(report) << report.error().describe();
        return report->problems;
    }

    static constexpr const char* kRoll = "A001R2EC";

    test::TempDir temp;
    std::filesystem::path card = temp.path() / "card";
    std::filesystem::path first = temp.path() / "raid-1";
    std::filesystem::path second = temp.path() / "raid-2";
    io::DiskFileSystem disk;
    test::FaultyFileSystem files{disk};
    test::FixedClock clock;
    Services services{files, clock, {}};
    OffloadRequest request;
    std::unique_ptr<project::Project> project;
    jobs::Progress progress;
};

} // namespace tailslate::app
