// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "project/Project.h"
#include "SettableClock.h"
#include "support/OffloadBuilder.h"
#include "support/TempDir.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>

namespace tailslate::project {

/// A new project, open.
class ProjectFixture : public testing::Test {
protected:
    ProjectFixture()
    {
        auto made = Project::create(path, "MIDNIGHT SUN", "2nd unit", clock);
        if (!made)
            throw std::runtime_error(made.error().describe());
        project = std::move(*made);
    }

    void reopen()
    {
        project.reset();
        auto opened = Project::open(path, clock);
        ASSERT_TRUE(opened) << opened.error().describe();
        project = std::move(*opened);
    }

    void expectSound()
    {
        const auto report = project->check();
        ASSERT_TRUE(report) << report.error().describe();
        EXPECT_THAT(report->problems, testing::IsEmpty());
    }

    test::TempDir dir;
    test::SettableClock clock{test::at("2026-11-21T03:06:06Z")};
    std::filesystem::path path = dir.path() / "a show \"one\" = two.tailslate";
    std::unique_ptr<Project> project;
};

// What went in must come out, to the last byte.
void expectSame(const std::optional<Error>& actual, const std::optional<Error>& expected);
void expectSame(const media::Card& actual, const media::Card& expected);
void expectSame(const offload::OffloadResult& actual, const offload::OffloadResult& expected);

} // namespace tailslate::project
