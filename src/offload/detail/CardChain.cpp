// SPDX-License-Identifier: Apache-2.0
#include "offload/detail/CardChain.h"

#include "base/DisplayText.h"
#include "io/DurableFile.h"
#include "mhl/History.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tailslate::offload::detail {
namespace {

namespace fs = std::filesystem;

/// No chain is larger.
constexpr std::uint64_t kSizeLimit = std::uint64_t{64} << 20;

constexpr const char* kHistory = "ascmhl";
constexpr const char* kChain = "ascmhl_chain.xml";

/// Whether `chain` begins with everything that `beginning` lists.
bool goesOnFrom(const std::vector<mhl::ChainEntry>& chain,
                const std::vector<mhl::ChainEntry>& beginning)
{
    const auto isSame = [](const mhl::ChainEntry& a, const mhl::ChainEntry& b) {
        return a.fileName == b.fileName && a.c4 == b.c4;
    };
    return std::ranges::mismatch(beginning, chain, isSame).in1 == beginning.end();
}

/// The bytes of the chain of the card's own history; nothing when it has none.
/// @return DeviceLost when the card is not there to tell.
Result<std::optional<std::string>> chainOfCard(io::FileSystem& files, const media::Card& card)
{
    const auto isHistory = [](const fs::path& folder) { return folder.native() == kHistory; };
    if (std::ranges::none_of(card.folders, isHistory)) // A card that is gone by now is not missed.
        return std::nullopt;
    const fs::path chain = card.root / kHistory / kChain;
    const auto info = files.info(chain);
    if (info && info->kind == io::FileKind::Regular) {
        TAILSLATE_TRY(std::string content, io::readWholeFile(files, chain, kSizeLimit));
        return content;
    }
    if (info) // A finding names what is no file; a folder is copied as such.
        return std::nullopt;
    if (info.error().code != ErrorCode::NotFound)
        return std::unexpected(info.error());
    if (files.info(chain.parent_path()))
        return std::nullopt;
    return failure(ErrorCode::DeviceLost,
                   "the card went away before the chain of its own history was read; put it in "
                   "again and resume the offload",
                   chain);
}

} // namespace

Result<void> bringChain(io::FileSystem& files, const media::Card& card, const fs::path& scope)
{
    TAILSLATE_TRY(const auto content, chainOfCard(files, card));
    if (!content)
        return {};
    const fs::path cardPath = card.root / kHistory / kChain;
    const auto ofCard = mhl::chainFromXml(*content);
    if (!ofCard)
        return failure(ErrorCode::DataCorrupted,
                       fmt::format("no seal can go on from this chain file of the card's own "
                                   "history ({}), so it is not copied; keep the card's folder {} "
                                   "elsewhere, and offload the card without it",
                                   ofCard.error().message, kHistory),
                       cardPath);

    const fs::path chain = scope / kHistory / kChain;
    const auto there = io::readWholeFile(files, chain, kSizeLimit);
    if (!there && there.error().code == ErrorCode::NotFound)
        return io::writeDurably(files, chain, *content, io::Existing::Keep);
    if (!there)
        return std::unexpected(there.error());
    const auto ofCopy = mhl::chainFromXml(*there);
    if (!ofCopy)
        return failure(ofCopy.error().code, ofCopy.error().message, chain);
    if (goesOnFrom(*ofCopy, *ofCard))
        return {};
    if (goesOnFrom(*ofCard, *ofCopy)) // It went on since it was brought.
        return io::writeDurably(files, chain, *content, io::Existing::Replace);
    return failure(ErrorCode::AlreadyExists,
                   fmt::format("{} has a history that does not go on from the card's own, whose "
                               "chain file is this; offload the card to a new roll folder",
                               displayText(scope)),
                   cardPath);
}

} // namespace tailslate::offload::detail
