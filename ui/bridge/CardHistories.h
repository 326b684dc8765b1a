// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/CardHistory.h"
#include "app/Services.h"
#include "project/Project.h"
#include "ui/bridge/Background.h"
#include "ui/bridge/CardShelf.h"
#include "ui/bridge/ProjectSession.h"

#include <QObject>

#include <map>
#include <memory>
#include <vector>

namespace tailslate::ui {

/// What the open project knows of the cards on the shelf. Looked up in the background, one card
/// after the other, when a card was read and when the project has something new. One thread at a
/// time: the GUI's.
class CardHistories final : public QObject {
    Q_OBJECT

public:
    /// @param services, background, shelf, session Borrowed; must outlive the object.
    CardHistories(const app::Services& services, Background& background, CardShelf& shelf,
                  ProjectSession& session, QObject* parent = nullptr);

    /// The earlier offloads of a card as it is listed now, as app::cardHistory(); null while that
    /// is not known.
    [[nodiscard]] const std::vector<app::EarlierOffload>* of(const CardSlot& slot) const;

    /// While held nothing is looked up, and what was begun is given up; what was found stays.
    /// Looking at copies would make an offload wait for its disks.
    void setHeld(bool held);

signals:
    /// Something else is known of a card.
    void changed(int id);

private:
    /// What was found, of which listing, and when.
    struct Found {
        std::shared_ptr<const media::Card> card;
        std::vector<app::EarlierOffload> history;
        int round = 0;
    };

    void lookAgain();
    void look();
    void start(const CardSlot& slot);

    const app::Services& m_services;
    Background& m_background;
    CardShelf& m_shelf;
    ProjectSession& m_session;
    std::shared_ptr<project::Project> m_project; ///< That `m_found` is of.
    std::map<int, Found> m_found;                ///< By the slot's id.
    Background::Handle m_job;
    bool m_held = false;
    int m_round = 0; ///< One more whenever the project has something new.
};

} // namespace tailslate::ui
