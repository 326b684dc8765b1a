// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace tailslate::media::detail {

/// The length of `_Tr1`, `_Tr1_2` or either with `_D`, of `_LR` or `_TrLR` at the end of a stem,
/// which names tracks of a take; 0 when there is none.
[[nodiscard]] std::size_t pairSuffixOf(std::string_view stem) noexcept;

/// The length of `_1` … `_9`, `_A` … `_Z` at the end of a stem, which names a track or numbers
/// takes; 0 when there is none.
[[nodiscard]] std::size_t trackSuffixOf(std::string_view stem) noexcept;

/// A stem without either.
[[nodiscard]] std::string_view withoutTrack(std::string_view stem) noexcept;

} // namespace tailslate::media::detail
