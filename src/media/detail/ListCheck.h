// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "jobs/JobContext.h"
#include "media/Card.h"

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tailslate::media::detail {

/// True for the lists that a ListCheck understands.
[[nodiscard]] bool isClipList(std::string_view path) noexcept;

/// True for the XML file that Sony's and Canon's cameras write beside each clip. Of these a
/// ListCheck says only whether they are whole.
[[nodiscard]] bool isClipMetadata(std::string_view path) noexcept;

/// Holds the lists that cameras write of their clips against the clips of a card. Borrows the card
/// and the context.
class ListCheck {
public:
    ListCheck(const Card& card, const jobs::JobContext& context);

    /// Takes one list: `path` is its path on the card, `text` all of it.
    /// @return Cancelled.
    [[nodiscard]] Result<void> add(const std::string& path, std::string_view text);

    /// What the lists miss and what they have too much, once all are added.
    [[nodiscard]] std::vector<Finding> take();

private:
    /// A P2 list: what it says of itself and of the clips it is linked to.
    struct P2Clip {
        std::string path;
        std::string name;
        std::string id;
        std::string previous;
        std::string next;
    };

    Result<void> addAle(const std::string& path, std::string_view text);
    Result<void> addMediaProfile(const std::string& path, std::string_view text);
    void addP2(const std::string& path, std::string_view text);
    void checkMetadata(const std::string& path, std::string_view text);
    void reportUnreadable(const std::string& path, const std::string& why);
    void reportMissing(const std::string& path, const std::vector<std::string>& names);
    [[nodiscard]] bool hasFile(std::string_view path) const;
    [[nodiscard]] const Clip* findClip(std::string_view name) const;
    void checkDuration(const std::string& path, const Clip& clip, std::string_view duration,
                       std::string_view rate);

    Result<void> findUnlisted(const std::string& path, const std::set<std::string>& listedPaths);

    const Card& m_card;
    const jobs::JobContext& m_context;
    std::vector<std::string> m_paths;                         ///< Of all files in capitals, sorted.
    std::vector<std::pair<std::string, std::size_t>> m_clips; ///< Names in capitals, sorted.
    std::vector<P2Clip> m_p2;
    std::vector<Finding> m_findings;
};

} // namespace tailslate::media::detail
