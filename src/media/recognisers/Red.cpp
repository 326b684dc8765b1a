// SPDX-License-Identifier: Apache-2.0
#include "base/DisplayText.h"
#include "media/detail/BuiltinRecognisers.h"
#include "media/detail/CardLayout.h"
#include "media/detail/Essence.h"
#include "media/detail/FileNames.h"
#include "media/detail/NamedClips.h"
#include "media/detail/NameMap.h"
#include "media/detail/NamePattern.h"
#include "media/detail/PartFindings.h"
#include "media/detail/Sentences.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

namespace tailslate::media::detail {

namespace fs = std::filesystem;

namespace {

// A001_1121AB.RDM/                         the magazine
//   A001_C001_1121AB.RDC/                  a clip
//     A001_C001_1121AB_001.R3D             its segments, from 001 on
//     A001_C001_1121AB_002.R3D
//     A001_C001_1121AB_001.MOV             proxies, or the clip where there is no R3D
//
// Newer cameras put a position letter where the C stands.
constexpr NamePattern kSegment{"([A-Z]\\d{3})_[A-Z]\\d{3}_\\d{4}[0-9A-Z]{2}_(\\d{3}).R3D"};
constexpr std::size_t kSegmentTail = 8; // _001.R3D

// Cameras that record ProRes or DNxHR alone name these so; beside R3D they are proxies. What an
// editor is to have in single files ends in V01, A01.
constexpr NamePattern kMovie{"([A-Z]\\d{3})_[A-Z]\\d{3}_\\d{4}[0-9A-Z]{2}_(\\d{3})"};

std::optional<NamePattern::Match> matchMovie(std::string_view name)
{
    if (!hasExtension(name, {"MOV", "MXF"}))
        return std::nullopt;
    const std::string_view stem = withoutExtension(name);
    const auto match = kMovie.matchStart(stem);
    const bool isWhole =
        match && (match->text.size() == stem.size() || stem[match->text.size()] == '_');
    return isWhole ? match : std::nullopt;
}

/// Where a file stands between magazine and clip. Views refer to its path.
struct Place {
    std::string_view clip;     ///< The path of the RDC folder; of a loose segment, without number.
    std::string_view magazine; ///< The name of the RDM folder, if there is one.
};

/// The clip folder that `folder` is or lies in: in the root, a magazine, or either of them one
/// folder down.
std::optional<Place> findClipFolder(std::string_view rootFolder, std::string_view folder)
{
    constexpr int kDepthMax = 3;
    Place place;
    if (endsWithIgnoringCase(rootFolder, ".RDM"))
        place.magazine = rootFolder;
    Components components(folder);
    for (int depth = 0; depth < kDepthMax; ++depth) {
        const std::string_view component = components.next();
        if (component.empty())
            return std::nullopt;
        if (endsWithIgnoringCase(component, ".RDM"))
            place.magazine = component;
        if (endsWithIgnoringCase(component, ".RDC")) {
            place.clip = folder.substr(0, components.end());
            return place;
        }
    }
    return std::nullopt;
}

struct Group {
    Place place;
    std::string cameraRoll{}; ///< A001, from the first segment.
    std::vector<std::size_t> essence{};
    std::vector<std::size_t> movies{}; ///< Essence where there is no R3D.
    std::vector<std::size_t> sidecars{};
    std::vector<unsigned> segments{};
    std::vector<unsigned> movieSegments{};
    bool isMovie = false; ///< Its essence are movies.
};

class Grouping {
public:
    explicit Grouping(const fs::path& root)
        : m_root(root)
        , m_rootFolder(rootName(root))
    {
        if (endsWithIgnoringCase(m_rootFolder, ".RDM"))
            m_magazine = m_rootFolder;
    }

    void addRun(const FolderRun& run, const std::vector<CardFile>& files)
    {
        const auto clipFolder = findClipFolder(m_rootFolder, run.folder);
        const bool mayBeLoose = run.folder.find('/') == std::string_view::npos;
        if (!clipFolder && !mayBeLoose)
            return;
        for (std::size_t index = run.first; index < run.end; ++index)
            addFile(files[index].path, run.nameOf(files[index].path), clipFolder, index);
    }

    void addFolder(const fs::path& folder)
    {
        const std::string_view path = folder.native();
        const std::string_view name = nameOf(path);
        if (endsWithIgnoringCase(name, ".RDM") && m_magazine.empty() &&
            std::ranges::count(path, '/') <= 1)
            m_magazine = name;
        if (!endsWithIgnoringCase(name, ".RDC"))
            return;
        const auto place = findClipFolder(m_rootFolder, path);
        if (place && place->clip == path)
            groupOf(*place);
    }

    std::optional<Recognition> finish(const std::vector<CardFile>& files)
    {
        if (m_groups.empty() && m_magazine.empty())
            return std::nullopt;
        const bool hasProxies = std::ranges::any_of(m_groups, [](const Group& group) {
            return !group.essence.empty() && !group.movies.empty();
        });
        for (Group& group : m_groups) {
            if (group.essence.empty()) {
                // Where other clips have both, the R3D of this one is gone.
                if (group.movies.empty() || hasProxies)
                    m_empty.push_back(&group);
                group.isMovie = true;
                group.essence = std::exchange(group.movies, {});
                group.segments = std::exchange(group.movieSegments, {});
            }
            if (!group.essence.empty())
                addClip(group, files);
        }
        findMissingParts({.clips = m_result.clips,
                          .incomplete = m_incomplete,
                          .partsOf = [this](std::size_t clip) { return m_segments[clip]; },
                          .part = "segment",
                          .digits = 3},
                         files, m_result.findings);
        nameEmptyClips();
        if (m_result.clips.empty() && !m_magazine.empty())
            m_result.roll = magazineRoll(m_magazine);
        else
            m_result.roll = rollOf(m_root, m_result.clips, m_result.findings);
        if (m_result.reason.empty())
            m_result.reason = fmt::format(
                "there is a folder {}",
                displayText(m_magazine.empty() ? nameOf(m_groups.front().place.clip) : m_magazine));
        return std::move(m_result);
    }

private:
    void addFile(std::string_view path, std::string_view name,
                 const std::optional<Place>& clipFolder, std::size_t index)
    {
        const bool isEssence = endsWithIgnoringCase(name, ".R3D");
        const auto segment = isEssence ? kSegment.match(name) : std::nullopt;
        const auto movie = clipFolder ? matchMovie(name) : std::nullopt;
        if (!clipFolder && !segment)
            return;
        Group& group = groupOf(
            clipFolder ? *clipFolder
                       : Place{.clip = path.substr(0, path.size() - kSegmentTail), .magazine = {}});
        (isEssence ? group.essence : movie ? group.movies : group.sidecars).push_back(index);
        if (const auto& match = segment ? segment : movie) {
            if (group.cameraRoll.empty())
                group.cameraRoll = toUpper(match->groups[0]);
            (segment ? group.segments : group.movieSegments).push_back(numberOf(match->groups[1]));
        }
    }

    static std::string magazineRoll(std::string_view magazine)
    {
        return displayText(std::string_view(toUpper(withoutExtension(magazine))));
    }

    Group& groupOf(const Place& place)
    {
        if (m_last < m_groups.size() && m_groups[m_last].place.clip == place.clip)
            return m_groups[m_last];
        const auto [found, isNew] = m_byPath.insert(place.clip, m_groups.size());
        if (isNew)
            m_groups.push_back({.place = place});
        m_last = found;
        return m_groups[m_last];
    }

    void addClip(Group& group, const std::vector<CardFile>& files)
    {
        Clip& clip = m_result.clips.emplace_back();
        const std::string_view folder = nameOf(group.place.clip);
        clip.name = displayText(std::string_view(
            toUpper(endsWithIgnoringCase(folder, ".RDC") ? withoutExtension(folder) : folder)));
        clip.roll = !group.place.magazine.empty() ? magazineRoll(group.place.magazine)
                    : !group.cameraRoll.empty()   ? group.cameraRoll
                                                  : rootName(m_root);
        clip.kind = ClipKind::Picture;
        clip.files = std::move(group.essence);
        const std::size_t essence = clip.files.size();
        if (m_result.reason.empty()) {
            const std::string& first = files[clip.files.front()].path;
            m_result.reason =
                fmt::format("folder {} holds {}", displayFolder(m_root, folderOf(first)),
                            displayText(nameOf(first)));
        }
        std::ranges::sort(group.segments);
        if (missingNumbers(group.segments).count > 0)
            m_incomplete.push_back(m_result.clips.size() - 1);
        if (!group.isMovie)
            checkSegmentSizes(clip, files);
        m_segments.push_back(std::move(group.segments));
        clip.files.insert(clip.files.end(), group.movies.begin(), group.movies.end());
        clip.files.insert(clip.files.end(), group.sidecars.begin(), group.sidecars.end());
        std::ranges::sort(clip.files.begin() + static_cast<std::ptrdiff_t>(essence),
                          clip.files.end());
    }

    /// The camera begins a new segment when one is full, so only the last is short.
    void checkSegmentSizes(const Clip& clip, const std::vector<CardFile>& files)
    {
        constexpr std::uint64_t kFullPercent = 90;
        const auto sizeOf = [&files](std::size_t index) { return files[index].size; };
        const std::uint64_t full = sizeOf(std::ranges::max(clip.files, {}, sizeOf));
        Finding finding;
        for (std::size_t place = 0; place + 1 < clip.files.size(); ++place)
            if (sizeOf(clip.files[place]) < full / 100 * kFullPercent)
                finding.files.push_back(files[clip.files[place]].path);
        if (finding.files.empty())
            return;
        finding.sentence = fmt::format("clip {} has {} shorter than the rest, though not the "
                                       "last: {}",
                                       clip.name, counted(finding.files.size(), "segment"),
                                       displayText(nameOf(finding.files.front())));
        m_result.findings.push_back(std::move(finding));
    }

    void nameEmptyClips()
    {
        if (m_empty.empty())
            return;
        Finding& finding = m_result.findings.emplace_back();
        std::vector<std::string> names;
        for (const Group* group : m_empty) {
            names.push_back(displayText(nameOf(group->place.clip)));
            finding.files.emplace_back(group->place.clip);
        }
        finding.sentence = fmt::format(
            "{} without R3D file: {}",
            names.size() == 1 ? "there is a clip folder" : "there are clip folders", listed(names));
    }

    const fs::path& m_root;
    std::string m_rootFolder;
    std::vector<Group> m_groups;
    NameMap<std::size_t> m_byPath;
    std::vector<const Group*> m_empty;
    std::string_view m_magazine;           ///< The root, or the first magazine folder on the card.
    std::vector<std::size_t> m_incomplete; ///< Clips that lack segments.
    std::vector<std::vector<unsigned>> m_segments; ///< Of each clip.
    std::size_t m_last = 0;
    Recognition m_result;
};

class Red final : public Recogniser {
public:
    [[nodiscard]] std::string id() const override { return "red"; }

    [[nodiscard]] std::string name() const override { return "RED"; }

    [[nodiscard]] std::optional<Recognition> recognise(const CardView& card) const override
    {
        Grouping grouping(card.root());
        for (const FolderRun& run : card.runs())
            grouping.addRun(run, card.files());
        for (const fs::path& folder : card.folders())
            grouping.addFolder(folder);
        return grouping.finish(card.files());
    }
};

} // namespace

std::unique_ptr<Recogniser> makeRed()
{
    return std::make_unique<Red>();
}

} // namespace tailslate::media::detail
