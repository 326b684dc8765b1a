// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/models/QueueModel.h"
#include "ui/widgets/ElidedLabel.h"
#include "ui/widgets/LaneBar.h"
#include "ui/widgets/Notice.h"
#include "ui/widgets/Paint.h"

#include <QHBoxLayout>
#include <QToolButton>
#include <QVBoxLayout>
#include <QWidget>

#include <vector>

namespace tailslate::ui {

/// One offload of the queue with what can be done to it, by buttons and by keys. One that waits
/// takes a single line; one that runs or ran shows its lanes.
class QueueRow final : public QWidget {
    Q_OBJECT

public:
    /// @param queue Borrowed; must outlive the row.
    QueueRow(OffloadQueue& queue, const QueueRowView& view, QWidget* parent);

    void refresh(const QueueRowView& view);

    /// Where the row stands on the screen: what runs, what waits, what was cut off, what is over.
    [[nodiscard]] int group() const;

    [[nodiscard]] int id() const { return m_view.id; }

signals:
    /// The operator wants the offload to go on.
    void goOnWanted(int id);

    /// The operator wants the copies to be read back anew.
    void verifyAgainWanted(int id);

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    struct Lane {
        ElidedLabel* name;
        LaneBar* copy;
        LaneBar* verify;
        ElidedLabel* word;
        QToolButton* giveUp;
        State state = State::None;
    };

    [[nodiscard]] QToolButton* button(const QString& word, const QString& tip);
    void layOut();
    void connectButtons();
    void refreshNotes();
    void refreshLanes();
    void refreshButtons();
    void pauseOrResume();

    OffloadQueue& m_queue;
    QueueRowView m_view;
    ElidedLabel* m_roll;
    ElidedLabel* m_word;
    ElidedLabel* m_rate;
    LaneBar* m_read;
    QVBoxLayout* m_notes;
    std::vector<Notice*> m_shownNotes;
    QToolButton* m_giveUpCard;
    QToolButton* m_first;
    QToolButton* m_up;
    QToolButton* m_down;
    QToolButton* m_goOn;
    QToolButton* m_verifyAgain;
    QToolButton* m_pause;
    QToolButton* m_stop; ///< Stops what runs; takes everything else off the list.
    std::vector<Lane> m_lanes;
};

} // namespace tailslate::ui
