// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Clock.h"
#include "base/Result.h"
#include "hash/Digest.h"
#include "io/FileSystem.h"
#include "mhl/FileSource.h"
#include "mhl/History.h"
#include "mhl/LoadedHistory.h"
#include "mhl/Manifest.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace tailslate::mhl {

/// The file that lists the packing lists of a collection.
inline constexpr const char* kCollectionFile = "ascmhl_collection.xml";

/// `collection_2026-01-16`, the folder of the packing lists of one day (UTC).
[[nodiscard]] std::string collectionFolderName(TimePoint started);

/// `packinglist_A001R2EC_2026-01-16_091500Z.mhl`; long names are cut as by manifestFileName().
[[nodiscard]] std::string packingListFileName(const std::string& scopeName, TimePoint started);

/// Where a packing list was written.
struct WrittenPackingList {
    std::filesystem::path manifestPath;
    std::filesystem::path collectionPath;
    std::uint32_t number = 0; ///< In the collection, from 1.
    hash::Digest c4;
};

/// Writes a stand-alone manifest and enters it into `folder/ascmhl_collection.xml`, which is made
/// or continued: manifest first, then the collection, each by temporary name, sync and rename.
/// @param folder Made when it is not there.
/// @return AlreadyExists when there is a packing list of that name, or when another one is being
/// written there: no collection ever loses an entry to a second writer; what reading a collection
/// that
///         is there already says; as writeXml(); Cancelled.
[[nodiscard]] Result<WrittenPackingList>
writePackingList(io::FileSystem& files, const std::filesystem::path& folder,
                 const std::string& scopeName, const Manifest& manifest, FileSource& recorded,
                 TimePoint started, const std::stop_token& stop = {});

/// What a collection file lists, and what is wrong with it.
struct Collection {
    std::vector<ChainEntry> entries;      ///< Paths relative to the collection file.
    std::vector<HistoryProblem> problems; ///< Manifests that are missing, modified, unreadable,
                                          ///< or beside it and not listed.
};

/// The C4 ID by which a manifest can be checked: of a generation, in a folder `ascmhl`, that of the
/// chain beside it; of a packing list that of the nearest collection, beside it or in a folder
/// around it, that names it.
/// @return Nothing for a packing list that no collection names; BadFormat for a generation that its
///         chain does not list; the errors of reading a chain or collection that is there.
[[nodiscard]] Result<std::optional<hash::Digest>> recordedC4(io::FileSystem& files,
                                                             const std::filesystem::path& manifest);

/// Reads a collection file and checks the C4 ID of each manifest that it lists.
/// @return The errors of reading the collection file itself; BadFormat as chainFromXml().
[[nodiscard]] Result<Collection> readCollection(io::FileSystem& files,
                                                const std::filesystem::path& collectionPath);

} // namespace tailslate::mhl
