// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/models/CardListModel.h"

#include <QListView>
#include <QWidget>

namespace tailslate::ui {

/// The cards within reach, each with a shape and a word.
class CardsPanel final : public QWidget {
    Q_OBJECT

public:
    /// @param model Borrowed; must outlive the panel.
    explicit CardsPanel(CardListModel& model, QWidget* parent = nullptr);

    /// The chosen card's id, or 0.
    [[nodiscard]] int selectedCard() const;

    void selectCard(int id);

signals:
    /// Another card is chosen; 0 for none.
    void cardSelected(int id);
    void addFolderWanted();
    void refreshWanted();
    /// The chosen folder is to leave the list.
    void removeWanted(int id);

private:
    CardListModel& m_model;
    QListView* m_list;
};

} // namespace tailslate::ui
