// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Clock.h"
#include "base/Result.h"
#include "io/FileSystem.h"

#include <array>
#include <atomic>
#include <filesystem>
#include <stop_token>
#include <string_view>
#include <vector>

namespace tailslate::bench {

/// Where an offload stands.
enum class OffloadStep { Listing = 1, Planning, Copying, Sealing, Ended };

inline constexpr std::array kTimedSteps{OffloadStep::Listing, OffloadStep::Planning,
                                        OffloadStep::Copying, OffloadStep::Sealing};

/// `listing`.
[[nodiscard]] std::string_view stepName(OffloadStep step) noexcept;

/// How long each step took.
struct OffloadSeconds {
    double listing = 0.0;
    double planning = 0.0;
    double copying = 0.0; ///< Until the last copy was verified.
    double sealing = 0.0;

    /// @param step One of kTimedSteps.
    [[nodiscard]] double& of(OffloadStep step) noexcept;
};

/// One offload as the product does it, from the listing of the card to the sealed manifests. The
/// only part of the benches that knows the engine.
class VerifiedOffload {
public:
    /// @param files Borrowed; must outlive this.
    explicit VerifiedOffload(io::FileSystem& files);

    /// Call once.
    /// @return Cancelled after a stop request; what kept any file at any destination from being
    /// verified and sealed.
    [[nodiscard]] Result<OffloadSeconds> run(const std::filesystem::path& card,
                                             const std::vector<std::filesystem::path>& destinations,
                                             const std::stop_token& stop);

    /// Where run() stands. Thread-safe.
    [[nodiscard]] OffloadStep step() const noexcept { return m_step.load(); }

    /// Waits until run() has come to that step or further. Thread-safe.
    void await(OffloadStep step) const;

private:
    Result<OffloadSeconds> runSteps(const std::filesystem::path& card,
                                    const std::vector<std::filesystem::path>& destinations,
                                    const std::stop_token& stop);
    void enter(OffloadStep step);

    io::FileSystem& m_files;
    SystemClock m_clock;
    std::atomic<OffloadStep> m_step{OffloadStep::Listing};
};

} // namespace tailslate::bench
