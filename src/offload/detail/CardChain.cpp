// SPDX-License-Identifier: Apache-2.0
#include "offload/detail/CardChain.h"

#include "base/DisplayText.h"
#include "io/DurableFile.h"
#include "mhl/History.h"
#include "offload/HistoryPaths.h"

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

/// Whether `chain` begins with everything that `beginning` lists.
bool goesOnFrom(const std::vector<mhl::ChainEntry>& chain,
                const std::vector<mhl::ChainEntry>& beginning)
{
    const auto isSame = [](const mhl::ChainEntry& a, const mhl::ChainEntry& b) {
        return a.fileName == b.fileName && a.c4 == b.c4;
    };
    return std::ranges::mismatch(beginning, chain, isSame).in1 == beginning.end();
}

/// The bytes of the chain of one of the card's own histories; nothing when it has none.
/// @return DeviceLost when the card is not there to tell.
Result<std::optional<std::string>> chainOfCard(io::FileSystem& files, const media::Card& card,
                                               const std::string& scope)
{
    const fs::path history = scopePath({}, scope) / kHistory;
    const auto isHistory = [&](const fs::path& folder) { return folder == history; };
    if (std::ranges::none_of(card.folders, isHistory)) // A card that is gone by now is not missed.
        return std::nullopt;
    const fs::path chain = card.root / history / kChain;
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

Result<void> bringChain(io::FileSystem& files, const media::Card& card, const fs::path& rollFolder,
                        const std::string& scopeOnCard)
{
    TAILSLATE_TRY(const auto content, chainOfCard(files, card, scopeOnCard));
    if (!content)
        return {};
    const fs::path scope = scopePath(rollFolder, scopeOnCard);
    const fs::path cardPath = scopePath(card.root, scopeOnCard) / kHistory / kChain;
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

} // namespace

Result<void> bringChains(io::FileSystem& files, const media::Card& card, const fs::path& rollFolder)
{
    for (const std::string& scope : historyScopes(card))
        TAILSLATE_CHECK(bringChain(files, card, rollFolder, scope));
    return {};
}

} // namespace tailslate::offload::detail
