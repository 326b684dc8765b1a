// SPDX-License-Identifier: Apache-2.0
#include "ui/app/Workbench.h"

#include "ui/bridge/Text.h"

#include <utility>

namespace tailslate::ui {

Workbench::Workbench(const app::Services& services, Prompts& prompts, Settings& settings,
                     DiskWatch::List volumes)
    : m_services(services)
    , m_prompts(prompts)
    , m_settings(settings)
    , m_log(services.clock)
    , m_session(services, m_background)
    , m_shelf(services, m_background)
    , m_histories(services, m_background, m_shelf, m_session)
    , m_pictures(services, m_background, m_shelf)
    , m_queue(services)
    , m_destinations(services, m_background)
    , m_disks(std::move(volumes), m_background)
{
    connect(&m_disks, &DiskWatch::changed, this, [this] { m_shelf.setVolumes(m_disks.volumes()); });
    connect(&m_disks, &DiskWatch::failed, this,
            [this](const QString& sentence) { logEvent(sentence, true); });
    connect(&m_shelf, &CardShelf::cardAboutToBeRemoved, this, [this](int index) {
        m_queue.cardLeft(m_shelf.cards()[static_cast<std::size_t>(index)].path);
    });
    // Nothing may hold up an offload: thumbnails, and looks at copies, wait until it is over.
    const auto giveWay = [this] {
        m_pictures.setHeld(m_queue.running() != nullptr);
        m_histories.setHeld(m_queue.running() != nullptr);
    };
    connect(&m_queue, &OffloadQueue::entryAdded, this, giveWay);
    connect(&m_queue, &OffloadQueue::entryChanged, this, giveWay);
    connect(&m_queue, &OffloadQueue::ended, this, giveWay);
    connect(&m_queue, &OffloadQueue::eventHappened, this, &Workbench::logEvent);
    connect(&m_session, &ProjectSession::failed, this,
            [this](const QString&, const QString& logLine) { logEvent(logLine, true); });
    connect(&m_session, &ProjectSession::gradeSaved, this, [this](const QString& name) {
        logEvent(QStringLiteral("Grade saved: %1").arg(name), false);
    });
    connect(&m_session, &ProjectSession::projectChanged, this, [this] {
        m_pictures.setProject(m_session.project());
        m_settings.addRecentProject(m_session.path());
        logEvent(QStringLiteral("Project open: %1").arg(pathText(m_session.path())), false);
        m_queue.dropOffers();
        if (m_session.unfinished())
            m_queue.offer(*m_session.unfinished(), m_session.project());
    });
    m_destinations.setDestinations(m_settings.destinations());
    connect(&m_destinations, &DestinationModel::edited, this,
            [this] { m_settings.setDestinations(m_destinations.destinations()); });
}

void Workbench::logEvent(const QString& sentence, bool bad)
{
    m_log.add(sentence, bad ? Standing::Bad : Standing::Plain);
}

} // namespace tailslate::ui
