// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tailslate::media::detail {

/// `1 file`, `2 files`.
[[nodiscard]] std::string counted(std::size_t count, std::string_view singular);

/// `A`, `A and B`, `A, B and C`, `A, B, C and 4 more`.
[[nodiscard]] std::string listed(std::span<const std::string> names);

/// What a series that begins with 1 lacks below its last. A value type; takes the same memory for
/// any series.
struct MissingNumbers {
    std::size_t count = 0;
    std::vector<unsigned> first; ///< As many of them as a sentence names.
    unsigned last = 0;           ///< The last of the series; 0 for an empty one.
    bool isOnlyStart = false;    ///< All that is missing comes before the first that is there.
};

/// @param numbers In their order; one may be there twice.
[[nodiscard]] MissingNumbers missingNumbers(std::span<const unsigned> numbers);

/// The missing ones like names, each with so many digits at least.
[[nodiscard]] std::string listed(const MissingNumbers& missing, int digits = 1);

} // namespace tailslate::media::detail
