// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "io/FileSystem.h"
#include "jobs/JobContext.h"
#include "media/AleTable.h"
#include "media/Card.h"
#include "media/ClipMetadata.h"

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tailslate::app {

/// Reads what the clips of a card say of themselves: the heads of their media, the files that the
/// camera wrote beside them, the card's own list of shots, and their names. What several tell is
/// taken from the media first, then the sidecar, the list, and the name. Reads a few blocks of each
/// file and writes nothing. Not thread-safe; several may look at one card.
class ClipReader {
public:
    /// @param files, card Borrowed; must outlive the reader.
    /// @param root Where the card's files lie: the card's root, or a copy's.
    ClipReader(io::FileSystem& files, const media::Card& card, std::filesystem::path root);

    /// What is known of a clip: an index into Card::clips. Media that cannot be read here is no
    /// error; ClipMetadata::unreadable then says why.
    /// @return Cancelled.
    [[nodiscard]] Result<media::ClipMetadata> read(std::size_t clip,
                                                   const jobs::JobContext& context);

private:
    struct LogRow {
        std::size_t table;
        std::size_t row;
    };

    void readLogs();

    io::FileSystem& m_files;
    const media::Card& m_card;
    std::filesystem::path m_root;
    bool m_logsRead = false;
    std::vector<media::AleTable> m_logs;
    std::map<std::string, LogRow, std::less<>> m_logRows; ///< By the clip's name in capitals.
};

/// What a single file says of itself, without the card it came from.
/// @return NotFound, PermissionDenied, BadFormat.
[[nodiscard]] Result<media::ClipMetadata> readClipFile(io::FileSystem& files,
                                                       const std::filesystem::path& path);

} // namespace tailslate::app
