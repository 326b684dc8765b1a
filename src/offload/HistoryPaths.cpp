// SPDX-License-Identifier: Apache-2.0
#include "offload/HistoryPaths.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

namespace tailslate::offload {
namespace {

namespace fs = std::filesystem;

/// Whether a manifest lies right in this folder of a history.
bool hasManifest(const media::Card& card, std::string_view history)
{
    const std::string inside = fmt::format("{}/", history);
    auto file =
        std::ranges::lower_bound(card.files, std::string_view(inside), {}, &media::CardFile::path);
    for (; file != card.files.end() && file->path.starts_with(inside); ++file) {
        if (file->path.ends_with(".mhl") &&
            file->path.find('/', inside.size()) == std::string::npos)
            return true;
    }
    return false;
}

} // namespace

bool isHistoryPath(std::string_view path)
{
    while (!path.empty()) {
        const auto slash = path.find('/');
        if (path.substr(0, slash) == kHistory)
            return true;
        path = slash == std::string_view::npos ? std::string_view{} : path.substr(slash + 1);
    }
    return false;
}

std::vector<std::string> historyScopes(const media::Card& card)
{
    std::vector<std::string> scopes{{}};
    for (const fs::path& folder : card.folders) {
        const std::string around = folder.parent_path();
        if (folder.filename() == kHistory && !around.empty() && !isHistoryPath(around) &&
            hasManifest(card, folder.native()))
            scopes.push_back(around);
    }
    std::ranges::sort(scopes, std::greater{});
    return scopes;
}

bool isLeftToTheSeal(const media::Card& card, std::string_view path)
{
    constexpr std::string_view kBelow = "/ascmhl_chain.xml";
    static_assert(kBelow.substr(1) == kChain);
    if (!path.ends_with(kBelow))
        return false;
    const std::string_view history = path.substr(0, path.size() - kBelow.size());
    if (history == kHistory)
        return true;
    const auto slash = history.rfind('/');
    return slash != std::string_view::npos && history.substr(slash + 1) == kHistory &&
           !isHistoryPath(history.substr(0, slash)) && hasManifest(card, history);
}

fs::path scopePath(const fs::path& root, std::string_view scope)
{
    return scope.empty() ? root : root / scope;
}

} // namespace tailslate::offload
