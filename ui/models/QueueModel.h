// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/bridge/OffloadQueue.h"
#include "ui/models/Standing.h"

#include <QAbstractListModel>
#include <QMetaType>
#include <QString>

#include <vector>

namespace tailslate::ui {

/// A destination's lane in numbers for drawing. A value type.
struct LaneView {
    QString name{};
    double copied = 0.0;   ///< 0 to 1.
    double verified = 0.0; ///< 0 to 1.
    QString word{};        ///< `copying`, `sealed`, `failed`.
    bool failed = false;
    bool sealed = false;
    bool lost = false; ///< Its device went away and is waited for.
};

/// A sentence about an offload of the queue. A value type.
struct NoteView {
    Standing standing = Standing::Warning;
    QString sentence{};

    bool operator==(const NoteView&) const = default;
};

/// An offload of the queue in words and numbers for drawing. A value type.
struct QueueRowView {
    int id = 0;
    QString roll{};
    QString word{}; ///< What it does: `copying`, `in the queue`, `safe to format`.
    Standing standing = Standing::Waiting;
    std::vector<NoteView> notes{}; ///< What is in its way, why it was refused, what happened.
    QString toDo{};                ///< `512 GB to RAID-1, RAID-2`; empty once it runs.
    double read = 0.0;             ///< Of the card, 0 to 1.
    double fraction = 0.0;         ///< Of all the work, 0 to 1.
    QString rate{};                ///< Empty while unknown.
    QString timeLeft{};            ///< Empty while unknown.
    QString limit{};               ///< Empty while unknown.
    QString goOn{};           ///< The word of the button that goes on; empty when there is none.
    bool verifyAgain = false; ///< Its copies can be read back anew.
    bool active = false;
    bool stopping = false;
    bool paused = false;
    bool waiting = false;
    bool cutOff = false;
    bool cardLost = false; ///< The card's device went away and is waited for.
    std::vector<LaneView> lanes{};
};

/// The offload queue, ready to be drawn. One thread at a time: the GUI's.
class QueueModel final : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role {
        ViewRole = Qt::UserRole + 1 ///< QueueRowView.
    };

    /// @param queue Borrowed; must outlive the model.
    explicit QueueModel(const OffloadQueue& queue, QObject* parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;

private:
    const OffloadQueue& m_queue;
    int m_rows = 0;
};

/// One offload as words and numbers.
[[nodiscard]] QueueRowView queueRowView(const OffloadEntry& entry);

} // namespace tailslate::ui

Q_DECLARE_METATYPE(tailslate::ui::QueueRowView)
