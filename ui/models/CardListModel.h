// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/bridge/CardShelf.h"
#include "ui/bridge/OffloadQueue.h"
#include "ui/models/Standing.h"

#include <QAbstractListModel>

namespace tailslate::ui {

/// The cards on the shelf, with what the queue knows of each. One thread at a time: the GUI's.
class CardListModel final : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role {
        IdRole = Qt::UserRole + 1, ///< int, CardShelf's.
        NameRole,                  ///< QString: the roll, label or folder.
        WordRole,                  ///< QString: `ready`, `offloading 62 %`, `safe to format`.
        DetailRole,                ///< QString: type and size, or the device.
        PathRole,                  ///< QString, for eyes only.
        StandingRole               ///< Standing.
    };

    /// @param shelf, queue Borrowed; must outlive the model.
    CardListModel(const CardShelf& shelf, const OffloadQueue& queue, QObject* parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;

    /// The row of a card, or an invalid index.
    [[nodiscard]] QModelIndex indexOfCard(int id) const;

private:
    [[nodiscard]] QString word(const CardSlot& card) const;
    [[nodiscard]] Standing standing(const CardSlot& card) const;
    void updateAll();

    const CardShelf& m_shelf;
    const OffloadQueue& m_queue;
};

} // namespace tailslate::ui
