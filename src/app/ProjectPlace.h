// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/Services.h"
#include "base/Result.h"
#include "io/FileSystem.h"
#include "project/Project.h"

#include <filesystem>
#include <memory>
#include <string>

namespace tailslate::app {

/// True for volumes that may be a card: removable ones, and what is mounted where desktops and
/// operators mount media; never the volumes that the system itself runs from.
[[nodiscard]] bool mayBeCard(const io::Volume& volume);

/// Refuses a file or folder of ours on a volume that is a card: one that may be, in a file system
/// of cards, with the clips of one roll as a camera or recorder leaves them and no media hash list,
/// which copies have. Looks at the first few thousand names, and opens no file.
/// @param place Need not exist yet.
/// @return InvalidArgument.
[[nodiscard]] Result<void> ensureNotOnAnyCard(const Services& services,
                                              const std::filesystem::path& place);

/// Makes a project. @return InvalidArgument for one on a card; as project::Project::create().
[[nodiscard]] Result<std::unique_ptr<project::Project>>
createProject(const Services& services, const std::filesystem::path& path, const std::string& show,
              const std::string& unit);

/// Opens a project to work with it. What it would write beside itself is never written to a card:
/// neither to one that it names nor to any other. A volume with one of its destinations is no card.
/// @return InvalidArgument for one on a card, which keeps every byte; as project::Project::open().
[[nodiscard]] Result<std::unique_ptr<project::Project>>
openProject(const Services& services, const std::filesystem::path& path);

/// Opens a project to read it. One on a card is read where that writes nothing, and refused where a
/// program that died left its log beside it. @return As openProject() then; as
/// project::Project::openToRead().
[[nodiscard]] Result<std::unique_ptr<project::Project>>
openProjectToRead(const Services& services, const std::filesystem::path& path);

} // namespace tailslate::app
