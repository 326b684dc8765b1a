// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "hash/Digest.h"
#include "mhl/FileSource.h"

#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace tailslate::mhl {

/// What the directory digests are made of: every file's path and digest (one algorithm), and every
/// folder, empty ones included. Paths are relative to the scope with `/` separators.
struct HashedTree {
    struct File {
        std::string path;
        hash::Digest digest;
    };

    std::vector<File> files;
    std::vector<std::string> folders;
};

struct DirectoryDigest {
    std::string path; ///< Empty for the scope itself.
    hash::Digest content;
    hash::Digest structure;
};

/// Content and structure digests of every folder and of the scope (specification, directory hashes:
/// digests sorted as text, then hashed as bytes; structure mixes in each name). Parents of given
/// paths count as folders even when not listed.
/// @return InvalidArgument when a file's digest is of another algorithm.
[[nodiscard]] Result<std::vector<DirectoryDigest>> directoryDigests(const HashedTree& tree,
                                                                    hash::Algorithm algorithm);

/// Likewise, of files and folders that the caller has elsewhere; besides what it borrows it needs
/// two digests and about 20 bytes for each file. What a file has of other algorithms does not
/// count.
/// @param stop Ends the work early.
/// @return InvalidArgument when a file has no digest of the algorithm; Cancelled.
[[nodiscard]] Result<std::vector<DirectoryDigest>>
directoryDigests(FileSource& files, std::span<const std::string_view> folders,
                 hash::Algorithm algorithm, const std::stop_token& stop = {});

/// Adds the folder that a path lies in and all those around it, the scope itself (empty) too.
void addFoldersOf(std::unordered_set<std::string_view>& folders, std::string_view path);

} // namespace tailslate::mhl
