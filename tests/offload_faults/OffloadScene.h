// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "JobRecord.h"
#include "jobs/JobContext.h"
#include "offload/Engine.h"
#include "offload/Resume.h"
#include "support/FixedClock.h"
#include "support/SimulatedDisks.h"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tailslate::test {

/// Path relative to the card's root, and content.
using CardContent = std::map<std::string, std::string>;

/// Keeps what the engine says. Read it when nothing runs.
class EventLog final : public offload::Observer {
public:
    Result<void> begin(const offload::Plan& plan, std::optional<std::size_t> taken) override;
    void copyDone(const offload::Plan& plan, const offload::CopyEvidence& evidence) override;
    void destinationDone(const offload::Plan& plan, std::size_t destination,
                         const offload::DestinationOutcome& outcome) override;
    void notice(const offload::Plan& plan, std::optional<std::size_t> destination,
                const std::string& sentence) override;

    JobRecord record;
    std::vector<std::pair<std::optional<std::size_t>, std::string>> notices;
    std::function<void(std::optional<std::size_t> destination)> onNotice; ///< May be empty.
    std::vector<std::size_t> done; ///< Destinations as they were sealed or given up.
};

/// A file of the card by name.
inline constexpr const char* kClip = "A001R2EC/A001C001_261121_R2EC.mov";
inline constexpr const char* kSidecar = "A001R2EC/A001R2EC_AVID.ale";
inline constexpr const char* kEmpty = "A001R2EC/zero.bin";

/// What every card is filled with: bytes that look random, the same for the same seed.
[[nodiscard]] std::string noise(std::size_t size, unsigned seed = 1);

/// A file of two blocks, a small one and an empty one.
[[nodiscard]] const CardContent& smallCard();

/// The same with a clip that is long enough for three of its blocks to be read at once.
[[nodiscard]] const CardContent& longCard();

/// A card and its destinations on simulated disks: /card, /a, /b, /c, each on a device of its own.
class OffloadScene {
public:
    /// @param content Put on the card. @param destinations One to three.
    OffloadScene(const CardContent& content, std::size_t destinations);

    /// Lists the card and plans, as each command that offloads does.
    [[nodiscard]] Result<offload::Plan> plan();

    /// plan(), then the engine. @return What keeps the offload from starting.
    [[nodiscard]] Result<offload::OffloadResult> offload();
    [[nodiscard]] Result<offload::OffloadResult> run(offload::Plan plan,
                                                     offload::CopyTable known = {});
    [[nodiscard]] Result<offload::OffloadResult> verifyCopies(offload::Plan plan,
                                                              offload::CopyTable known);

    // What the record of the last job, which there must be, says is taken up.

    /// With the card.
    [[nodiscard]] Result<offload::OffloadResult> resume(bool reverify = false);
    /// Without it, to read back what was copied.
    [[nodiscard]] Result<offload::OffloadResult> verifyLater(bool reverify = false);
    /// Likewise; where a copy is not there to read back, it does as it is told: resumes with the
    /// card, and reads back then.
    /// @return Internal when the card is asked for a copy that is there and not known to be bad.
    [[nodiscard]] Result<offload::OffloadResult> verifyLaterAsTold(bool reverify = false);

    [[nodiscard]] std::filesystem::path rollFolder(std::size_t destination) const;
    [[nodiscard]] static std::filesystem::path mountPoint(std::size_t destination);

    [[nodiscard]] std::size_t destinations() const noexcept { return m_requests.size(); }

    /// The card's files as they are now.
    [[nodiscard]] CardContent card() const;

    /// A copy has its final name and the bytes that `card` has.
    [[nodiscard]] bool isWhole(std::size_t destination, const std::string& name,
                               const CardContent& card) const;

    // What is wrong, in words; empty when nothing is.

    /// The card differs from what it was filled with, or something tried to change it.
    [[nodiscard]] std::string cardDamage();
    /// A call tried to change the card.
    [[nodiscard]] std::string cardWrites() const;
    /// Files at a destination that have a final name and are not as on `card`.
    [[nodiscard]] std::string wrongFiles(std::size_t destination, const CardContent& card) const;
    /// wrongFiles(), and files that are missing or left over.
    [[nodiscard]] std::string incomplete(std::size_t destination, const CardContent& card) const;
    /// The history at a destination cannot be read or does not have every file of `card`.
    [[nodiscard]] std::string sealDamage(std::size_t destination, const CardContent& card);

    /// The names under which files would be written again that the record calls verified and that
    /// the disks still have as they were copied.
    [[nodiscard]] std::set<std::filesystem::path> partsOfKeptFiles() const;
    /// One of `parts` was written to, from call number `from` on.
    [[nodiscard]] std::string writesTo(const std::set<std::filesystem::path>& parts,
                                       std::size_t from) const;
    /// A copy that the record calls good is not there or not as on `card`.
    [[nodiscard]] std::string recordDamage(const CardContent& card) const;

    SimulatedDisks disks;
    io::FileSystem* files = &disks; ///< What the engine works on.
    FixedClock clock;
    jobs::Progress progress;
    jobs::PauseGate gate;
    std::stop_source stop;
    EventLog events;
    offload::PlanOptions options;
    offload::SealInfo seal{"Tailslate", "0.1.0", "cart", {}, ""};
    offload::EngineSettings settings{.readRetries = 2,
                                     .readRetryPause = std::chrono::milliseconds(1),
                                     .deviceWait = std::chrono::milliseconds(0),
                                     .lossPatience = std::chrono::milliseconds(0),
                                     .lagPatience = std::chrono::minutes(10)};
    std::optional<offload::Lanes> lanes; ///< Of the last run.

private:
    /// Numbers of the copies in the record that are whole and not known to be bad.
    [[nodiscard]] std::set<std::size_t> copiesToReadBack() const;

    [[nodiscard]] jobs::JobContext context() { return {stop.get_token(), progress, &gate}; }

    const CardContent& m_content;
    std::vector<offload::DestinationRequest> m_requests;
};

/// The calls of one kind to `folder` and what lies in it, from call number `from` on.
[[nodiscard]] std::vector<OperationRecord> callsTo(const SimulatedDisks& disks, Operation operation,
                                                   const std::filesystem::path& folder,
                                                   std::size_t from = 0);

/// callsTo(), about the card's files at a destination and not about its history.
[[nodiscard]] std::vector<OperationRecord> mediaCalls(const OffloadScene& scene,
                                                      Operation operation, std::size_t destination,
                                                      std::size_t from = 0);

/// A file that is being copied has such a name.
[[nodiscard]] bool isPart(const std::filesystem::path& path);

/// What a run of the engine claims must be so: nothing with a final name differs from `card`, every
/// copy it calls verified is there, a good destination is complete and sealed, one that is not says
/// why. @return What is wrong, in words.
[[nodiscard]] std::string falseClaims(OffloadScene& scene, const offload::OffloadResult& result,
                                      const CardContent& card);

/// The run ended well and every copy is verified.
[[nodiscard]] bool allVerified(const Result<offload::OffloadResult>& result);

/// Every how many points a sweep takes one: 1, or more under a sanitizer. The environment variable
/// TAILSLATE_SWEEP_STRIDE overrules.
[[nodiscard]] std::size_t sweepStride();

} // namespace tailslate::test
