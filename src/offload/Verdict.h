// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "offload/CopyTable.h"
#include "offload/Plan.h"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace tailslate::offload {

/// How it went at one destination.
struct DestinationOutcome {
    std::size_t filesVerified = 0;
    std::size_t filesUnverified = 0; ///< Copied and hashed, to be read back later.
    std::size_t filesFailed = 0;
    std::size_t filledFromCopies = 0; ///< Good copies whose source was another destination's; see
                                      ///< CopyEvidence::fromCopy.
    std::size_t unsealedNames = 0;    ///< Verified files whose names no manifest can hold.
    std::optional<std::filesystem::path>
        manifest; ///< The sealed generation; nothing when sealing failed or was not reached.
    std::optional<Error>
        error; ///< Why the destination as a whole is not good; the first and worst.

    /// Every file is there, verified or to be verified.
    [[nodiscard]] bool complete() const noexcept { return !error && filesFailed == 0; }

    /// Every file verified and the seal written.
    [[nodiscard]] bool good() const noexcept
    {
        return !error && filesFailed == 0 && filesUnverified == 0 && manifest.has_value();
    }
};

/// Everything an offload proved. A value type.
struct OffloadResult {
    Plan plan;
    TimePoint started;
    TimePoint finished;
    CopyTable copies;                             ///< One for each file × destination.
    std::vector<DestinationOutcome> destinations; ///< As Plan::destinations.
    bool cancelled = false;

    /// The evidence of one copy.
    [[nodiscard]] CopyEvidence copy(std::size_t file, std::size_t destination) const
    {
        return copies.at(file, destination);
    }
};

/// Something that the operator was told while a job went on.
struct JobNotice {
    TimePoint at;
    std::string folder; ///< The destination's folder as displayText(); empty for the card.
    std::string text;   ///< `too slow to keep up with the other destinations; …`
};

/// When a card may be formatted; comes from the project's plan.
struct SafetyRule {
    std::size_t verifiedCopies = 2; ///< Good destinations needed.
    std::size_t devices = 2;        ///< On at least so many different physical devices.
    bool allowOpenWarnings =
        false; ///< Whether card findings of severity Warning may stay unanswered.
};

/// The sentence that everything is for.
struct Verdict {
    bool safeToFormat = false;
    bool allVerified =
        false; ///< Every file at every destination, sealed; the job itself succeeded.
    std::vector<std::string>
        reasons; ///< Why not safe, worst first, each with its way out; empty when safe.

    /// `SAFE TO FORMAT` or `NOT SAFE TO FORMAT`.
    [[nodiscard]] std::string headline() const;
};

/// Computes the verdict from what was proved, never from what was intended.
[[nodiscard]] Verdict judge(const OffloadResult& result, const SafetyRule& rule);

} // namespace tailslate::offload
