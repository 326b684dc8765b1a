// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "io/FileSystem.h"
#include "jobs/JobContext.h"
#include "media/Card.h"
#include "media/Recogniser.h"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tailslate::media {

/// What operating systems leave on cards; never copied, and named in every manifest. As .gitignore
/// lines.
[[nodiscard]] const std::vector<std::string>& systemFilePatterns();

/// True for a name that one of systemFilePatterns() leaves out.
[[nodiscard]] bool isSystemFileName(std::string_view name) noexcept;

/// Lists a card and says what it is, what clips are on it and what looks wrong. Only lists and
/// stats; opens no file. Symbolic links and special files are not followed; each is a Warning.
/// Counts files into `context.progress` as items.
/// @return NotFound (no such card), InvalidArgument (not a folder), PermissionDenied (a folder
/// cannot be listed), Cancelled.
[[nodiscard]] Result<Card> readCard(io::FileSystem& files, const std::filesystem::path& root,
                                    const std::vector<std::unique_ptr<Recogniser>>& recognisers,
                                    jobs::JobContext context);

} // namespace tailslate::media
