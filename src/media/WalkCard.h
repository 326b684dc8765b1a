// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "io/FileSystem.h"
#include "jobs/JobContext.h"

#include <filesystem>
#include <functional>
#include <string>

namespace tailslate::media {

/// Hears of one thing on a card: its path as CardFile::path, and what it is (of a folder, only
/// that it is one). @return An error ends the walk.
using CardVisitor = std::function<Result<void>(std::string path, const io::FileInfo& info)>;

/// Goes through a card, in no order to rely on, and shows everything on it but what
/// isSystemFileName() says is left out. Only lists and stats; opens no file and follows no link.
/// Keeps no more than the names of one folder in memory.
/// @return Whether anything was left out; Cancelled; NotFound, PermissionDenied, Io, DeviceLost;
/// what `visit` returns.
[[nodiscard]] Result<bool> walkCard(io::FileSystem& files, const std::filesystem::path& root,
                                    const jobs::JobContext& context, const CardVisitor& visit);

} // namespace tailslate::media
