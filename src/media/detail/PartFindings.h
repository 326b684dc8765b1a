// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "media/Card.h"

#include <cstddef>
#include <functional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tailslate::media::detail {

/// Clips that a camera cut into numbered files. Borrows all it is made of.
struct CutClips {
    std::span<const Clip> clips;
    std::span<const std::size_t> incomplete; ///< Those whose numbers have gaps.

    /// The numbers of the files of one of `clips`, in their order.
    std::function<std::vector<unsigned>(std::size_t clip)> partsOf;

    std::string_view part = "part"; ///< What a sentence calls such a file.
    int digits = 1;                 ///< How many its number has at least.
    bool mayBeginElsewhere = true;  ///< The first parts may be on the card before.
};

/// Warnings for numbers that are missing before the last. What one clip lacks may be there in
/// another of its name and roll, read along from the next card's folder: then a Note says that the
/// clip spans cards. Two that have the same number are no such pair.
/// @return The names of the clips that lie in several folders so.
std::set<std::string> findMissingParts(const CutClips& cut, const std::vector<CardFile>& files,
                                       std::vector<Finding>& findings);

} // namespace tailslate::media::detail
