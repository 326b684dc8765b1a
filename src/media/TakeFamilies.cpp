// SPDX-License-Identifier: Apache-2.0
#include "media/TakeFamilies.h"

#include "base/DisplayText.h"
#include "media/BroadcastWaveReader.h"
#include "media/detail/Essence.h"
#include "media/detail/FileNames.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace tailslate::media {

namespace {

/// What the files of one take have in common.
struct Family {
    std::string id;
    std::string scene;
    std::string take;
    std::string name;
    bool isAlone = false; ///< The recorder says that the take has one file.
};

/// Files that are one take, and the sidecars between them.
struct Take {
    std::optional<Family> family; ///< Of its first file that has one.
    std::vector<std::size_t> files;
};

class Grouping {
public:
    Grouping(io::FileSystem& files, const Card& card, const jobs::JobContext& context)
        : m_files(files)
        , m_card(card)
        , m_context(context)
    {
    }

    Result<std::vector<Clip>> run()
    {
        for (const Clip& clip : m_card.clips) {
            if (clip.kind != ClipKind::Sound) {
                m_clips.push_back(clip);
                continue;
            }
            TAILSLATE_TRY(std::vector<Take> takes, takesOf(clip));
            for (Take& take : takes)
                add(clip, std::move(take), takes.size() > 1);
        }
        return std::move(m_clips);
    }

private:
    [[nodiscard]] std::string_view pathOf(std::size_t file) const
    {
        return m_card.files[file].path;
    }

    Result<std::optional<Family>> familyOf(std::size_t file) const
    {
        TAILSLATE_CHECK(m_context.checkStop());
        auto wave = readWaveFile(m_files, m_card.root / m_card.files[file].path);
        if (!wave && wave.error().code == ErrorCode::DeviceLost)
            return std::unexpected(wave.error());
        if (!wave || !wave->notes || wave->notes->familyId.empty())
            return std::optional<Family>();
        TakeNotes& notes = *wave->notes;
        return std::optional(Family{.id = std::move(notes.familyId),
                                    .scene = std::move(notes.scene),
                                    .take = std::move(notes.take),
                                    .name = std::move(notes.familyName),
                                    .isAlone = notes.familyFiles == 1U});
    }

    static bool areOne(const std::optional<Family>& a, const std::optional<Family>& b)
    {
        return !a || !b || a->id == b->id ||
               std::tie(a->scene, a->take) == std::tie(b->scene, b->take);
    }

    /// What a clip by name is made of.
    Result<std::vector<Take>> takesOf(const Clip& clip) const
    {
        std::vector<Take> takes;
        for (const std::size_t file : clip.files) {
            if (!detail::isRecorderFile(detail::nameOf(pathOf(file)))) {
                sidecarTake(takes, file).files.push_back(file);
                continue;
            }
            TAILSLATE_TRY(std::optional<Family> family, familyOf(file));
            const auto found = std::ranges::find_if(
                takes, [&family](const Take& take) { return areOne(take.family, family); });
            if (found == takes.end()) {
                takes.push_back({.family = std::move(family), .files = {file}});
                continue;
            }
            found->files.push_back(file);
            if (!found->family)
                found->family = std::move(family);
        }
        return takes;
    }

    /// The take that has a file of the sidecar's name; else the first.
    Take& sidecarTake(std::vector<Take>& takes, std::size_t sidecar) const
    {
        if (takes.empty())
            takes.emplace_back();
        const std::string_view stem = detail::withoutExtension(pathOf(sidecar));
        for (Take& take : takes)
            for (const std::size_t file : take.files)
                if (detail::equalsIgnoringCase(detail::withoutExtension(pathOf(file)), stem))
                    return take;
        return takes.front();
    }

    void add(const Clip& byName, Take take, bool isPart)
    {
        const std::string folder(detail::folderOf(pathOf(take.files.front())));
        const std::string first =
            displayText(detail::nameOf(detail::withoutExtension(pathOf(take.files.front()))));
        if (take.family && !take.family->isAlone) {
            const Family& family = *take.family;
            const auto [found, isNew] = m_byFamily.try_emplace(
                {folder, family.id, family.scene, family.take}, m_clips.size());
            if (!isNew) {
                Clip& clip = m_clips[found->second];
                clip.name = family.name.empty() ? commonName(clip.name, first)
                                                : displayText(std::string_view(family.name));
                join(clip, take.files);
                return;
            }
        }
        m_clips.push_back({.name = isPart ? first : byName.name,
                           .roll = byName.roll,
                           .kind = ClipKind::Sound,
                           .files = std::move(take.files)});
    }

    /// Sound before sidecars.
    void join(Clip& clip, const std::vector<std::size_t>& files) const
    {
        clip.files.insert(clip.files.end(), files.begin(), files.end());
        std::ranges::stable_partition(clip.files, [this](std::size_t file) {
            return detail::isRecorderFile(detail::nameOf(pathOf(file)));
        });
    }

    /// What two names begin with, without what only parts them: `12A-T001_`.
    static std::string commonName(const std::string& a, const std::string& b)
    {
        const auto [end, other] = std::ranges::mismatch(a, b);
        std::string name(a.begin(), end);
        const std::size_t last = name.find_last_not_of("_-. ");
        name.resize(last == std::string::npos ? 0 : last + 1);
        return name.empty() || !isUtf8(name) ? a : name;
    }

    io::FileSystem& m_files;
    const Card& m_card;
    const jobs::JobContext& m_context;
    std::vector<Clip> m_clips;
    std::map<std::tuple<std::string, std::string, std::string, std::string>, std::size_t>
        m_byFamily; ///< Folder, family, scene and take; into m_clips.
};

} // namespace

Result<void> groupTakesByFamily(io::FileSystem& files, Card& card, const jobs::JobContext& context)
{
    TAILSLATE_TRY(card.clips, Grouping(files, card, context).run());
    return {};
}

} // namespace tailslate::media
