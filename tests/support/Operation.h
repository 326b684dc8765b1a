// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace tailslate::test {

/// Which call of the file system, for a test to pick on.
enum class Operation : std::uint8_t {
    OpenForReading = 1,
    Read,
    CreateNew,
    ContinueWriting,
    Append,
    SetAttributes,
    Sync, ///< Of one file, open or not.
    Close,
    Rename, ///< Replacing or not.
    Remove,
    Info,
    List,
    CreateFolders,
    SyncFolder,
    StartSyncGroup,
    SyncGroup,
    LockFolder,
    Space,
    Volume
};

} // namespace tailslate::test
