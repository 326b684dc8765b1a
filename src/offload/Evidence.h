// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Clock.h"
#include "base/Result.h"
#include "hash/Digest.h"
#include "io/FileSystem.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace tailslate::offload {

/// What has been proved of a copy, weakest first. Never round up.
enum class EvidenceLevel : std::uint8_t {
    None = 1, ///< There is no good copy.
    Copied,   ///< Sizes are equal.
    Hashed,   ///< The source was hashed while writing.
    Verified, ///< Synced, then read back from the medium past the cache: equal to the source's
              ///< digest.
    SourceVerified, ///< And a second read of the card, or the camera's own manifest, agrees.
    Reverified      ///< Read back again later.
};

/// The words for screens and paper: `verified`, `hashed, not read back`, `no copy`.
[[nodiscard]] std::string_view evidenceWords(EvidenceLevel level) noexcept;

/// A stable word for JSON and the project file: `verified`.
[[nodiscard]] std::string_view evidenceName(EvidenceLevel level) noexcept;

/// Reads what evidenceName() wrote. @return BadFormat.
[[nodiscard]] Result<EvidenceLevel> evidenceFromName(std::string_view name);

/// One file at one destination, with what proves it.
struct CopyEvidence {
    std::size_t file = 0;        ///< Index into Plan::files.
    std::size_t destination = 0; ///< Index into Plan::destinations.
    EvidenceLevel level = EvidenceLevel::None;
    std::optional<hash::Digest> sourceDigest; ///< Of the bytes read from the card.
    bool sourceConfirmed = false; ///< A second read of the card, or its own manifest, agreed.
    /// How its source was read, the weakest way any byte of it was; nothing for an empty file, and
    /// where it was not read.
    std::optional<io::Transfer> sourceRead;
    /// Its source was, at least in part, a verified copy at another destination in the card's
    /// place; it was compared with the digest that the card gave.
    bool fromCopy = false;
    std::optional<hash::Digest> readBackDigest; ///< Of the bytes read back from the copy.
    std::optional<io::Transfer> readBack;       ///< How they were read back.
    std::optional<io::Transfer> written;        ///< How they were written; nothing for a copy that
                                                ///< was already there.
    TimePoint at;               ///< When the level was reached or the error happened.
    std::optional<Error> error; ///< Why the level is not higher.
};

} // namespace tailslate::offload
