// SPDX-License-Identifier: Apache-2.0
#include "media/detail/PartFindings.h"

#include "media/detail/Sentences.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <tuple>
#include <utility>

namespace tailslate::media::detail {

namespace {

class PartCheck {
public:
    PartCheck(const CutClips& cut, const std::vector<CardFile>& files,
              std::vector<Finding>& findings)
        : m_cut(cut)
        , m_files(files)
        , m_findings(findings)
    {
    }

    std::set<std::string> run()
    {
        if (m_cut.incomplete.empty())
            return {};
        std::vector<std::size_t> byName(m_cut.clips.size());
        std::iota(byName.begin(), byName.end(), std::size_t{0});
        const auto nameAndRoll = [this](std::size_t clip) {
            return std::tie(m_cut.clips[clip].name, m_cut.clips[clip].roll);
        };
        std::ranges::stable_sort(byName, {}, nameAndRoll);
        std::vector<bool> done(m_cut.clips.size(), false);
        for (const std::size_t clip : m_cut.incomplete) {
            if (done[clip])
                continue;
            const auto same = std::ranges::equal_range(byName, nameAndRoll(clip), {}, nameAndRoll);
            for (const std::size_t one : same)
                done[one] = true;
            check({same.begin(), same.end()});
        }
        return std::move(m_spans);
    }

private:
    using Clips = std::span<const std::size_t>;

    /// @param clips Of one name and roll, each in a folder of its own.
    void check(Clips clips)
    {
        std::vector<unsigned> all;
        for (const std::size_t clip : clips) {
            const std::vector<unsigned> parts = m_cut.partsOf(clip);
            all.insert(all.end(), parts.begin(), parts.end());
        }
        std::ranges::sort(all);
        if (clips.size() == 1 || std::ranges::adjacent_find(all) != all.end()) {
            for (std::size_t place = 0; place < clips.size(); ++place)
                tellMissing(clips.subspan(place, 1), missingNumbers(m_cut.partsOf(clips[place])));
            return;
        }
        const std::string& name = m_cut.clips[clips.front()].name;
        m_spans.insert(name);
        const MissingNumbers missing = missingNumbers(all);
        if (missing.count > 0)
            tellMissing(clips, missing);
        else
            m_findings.push_back({Severity::Note,
                                  fmt::format("clip {} spans {}; keep them together", name,
                                              counted(clips.size(), "card")),
                                  pathsOf(clips)});
    }

    void tellMissing(Clips clips, const MissingNumbers& missing)
    {
        if (missing.count == 0)
            return;
        m_findings.push_back(
            {Severity::Warning,
             fmt::format("clip {} lacks {}{} {} of {}{}", m_cut.clips[clips.front()].name,
                         m_cut.part, missing.count == 1 ? "" : "s", listed(missing, m_cut.digits),
                         missing.last,
                         missing.isOnlyStart && m_cut.mayBeginElsewhere
                             ? "; look for it on the card before this one"
                             : ""),
             pathsOf(clips)});
    }

    [[nodiscard]] std::vector<std::string> pathsOf(Clips clips) const
    {
        std::vector<std::string> paths;
        for (const std::size_t clip : clips)
            for (const std::size_t index : m_cut.clips[clip].files)
                paths.push_back(m_files[index].path);
        return paths;
    }

    const CutClips& m_cut;
    const std::vector<CardFile>& m_files;
    std::vector<Finding>& m_findings;
    std::set<std::string> m_spans;
};

} // namespace

std::set<std::string> findMissingParts(const CutClips& cut, const std::vector<CardFile>& files,
                                       std::vector<Finding>& findings)
{
    return PartCheck(cut, files, findings).run();
}

} // namespace tailslate::media::detail
