// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Clock.h"
#include "mhl/Manifest.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace tailslate::mhl {

/// What a FileRecord says, borrowed.
struct FileView {
    std::string_view path; ///< Relative to the scope, `/` separators, bytes as on the source.
    std::optional<std::uint64_t> size;
    std::optional<TimePoint> created;
    std::optional<TimePoint> modified;
    std::span<const HashEntry> hashes;
    std::optional<std::string_view> previousPath;
};

/// The files of a manifest wherever the caller has them, so that a card of a million files is
/// sealed without a second list of them. One thread at a time.
class FileSource {
public:
    virtual ~FileSource() = default;

    [[nodiscard]] virtual std::size_t count() const = 0;

    /// File `index`, below count(); the same each time, in any order and more than once. Its `path`
    /// must last as long as the source, the rest until the next call.
    [[nodiscard]] virtual FileView at(std::size_t index) = 0;
};

} // namespace tailslate::mhl
