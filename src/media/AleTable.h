// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tailslate::media {

/// An Avid Log Exchange file as cameras write it. A value type.
struct AleTable {
    std::vector<std::pair<std::string, std::string>> heading; ///< `FPS`, `24`.
    std::vector<std::string> columns;
    std::vector<std::vector<std::string>> rows; ///< Each at most as long as `columns`.

    /// What the heading says of `name`, in any case; empty when nothing.
    [[nodiscard]] std::string_view headingOf(std::string_view name) const noexcept;

    /// What a row has in the column `name`, in any case; empty when there is no such column.
    [[nodiscard]] std::string_view cell(std::size_t row, std::string_view name) const noexcept;
};

/// Parses an ALE: sections `Heading`, `Column` and `Data`, fields between tabs, lines that end in
/// any of the usual ways, in UTF-8, or in UTF-16 with a byte order mark. Empty fields at the end of
/// a row are left out.
/// @return BadFormat without columns or a section `Data`, with over a thousand columns, or for a
/// row with more fields than columns that are not empty.
[[nodiscard]] Result<AleTable> parseAle(std::string_view text);

} // namespace tailslate::media
