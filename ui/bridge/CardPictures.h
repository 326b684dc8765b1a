// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/Services.h"
#include "app/Thumbnails.h"
#include "project/Project.h"
#include "ui/bridge/Background.h"
#include "ui/bridge/CardShelf.h"

#include <QObject>
#include <QTimer>

#include <filesystem>
#include <map>
#include <memory>

namespace tailslate::ui {

/// Makes the thumbnails of the cards on the shelf, one card after the other, while no offload runs:
/// from a verified copy where the project knows one, so that the card is left alone.
/// One thread at a time: the GUI's.
class CardPictures final : public QObject {
    Q_OBJECT

public:
    /// @param services, background, shelf Borrowed; must outlive the object.
    CardPictures(const app::Services& services, Background& background, CardShelf& shelf,
                 QObject* parent = nullptr);

    /// Says where thumbnails are kept from now on; null keeps none.
    void setProject(std::shared_ptr<project::Project> project);

    /// Stops at the next frame, or goes on. No file of a card is open in between.
    void setHeld(bool held);

private:
    void look();
    void start(const CardSlot& slot);
    void takeMade();
    void stop();

    const app::Services& m_services;
    Background& m_background;
    CardShelf& m_shelf;
    std::shared_ptr<project::Project> m_project;
    bool m_held = false;
    Background::Handle m_job;
    int m_id = 0; ///< The card that is worked on; 0 for none.
    std::shared_ptr<const media::Card> m_card;
    std::shared_ptr<app::ThumbnailTray> m_tray;
    std::map<int, std::shared_ptr<const media::Card>> m_done; ///< By the slot's id.
    QTimer m_timer;
};

} // namespace tailslate::ui
