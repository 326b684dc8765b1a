// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "offload/Verdict.h"

#include <cstddef>
#include <string>

namespace tailslate::report::detail {

/// Looks at an offload's evidence the way reports need it: any file and destination may be asked
/// for, also where nothing was reported. Borrows the result.
class CopyView {
public:
    explicit CopyView(const offload::OffloadResult& result);

    /// The evidence of a copy; level None where nothing was reported.
    [[nodiscard]] offload::CopyEvidence at(std::size_t file, std::size_t destination) const;

    /// How it ended at a destination; nothing verified where nothing was reported.
    [[nodiscard]] const offload::DestinationOutcome& outcome(std::size_t destination) const;

    /// The digest of a file's bytes on the card as text; empty where it was never hashed.
    [[nodiscard]] std::string sourceDigest(std::size_t file) const;

    /// What was proved of a copy and how, in one clause that never says more than its digests do:
    /// `Verified: read back from the disk, xxh64 equal`.
    [[nodiscard]] std::string proof(const offload::CopyEvidence& copy) const;

    /// The short form for narrow columns: `verified`, `no copy`, `not proved`.
    [[nodiscard]] std::string shortProof(const offload::CopyEvidence& copy) const;

    /// Whether a copy waits to be read back by a job of its own, as the plan says.
    [[nodiscard]] bool isPending(const offload::CopyEvidence& copy) const;

    /// Whether a copy is verified and its digests bear that out.
    [[nodiscard]] static bool isGood(const offload::CopyEvidence& copy);

    /// `1 primary`: a name for a destination that is short and unique in its offload.
    [[nodiscard]] std::string destinationName(std::size_t destination) const;

private:
    const offload::OffloadResult& m_result;
    offload::DestinationOutcome m_noOutcome;
};

} // namespace tailslate::report::detail
