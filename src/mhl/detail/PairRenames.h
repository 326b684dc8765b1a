// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "hash/Digest.h"
#include "jobs/JobContext.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace tailslate::mhl::detail {

/// A recorded file that is not where it was.
struct LostFile {
    std::string_view path;
    std::size_t history = 0; ///< Which one records it.
    hash::Digest digest;
};

/// A file that no history knows, as it was read.
struct NewFile {
    std::string_view path;
    std::size_t history = 0; ///< Which one would record it.
    std::uint64_t size = 0;
    std::span<const hash::Digest> digests;
};

/// Which new file a lost one is.
struct Pairing {
    std::optional<std::size_t> file; ///< Of the new files.
    bool isAmbiguous = false;        ///< New files have its bytes, but nobody can say which it is.
};

/// Pairs lost files with new ones of the same bytes in the same history, where one of each fits the
/// other; of several that do, those with the same last name. Empty files are paired by their name
/// alone: all have the same bytes. Takes a time in proportion to the files, however many are equal.
/// @return A pairing for each lost file; no new file twice. Cancelled.
[[nodiscard]] Result<std::vector<Pairing>> pairRenames(std::span<const LostFile> lost,
                                                       std::span<const NewFile> files,
                                                       const jobs::JobContext& context);

} // namespace tailslate::mhl::detail
