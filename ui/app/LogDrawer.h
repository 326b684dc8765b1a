// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/models/EventLogModel.h"

#include <QListView>
#include <QWidget>

namespace tailslate::ui {

/// What happened, newest at the bottom. Slides over nothing: it takes its room above the status
/// line.
class LogDrawer final : public QWidget {
    Q_OBJECT

public:
    /// @param model Borrowed; must outlive the drawer.
    explicit LogDrawer(EventLogModel& model, QWidget* parent = nullptr);

signals:
    void closeWanted();

private:
    QListView* m_list;
};

} // namespace tailslate::ui
