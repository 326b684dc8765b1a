// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "hash/Digest.h"
#include "mhl/Manifest.h"

#include <string>
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

} // namespace tailslate::mhl
