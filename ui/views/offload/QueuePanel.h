// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/models/QueueModel.h"

#include <QLabel>
#include <QVBoxLayout>
#include <QWidget>

#include <vector>

namespace tailslate::ui {

/// The offloads, each with the lane of its card and two lanes for each destination.
class QueuePanel final : public QWidget {
    Q_OBJECT

public:
    /// @param model Borrowed; must outlive the panel.
    explicit QueuePanel(QueueModel& model, QWidget* parent = nullptr);

signals:
    void stopWanted(int id);
    void removeWanted(int id);

private:
    class Row;

    void insertRows(int first, int last);
    void removeRows(int first, int last);

    QueueModel& m_model;
    QVBoxLayout* m_rows;
    std::vector<Row*> m_shown;
    QLabel* m_empty;
};

} // namespace tailslate::ui
