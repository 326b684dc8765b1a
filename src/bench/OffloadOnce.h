// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "bench/VerifiedOffload.h"

#include <cstdint>
#include <filesystem>
#include <span>
#include <stop_token>
#include <string_view>
#include <vector>

namespace tailslate::bench {

/// The first argument that makes this program do one offload and nothing else. Not for people.
inline constexpr std::string_view kOffloadOnce = "offload-once";

/// What one offload in a process of its own took.
struct OffloadRun {
    OffloadSeconds seconds;
    std::uint64_t peakBytes = 0; ///< The most memory that the process ever held.
};

/// Does an offload in a process of its own, so that its memory can be told from the bench's.
/// @param output As for runProgram().
/// @return As VerifiedOffload::run().
[[nodiscard]] Result<OffloadRun> offloadOnce(const std::filesystem::path& card,
                                             const std::vector<std::filesystem::path>& destinations,
                                             const std::filesystem::path& output,
                                             const std::stop_token& stop);

/// What that process does: offloads and prints one line for offloadOnce(), or what went wrong.
/// @param arguments The card, then the destinations.
/// @return An exit code.
[[nodiscard]] int runOffloadOnce(std::span<char* const> arguments);

} // namespace tailslate::bench
