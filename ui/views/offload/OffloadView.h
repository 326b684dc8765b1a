// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/Services.h"
#include "ui/bridge/Background.h"
#include "ui/bridge/CardHistories.h"
#include "ui/bridge/CardShelf.h"
#include "ui/bridge/OffloadQueue.h"
#include "ui/bridge/ProjectSession.h"
#include "ui/bridge/QueueWatch.h"
#include "ui/dialogs/Prompts.h"
#include "ui/models/CardListModel.h"
#include "ui/models/DestinationModel.h"
#include "ui/models/QueueModel.h"
#include "ui/models/RollFolder.h"

#include <QWidget>

namespace tailslate::ui {

class CardPanel;
class CardsPanel;
class DestinationsPanel;
class VerdictPanel;

/// What the Offload workspace works with. All borrowed; must outlive the view.
struct OffloadParts {
    const app::Services& services;
    Background& background;
    Prompts& prompts;
    ProjectSession& session;
    CardShelf& shelf;
    CardHistories& histories;
    OffloadQueue& queue;
    DestinationModel& destinations;
};

/// What the operator chooses for every offload and expects to find again tomorrow.
struct OffloadChoices {
    hash::Algorithm algorithm = hash::Algorithm::Xxh64;
    offload::Mode proof = offload::Mode::Verify;
    RollFolderChoice rollFolder{};
};

/// The Offload workspace: a card at the left becomes verified copies at the right, and ends on a
/// verdict.
class OffloadView final : public QWidget {
    Q_OBJECT

public:
    explicit OffloadView(const OffloadParts& parts, QWidget* parent = nullptr);
    ~OffloadView() override;

    /// Puts a folder on the list of cards and shows it.
    void addCardFolder(const std::filesystem::path& folder);

    [[nodiscard]] OffloadChoices choices() const;
    void setChoices(const OffloadChoices& choices);

signals:
    void eventHappened(const QString& sentence, bool bad);
    void newProjectWanted();
    void openProjectWanted();
    void choicesChanged();

private:
    void connectParts();
    void showCard();
    void showHistory();
    void showVerdict();
    void readAgainIfChanged(int offload);
    void showBlocked();
    [[nodiscard]] QString blocked() const;
    void showPath();
    [[nodiscard]] const OffloadEntry* shownEntry() const;
    [[nodiscard]] app::OffloadRequest requestFor(const CardSlot& card) const;
    void offload();
    void takeChecked(const std::shared_ptr<const media::Card>& card,
                     const app::OffloadRequest& request,
                     const std::shared_ptr<project::Project>& project,
                     const std::optional<Error>& problem);
    void goOn(int id);
    void verifyAgain(int id);
    [[nodiscard]] offload::SafetyRule ruleFor(const std::filesystem::path& card) const;
    void addCard();
    void addDestination();
    void writeReport();

    OffloadParts m_parts;
    CardListModel m_cards;
    QueueModel m_queueModel;
    QueueWatch m_watch;
    CardsPanel* m_cardsPanel;
    CardPanel* m_cardPanel;
    DestinationsPanel* m_destinationsPanel;
    VerdictPanel* m_verdictPanel;
    QWidget* m_projectOffer;
    offload::SafetyRule m_rule;
    std::filesystem::path m_lastFolder;
    bool m_checking = false; ///< Whether a card is being looked at beside the queue.
    bool m_writingReport = false;
};

} // namespace tailslate::ui
