// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "media/Card.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace tailslate::offload {

/// The folder of a history in its scope, and the chain file in that.
inline constexpr const char* kHistory = "ascmhl";
inline constexpr const char* kChain = "ascmhl_chain.xml";

/// Whether a path is the folder of a history, or lies in one. No seal records it.
[[nodiscard]] bool isHistoryPath(std::string_view path);

/// The folders of a card with a history of their own, relative to it, inner ones before those
/// around them. The root, empty, comes last, whether it has a history or not. A folder `ascmhl`
/// without manifests makes no history.
/// @param card Its files and folders sorted by path.
[[nodiscard]] std::vector<std::string> historyScopes(const media::Card& card);

/// Whether a path is the chain file of one of historyScopes(): every seal writes it anew, so that
/// no copy of it would stay equal to the card's. No plan has it.
[[nodiscard]] bool isLeftToTheSeal(const media::Card& card, std::string_view path);

/// What historyScopes() names; the root for the empty name.
[[nodiscard]] std::filesystem::path scopePath(const std::filesystem::path& root,
                                              std::string_view scope);

} // namespace tailslate::offload
