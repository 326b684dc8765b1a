// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "io/FileSystem.h"
#include "offload/Engine.h"
#include "offload/Verdict.h"

#include <cstddef>
#include <filesystem>

namespace tailslate::offload::detail {

/// How an offload hashes, and what it compares.
struct HistoryChoice {
    hash::Algorithm algorithm = hash::Algorithm::Xxh64; ///< The job's.
    Mode mode = Mode::Verify;
    const mhl::SourceDigests* recorded = nullptr; ///< By manifests on the card; may be null.
};

/// Says before anything is copied whether seals could go on from the histories that lie under
/// `root` in the places where the card has some.
/// @param root The card, or a roll folder.
/// @param card What is to be copied, its files sorted by path.
/// @return Unsupported when one records a file of the card in other algorithms only, and nothing
/// will be compared with that, naming the one to choose; DataCorrupted when two records of the card
/// differ; Cancelled. A damaged history is left for the seal to report: copying goes first.
[[nodiscard]] Result<void> checkHistories(io::FileSystem& files, const std::filesystem::path& root,
                                          const media::Card& card, const HistoryChoice& choice,
                                          const jobs::JobContext& context);

/// The files whose names no manifest can hold: verified like any other, and in no seal.
[[nodiscard]] std::size_t unsealedNames(const Plan& plan);

/// Writes the ASC MHL generation of a destination where every file was verified: generation 1 with
/// digests of the source read, or the next generation of a history that is there already (the
/// card's own, or that of an earlier offload). Histories that the card brings in its folders go on
/// likewise, inner ones first; each one around them refers to their new generations. What this very
/// job sealed before it was cut off, and the history around does not refer to yet, is read back and
/// gone on with. Manifests and chains are read back from the medium. No file of the card is ever
/// replaced. Asks nothing of the card.
/// @param hasNews Something was proved there in this run, so that an earlier seal is not all there
/// is to say.
/// @return The outermost manifest. AlreadyExists when a file of the card is in its place;
/// Unsupported when the history there was made with another algorithm, or cannot be read past the
/// page cache; DataCorrupted when it records other digests than the card's, is damaged, or differs
/// from what was written; Cancelled.
[[nodiscard]] Result<std::filesystem::path>
sealDestination(io::FileSystem& files, const Clock& clock, const OffloadResult& result,
                std::size_t destination, bool hasNews, const SealInfo& seal,
                const jobs::JobContext& context);

} // namespace tailslate::offload::detail
