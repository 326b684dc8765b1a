// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "color/Cdl.h"

#include <filesystem>
#include <string>
#include <vector>

namespace tailslate::color {

/// A CDL with the names it travels under.
struct ColorCorrection {
    std::string id; ///< An XML anyURI without blanks; unique in a collection.
    std::string description;
    Cdl cdl;
};

/// The three XML files of ASC CDL.
enum class CdlFileKind { Cc = 1, Ccc, Cdl };

/// Reads every correction of a .cc, .ccc or .cdl file, in file order. The content decides, not the
/// extension. Always reads the file anew.
/// @return NotFound, BadFormat (with the reason) or Unsupported when no correction is in it. Files
/// over 16 MiB are refused.
[[nodiscard]] Result<std::vector<ColorCorrection>> readCdlFile(const std::filesystem::path& path);

/// The file's text, valid against the ASC CDL 1.01 schema (namespace urn:ASC:CDL:v1.01). Kind Cc
/// takes exactly one.
/// @return InvalidArgument for values ASC CDL does not allow, or an id that is empty or has blanks.
[[nodiscard]] Result<std::string> cdlFileText(CdlFileKind kind,
                                              const std::vector<ColorCorrection>& corrections);

} // namespace tailslate::color
