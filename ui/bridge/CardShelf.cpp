// SPDX-License-Identifier: Apache-2.0
#include "ui/bridge/CardShelf.h"

#include "app/OffloadCard.h"
#include "app/OffloadReports.h"
#include "app/ProjectPlace.h"
#include "base/PathWithin.h"
#include "ui/bridge/Text.h"

#include <algorithm>
#include <utility>

namespace tailslate::ui {
namespace {

std::vector<ClipView> clipViews(const media::Card& card)
{
    std::vector<ClipView> clips;
    clips.reserve(card.clips.size());
    for (const media::Clip& clip : card.clips) {
        ClipView view{
            .name = screenText(clip.name), .roll = screenText(clip.roll), .kind = clip.kind};
        for (const std::size_t file : clip.files)
            view.bytes += card.files.at(file).size;
        clips.push_back(std::move(view));
    }
    return clips;
}

/// A clip's details ready for the screen.
struct ClipLook {
    std::size_t clip = 0;
    QString codec;
    QString timecode;
    QString duration;
};

std::vector<ClipLook> looksOf(const std::vector<report::ClipDetail>& details)
{
    std::vector<ClipLook> looks;
    looks.reserve(details.size());
    for (const report::ClipDetail& detail : details)
        looks.push_back({.clip = detail.clip,
                         .codec = screenText(detail.codec),
                         .timecode = screenText(detail.timecode),
                         .duration = screenText(detail.duration)});
    return looks;
}

} // namespace

CardShelf::CardShelf(const app::Services& services, Background& background, QObject* parent)
    : QObject(parent)
    , m_services(services)
    , m_background(background)
{
}

void CardShelf::setVolumes(const std::vector<io::Volume>& volumes)
{
    std::vector<std::filesystem::path> mounted;
    for (const io::Volume& volume : volumes)
        mounted.push_back(volume.mountPoint);
    for (const std::filesystem::path& place : std::exchange(m_mounted, mounted)) {
        if (std::find(mounted.begin(), mounted.end(), place) != mounted.end())
            continue;
        // With a volume go the folders on it, also those that were added by hand.
        for (std::size_t i = m_slots.size(); i-- > 0;)
            if (isWithin(m_slots[i].path, place))
                removeAt(i);
    }
    for (const io::Volume& volume : volumes) {
        const auto shown = [&](const CardSlot& slot) { return slot.path == volume.mountPoint; };
        if (!app::mayBeCard(volume) || std::any_of(m_slots.begin(), m_slots.end(), shown))
            continue;
        append({.path = volume.mountPoint,
                .name =
                    volume.label.empty() ? folderName(volume.mountPoint) : screenText(volume.label),
                .device = screenText(volume.deviceName),
                .volume = true});
    }
}

int CardShelf::addFolder(const std::filesystem::path& folder)
{
    const auto shown = std::find_if(m_slots.begin(), m_slots.end(),
                                    [&](const CardSlot& slot) { return slot.path == folder; });
    const int id =
        shown != m_slots.end() ? shown->id : append({.path = folder, .name = folderName(folder)});
    read(id);
    return id;
}

void CardShelf::removeFolder(int id)
{
    const std::size_t index = indexOf(id);
    if (index < m_slots.size() && !m_slots[index].volume)
        removeAt(index);
}

void CardShelf::read(int id)
{
    const std::size_t index = indexOf(id);
    if (index == m_slots.size())
        return;
    m_slots[index].reading = CardSlot::Reading::Now;
    m_slots[index].error.reset();
    emit cardChanged(static_cast<int>(index));

    Work& work = workOf(id);
    work.listing.stop();
    work.details.stop();
    work.listing = m_background.run<media::Card>(
        "card-read", this,
        [&services = m_services, path = m_slots[index].path](jobs::JobContext context) {
            return app::inspectCard(services, path, context);
        },
        [this, id](Result<media::Card> card) { takeCard(id, std::move(card)); });
}

void CardShelf::setPictures(int id, const std::shared_ptr<const media::Card>& card,
                            std::vector<std::pair<std::size_t, app::ClipPictures>> pictures)
{
    const std::size_t index = indexOf(id);
    if (index == m_slots.size() || m_slots[index].card != card)
        return;
    for (auto& [clip, made] : pictures)
        m_slots[index].clips.at(clip).pictures =
            std::make_shared<const app::ClipPictures>(std::move(made));
    emit clipsChanged(id);
}

const CardSlot* CardShelf::find(int id) const
{
    const std::size_t index = indexOf(id);
    return index == m_slots.size() ? nullptr : &m_slots[index];
}

std::size_t CardShelf::indexOf(int id) const
{
    const auto found =
        std::find_if(m_slots.begin(), m_slots.end(), [id](const auto& s) { return s.id == id; });
    return static_cast<std::size_t>(found - m_slots.begin());
}

int CardShelf::append(CardSlot slot)
{
    slot.id = m_nextId++;
    const int id = slot.id;
    const int index = static_cast<int>(m_slots.size());
    emit cardAboutToBeAdded(index);
    m_slots.push_back(std::move(slot));
    m_work.push_back({.id = id, .listing = {}, .details = {}});
    emit cardAdded(index);
    return id;
}

void CardShelf::removeAt(std::size_t index)
{
    const int id = m_slots[index].id;
    Work& work = workOf(id);
    work.listing.stop();
    work.details.stop();
    std::erase_if(m_work, [id](const Work& w) { return w.id == id; });
    emit cardAboutToBeRemoved(static_cast<int>(index));
    m_slots.erase(m_slots.begin() + static_cast<std::ptrdiff_t>(index));
    emit cardRemoved(id);
}

void CardShelf::takeCard(int id, Result<media::Card> card)
{
    const std::size_t index = indexOf(id);
    if (index == m_slots.size())
        return;
    CardSlot& slot = m_slots[index];
    if (!card) {
        slot.reading = CardSlot::Reading::Failed;
        slot.error = card.error();
        slot.card.reset();
        slot.clips.clear();
        emit cardChanged(static_cast<int>(index));
        emit clipsChanged(id);
        return;
    }
    slot.reading = CardSlot::Reading::Done;
    slot.card = std::make_shared<const media::Card>(std::move(*card));
    slot.clips = clipViews(*slot.card);
    if (!slot.card->roll.empty())
        slot.name = screenText(slot.card->roll);
    emit cardChanged(static_cast<int>(index));
    emit clipsChanged(id);
    if (!slot.clips.empty())
        readClips(id);
}

void CardShelf::readClips(int id)
{
    const CardSlot& slot = m_slots[indexOf(id)];
    workOf(id).details = m_background.run<std::vector<ClipLook>>(
        "clip-details", this,
        [&services = m_services, card = slot.card,
         root = slot.path](jobs::JobContext context) -> Result<std::vector<ClipLook>> {
            TAILSLATE_TRY(const auto details,
                          app::clipDetails(services, *card, root, std::move(context)));
            return looksOf(details);
        },
        [this, id](Result<std::vector<ClipLook>> looks) {
            const std::size_t index = indexOf(id);
            // Clips that cannot be looked into keep what their names and sizes say.
            if (!looks || index == m_slots.size())
                return;
            for (ClipLook& look : *looks) {
                if (look.clip >= m_slots[index].clips.size())
                    continue;
                ClipView& view = m_slots[index].clips[look.clip];
                view.codec = std::move(look.codec);
                view.timecode = std::move(look.timecode);
                view.duration = std::move(look.duration);
            }
            emit clipsChanged(id);
        });
}

CardShelf::Work& CardShelf::workOf(int id)
{
    return *std::find_if(m_work.begin(), m_work.end(), [id](const Work& w) { return w.id == id; });
}

} // namespace tailslate::ui
