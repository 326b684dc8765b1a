// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/Harness.h"
#include "ui/widgets/Notice.h"
#include "ui/widgets/VerdictLine.h"

#include <gtest/gtest.h>
#include <QPushButton>

#include <algorithm>

namespace tailslate::ui::test {

/// A window with a bench behind it, and the steps that every offload takes in it.
class OffloadCase : public testing::Test {
protected:
    /// Pretends that a folder lies on a disk of its own.
    std::filesystem::path disk(const std::string& name, const std::string& deviceId,
                               std::uint64_t freeBytes = 3'100'000'000'000)
    {
        const auto folder = bench.folder(name);
        bench.disks.pretend({.folder = folder,
                             .volume = {.mountPoint = folder,
                                        .fileSystem = "xfs",
                                        .label = name,
                                        .deviceId = deviceId,
                                        .deviceName = "Disk " + deviceId,
                                        .volumeId = deviceId},
                             .space = {.freeBytes = freeBytes, .totalBytes = 8'000'000'000'000}});
        return folder;
    }

    void addDestination(const std::filesystem::path& folder)
    {
        bench.prompts.folders.push_back(folder);
        bench.click("addDestination");
    }

    void addCard(const std::filesystem::path& card)
    {
        bench.prompts.folders.push_back(card);
        bench.click("addCardFolder");
        ASSERT_TRUE(waitUntil([&] {
            const auto& cards = bench.workbench->shelf().cards();
            return !cards.empty() && cards.back().reading == CardSlot::Reading::Done;
        }));
    }

    /// Offloads the chosen card and waits for the end.
    void offload()
    {
        const auto ended = [&] {
            return std::ranges::count_if(bench.workbench->queue().entries(), &OffloadEntry::over);
        };
        const auto before = ended();
        ASSERT_TRUE(bench.find<QPushButton>("offload").isEnabled())
            << bench.find<Notice>("offloadBlocked").text().toStdString();
        bench.click("offload");
        ASSERT_TRUE(waitUntil([&] { return ended() > before; }, 120));
    }

    [[nodiscard]] VerdictLine& verdict() { return bench.find<VerdictLine>("verdict"); }

    /// Every sentence that is on the screen with a shape.
    [[nodiscard]] std::string notices()
    {
        std::string all;
        for (const Notice* notice : bench.window().findChildren<Notice*>())
            if (notice->isVisible())
                all += notice->text().toStdString() + "\n";
        return all;
    }

    Bench bench;
};

} // namespace tailslate::ui::test
