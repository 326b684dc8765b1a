// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "media/Card.h"

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace tailslate::media::detail {

/// A form in which two names are equal when a file system that ignores case and Unicode composition
/// holds them to be the same (exFAT, NTFS, APFS): NFC of the case-folded text (Unicode 15, section
/// 3.13, C+F folding). Bytes that are not UTF-8 keep their value; their ASCII letters are folded.
[[nodiscard]] std::string foldedName(std::string_view name);

/// A Warning that names media without a single byte; nothing to add when there are none.
void findEmptyMedia(const std::vector<CardFile>& files, std::vector<Finding>& findings);

/// A Warning that names lists and metadata files of a camera without a single byte.
void findEmptyMetadata(const std::vector<CardFile>& files, std::vector<Finding>& findings);

/// A Note about files and folders whose paths are the same where case and composition do not count.
/// Takes time in proportion to their number.
void findCollidingNames(const std::vector<CardFile>& files,
                        const std::vector<std::filesystem::path>& folders,
                        std::vector<Finding>& findings);

/// A Note about media files that no clip lists.
/// @param inClip For each file whether a clip lists it.
void findMediaOutsideClips(const std::vector<CardFile>& files, const std::vector<bool>& inClip,
                           std::vector<Finding>& findings);

} // namespace tailslate::media::detail
