// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "io/DiskFileSystem.h"
#include "jobs/JobContext.h"
#include "offload/Engine.h"
#include "support/FaultyFileSystem.h"
#include "support/FixedClock.h"
#include "support/TempDir.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace tailslate::test {

/// Keeps what the engine says.
class RecordingObserver final : public offload::Observer {
public:
    void copyDone(const offload::Plan& plan, const offload::CopyEvidence& evidence) override;
    void destinationDone(const offload::Plan& plan, std::size_t destination,
                         const offload::DestinationOutcome& outcome) override;
    void notice(const offload::Plan& plan, std::optional<std::size_t> destination,
                const std::string& sentence) override;

    std::vector<offload::CopyEvidence> copies;
    std::vector<std::size_t> destinations;
    std::vector<std::string> notices;
};

/// A card of three files (empty, small, several blocks) and two destinations on a real disk, with
/// faults on request.
class OffloadFixture : public testing::Test {
protected:
    OffloadFixture();

    /// The card as readCard() would list it.
    [[nodiscard]] media::Card listCard();

    [[nodiscard]] Result<offload::Plan> plan();

    /// Plans and runs; fails the test when planning does.
    offload::OffloadResult run(std::stop_token stop = {}, offload::CopyTable known = {});

    /// Runs a plan that is made already.
    offload::OffloadResult run(const offload::Plan& plan, std::stop_token stop = {},
                               offload::CopyTable known = {});

    [[nodiscard]] static std::string contentOf(const std::filesystem::path& path);

    /// Every file below a folder, relative path to the digest of its content.
    [[nodiscard]] static std::map<std::string, std::string>
    tree(const std::filesystem::path& folder);

    /// The files of the card at a destination, without its history.
    [[nodiscard]] std::map<std::string, std::string>
    copyAt(const std::filesystem::path& destination) const;

    TempDir temp;
    std::filesystem::path card = temp.path() / "card";
    std::filesystem::path first = temp.path() / "raid-1";
    std::filesystem::path second = temp.path() / "raid-2";
    io::DiskFileSystem disk;
    FaultyFileSystem files{disk};
    FixedClock clock;
    jobs::Progress progress;
    RecordingObserver observer;
    hash::Algorithm algorithm = hash::Algorithm::Xxh64;
    offload::PlanOptions options; ///< Its algorithm is taken from `algorithm`.
    offload::EngineSettings settings{.readRetries = 2,
                                     .readRetryPause = std::chrono::milliseconds(1),
                                     .deviceWait = std::chrono::milliseconds(0),
                                     .lossPatience = std::chrono::milliseconds(0),
                                     .lagPatience = std::chrono::seconds(60)};
    std::vector<offload::DestinationRequest> destinations{{first, "primary"}, {second, "backup"}};
};

} // namespace tailslate::test
