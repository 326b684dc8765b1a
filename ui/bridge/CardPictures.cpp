// SPDX-License-Identifier: Apache-2.0
#include "ui/bridge/CardPictures.h"

#include "app/CardHistory.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace tailslate::ui {
namespace {

constexpr std::chrono::milliseconds kPull{200};

} // namespace

CardPictures::CardPictures(const app::Services& services, Background& background, CardShelf& shelf,
                           QObject* parent)
    : QObject(parent)
    , m_services(services)
    , m_background(background)
    , m_shelf(shelf)
{
    m_timer.setInterval(kPull);
    connect(&m_timer, &QTimer::timeout, this, &CardPictures::takeMade);
    connect(&shelf, &CardShelf::cardChanged, this, &CardPictures::look);
    connect(&shelf, &CardShelf::cardRemoved, this, [this](int id) {
        m_done.erase(id);
        if (id == m_id)
            stop();
        look();
    });
}

void CardPictures::setProject(std::shared_ptr<project::Project> project)
{
    if (project == m_project)
        return;
    m_project = std::move(project);
    m_done.clear();
    stop();
    look();
}

void CardPictures::setHeld(bool held)
{
    if (held == std::exchange(m_held, held))
        return;
    if (held)
        stop();
    else
        look();
}

void CardPictures::look()
{
    const CardSlot* const current = m_shelf.find(m_id);
    if (m_id != 0 && (!current || current->card != m_card))
        stop();
    if (m_held || m_id != 0)
        return;
    const auto& cards = m_shelf.cards();
    const auto next = std::ranges::find_if(cards, [this](const CardSlot& slot) {
        const auto done = m_done.find(slot.id);
        return slot.card && slot.reading == CardSlot::Reading::Done && !slot.clips.empty() &&
               (done == m_done.end() || done->second != slot.card);
    });
    if (next != cards.end())
        start(*next);
}

void CardPictures::start(const CardSlot& slot)
{
    m_id = slot.id;
    m_card = slot.card;
    m_tray = std::make_shared<app::ThumbnailTray>();
    m_timer.start();
    m_job = m_background.run<bool>(
        "thumbnails", this,
        [&services = m_services, project = m_project, card = slot.card, root = slot.path,
         tray = m_tray](const jobs::JobContext& context) -> Result<bool> {
            app::ThumbnailSettings settings{.mediaRoot = root};
            if (project) {
                settings.cacheFolder = app::thumbnailFolder(project->path());
                // Without the project's word the card itself is read.
                settings.copy = app::verifiedCopyOf(services, *project, *card, context)
                                    .value_or(std::filesystem::path());
            }
            TAILSLATE_TRY(const auto thumbnails,
                          app::Thumbnails::create(services, *card, std::move(settings)));
            TAILSLATE_CHECK(
                app::makeThumbnails(*thumbnails, *tray, app::ThumbnailPace::Background, context));
            return true;
        },
        [this](const Result<bool>&) {
            // A card without pictures is shown all the same.
            takeMade();
            m_done[m_id] = m_card;
            stop();
            look();
        });
}

void CardPictures::takeMade()
{
    auto made = m_tray->take();
    if (!made.empty())
        m_shelf.setPictures(m_id, m_card, std::move(made));
}

void CardPictures::stop()
{
    m_job.stop();
    m_timer.stop();
    m_id = 0;
    m_card.reset();
    m_tray.reset();
}

} // namespace tailslate::ui
