// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hash/Digest.h"

#include <memory>
#include <span>

namespace tailslate::hash {

/// Computes one digest of a stream of bytes, given in any portions. One thread at a time.
class Hasher {
public:
    virtual ~Hasher() = default;

    virtual void update(std::span<const std::byte> bytes) = 0;

    /// The digest of everything so far. Call once, last.
    [[nodiscard]] virtual Digest finish() = 0;
};

/// A fresh hasher. Seeds are 0, as ASC MHL demands.
[[nodiscard]] std::unique_ptr<Hasher> makeHasher(Algorithm algorithm);

/// The digest of a few bytes at once.
[[nodiscard]] Digest digestOf(Algorithm algorithm, std::span<const std::byte> bytes);

} // namespace tailslate::hash
