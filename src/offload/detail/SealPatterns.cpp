// SPDX-License-Identifier: Apache-2.0
#include "offload/detail/SealPatterns.h"

#include "mhl/IgnorePatterns.h"
#include "mhl/Manifest.h"
#include "mhl/WriteManifest.h"
#include "offload/detail/CopyNames.h"
#include "offload/HistoryPaths.h"

#include <algorithm>
#include <filesystem>

namespace tailslate::offload::detail {
namespace {

namespace fs = std::filesystem;

/// Whether the card has a file or folder whose name ends so.
bool hasNamesOnCard(const media::Card& card, std::string_view extension)
{
    const auto inPath = [extension](std::string_view path) {
        for (auto at = path.find(extension); at != path.npos; at = path.find(extension, at + 1)) {
            const std::string_view rest = path.substr(at + extension.size());
            if (rest.empty() || rest.front() == '/')
                return true;
        }
        return false;
    };
    return std::ranges::any_of(card.files, inPath, &media::CardFile::path) ||
           std::ranges::any_of(card.folders, inPath,
                               [](const fs::path& folder) { return folder.native(); });
}

/// Undoes what leaves recorded paths out.
class Included {
public:
    Included(mhl::PatternList& list, std::string_view scope)
        : m_list(list)
        , m_scope(scope)
        , m_patterns(list.lines())
    {
    }

    /// @param path On the card; one outside of the scope is passed over.
    void include(std::string_view path, bool isFolder)
    {
        if (!m_scope.empty() &&
            !(path.starts_with(m_scope) && path.substr(m_scope.size()).starts_with('/')))
            return;
        if (isHistoryPath(path) || !mhl::canHoldName(path))
            return;
        const auto line = m_patterns.lineThatIgnores(
            m_scope.empty() ? path : path.substr(m_scope.size() + 1), isFolder);
        if (!line)
            return;
        m_list.add("!" + m_list.lines()[*line]);
        m_patterns = mhl::IgnorePatterns(m_list.lines());
    }

private:
    mhl::PatternList& m_list;
    std::string_view m_scope;
    mhl::IgnorePatterns m_patterns;
};

} // namespace

Result<std::vector<std::string>> sealPatterns(const Plan& plan, std::string_view scope,
                                              const mhl::PatternList& earlier,
                                              const std::stop_token& stop)
{
    const media::Card& card = plan.card;
    mhl::PatternList list = earlier;
    for (const std::string_view pattern : mhl::kDefaultIgnorePatterns)
        list.addMissing(pattern);
    if (scope.empty())
        for (const std::string& pattern : card.ignorePatterns)
            list.addMissing(pattern);
    // What offloads leave beside the copies.
    if (!hasNamesOnCard(card, kPartExtension))
        list.addMissing(kPartPattern);
    if (!hasNamesOnCard(card, kAsideExtension))
        list.addMissing(kAsidePattern);

    Included included(list, scope);
    const auto stopped = [&stop] {
        return failure(ErrorCode::Cancelled, "stopped by the operator");
    };
    for (const fs::path& folder : card.folders) {
        if (stop.stop_requested())
            return stopped();
        included.include(folder.native(), true);
    }
    for (const media::CardFile& file : plan.files()) {
        if (stop.stop_requested())
            return stopped();
        included.include(file.path, false);
    }
    return list.lines();
}

} // namespace tailslate::offload::detail
