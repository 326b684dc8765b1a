// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/Services.h"
#include "ui/app/Settings.h"
#include "ui/bridge/Background.h"
#include "ui/bridge/CardHistories.h"
#include "ui/bridge/CardPictures.h"
#include "ui/bridge/CardShelf.h"
#include "ui/bridge/DiskWatch.h"
#include "ui/bridge/OffloadQueue.h"
#include "ui/bridge/ProjectSession.h"
#include "ui/dialogs/Prompts.h"
#include "ui/models/DestinationModel.h"
#include "ui/models/EventLogModel.h"

#include <QObject>

namespace tailslate::ui {

/// Everything behind the window, in the order in which it depends on each other: the window shows
/// it and owns none of it. One thread at a time: the GUI's.
class Workbench final : public QObject {
    Q_OBJECT

public:
    /// @param services, prompts, settings Borrowed; must outlive the workbench.
    /// @param volumes Lists what is mounted; called in the background.
    Workbench(const app::Services& services, Prompts& prompts, Settings& settings,
              DiskWatch::List volumes);

    [[nodiscard]] const app::Services& services() const { return m_services; }

    [[nodiscard]] Prompts& prompts() { return m_prompts; }

    [[nodiscard]] Settings& settings() { return m_settings; }

    [[nodiscard]] Background& background() { return m_background; }

    [[nodiscard]] ProjectSession& session() { return m_session; }

    [[nodiscard]] CardShelf& shelf() { return m_shelf; }

    [[nodiscard]] CardHistories& histories() { return m_histories; }

    [[nodiscard]] OffloadQueue& queue() { return m_queue; }

    [[nodiscard]] DestinationModel& destinations() { return m_destinations; }

    [[nodiscard]] EventLogModel& log() { return m_log; }

    /// Adds a line to the log.
    void logEvent(const QString& sentence, bool bad);

private:
    const app::Services& m_services;
    Prompts& m_prompts;
    Settings& m_settings;
    Background m_background; // First to be made, last to go: the others deliver through it.
    EventLogModel m_log;
    ProjectSession m_session;
    CardShelf m_shelf;
    CardHistories m_histories;
    CardPictures m_pictures;
    OffloadQueue m_queue;
    DestinationModel m_destinations;
    DiskWatch m_disks;
};

} // namespace tailslate::ui
