// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Clock.h"
#include "base/Result.h"
#include "hash/Digest.h"
#include "io/FileSystem.h"
#include "jobs/JobContext.h"
#include "mhl/LegacyManifest.h"
#include "mhl/LoadedHistory.h"
#include "mhl/Manifest.h"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace tailslate::mhl {

/// What was converted into what.
struct ConvertReport {
    bool toLegacy = false;
    std::filesystem::path written; ///< Empty when nothing could be converted.
    std::size_t files = 0;
    std::vector<HistoryProblem> problems; ///< Of a history, as in FlattenReport.
    std::vector<std::string>
        leftOut;                    ///< A sentence for each file that the other format cannot hold.
    std::vector<std::string> notes; ///< What to know about those that it holds.
};

/// What a legacy manifest says, as a stand-alone manifest of ASC MHL (process `flatten`: no file
/// was read for it).
/// @param leftOut Gets a sentence for each file without a digest that ASC MHL knows.
[[nodiscard]] Manifest fromLegacy(const LegacyManifest& legacy, const CreatorInfo& creator,
                                  std::vector<std::string>& leftOut,
                                  std::vector<std::string>& notes);

/// Converts between the two formats, by what `input` is: a legacy manifest becomes a packing list;
/// a packing list, a single manifest, or the whole history of a folder becomes a legacy manifest.
/// Records are taken over as they are, no file is read. Nothing is ever replaced.
/// @param out    The folder to write to; made when it is not there. For the list of a history as in
///               flattenHistory().
/// @param format Of a legacy manifest: xxh64 or md5. Files that are not recorded in it are left
/// out.
/// @return NotFound and other errors of reading; BadFormat when it is neither format;
///         AlreadyExists; InvalidArgument for another format, and for `out`; Cancelled.
[[nodiscard]] Result<ConvertReport>
convertManifest(io::FileSystem& files, const Clock& clock, const std::filesystem::path& input,
                const std::filesystem::path& out, hash::Algorithm format,
                const CreatorInfo& creator, const jobs::JobContext& context);

} // namespace tailslate::mhl
