// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/models/QueueModel.h"
#include "ui/widgets/Section.h"

#include <QLabel>
#include <QVBoxLayout>
#include <QWidget>

#include <vector>

namespace tailslate::ui {

class QueueRow;

/// The offloads from top to bottom: the one that runs, those that wait in their order, those that
/// were cut off, and those that are over, newest first.
class QueuePanel final : public QWidget {
    Q_OBJECT

public:
    /// @param queue, model Borrowed; must outlive the panel.
    QueuePanel(OffloadQueue& queue, QueueModel& model, QWidget* parent = nullptr);

signals:
    /// The operator wants an offload to go on that did not come to its end.
    void goOnWanted(int id);

    /// The operator wants the copies of an offload that is over to be read back anew.
    void verifyAgainWanted(int id);

private:
    void insertRows(int first, int last);
    void removeRows(int first, int last);
    void moveRow(int from, int to);
    void arrange();

    OffloadQueue& m_queue;
    QueueModel& m_model;
    SectionHeader* m_header;
    QVBoxLayout* m_rows;
    std::vector<QueueRow*> m_shown;    ///< As the model.
    std::vector<QueueRow*> m_arranged; ///< From top to bottom.
    QLabel* m_empty;
};

} // namespace tailslate::ui
