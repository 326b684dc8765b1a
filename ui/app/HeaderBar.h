// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/widgets/ElidedLabel.h"

#include <QMenuBar>
#include <QTabBar>
#include <QTimer>
#include <QWidget>

namespace tailslate::ui {

/// The two rows at the top of the window: name, menus, project and time of day; below, the
/// workspaces.
class HeaderBar final : public QWidget {
    Q_OBJECT

public:
    explicit HeaderBar(QWidget* parent = nullptr);

    [[nodiscard]] QMenuBar& menus() { return *m_menus; }

    [[nodiscard]] QTabBar& tabs() { return *m_tabs; }

    /// `MIDNIGHT SUN · Unit A`; empty says that none is open.
    void setProject(const QString& title, const QString& path);

private:
    void showTime();

    QMenuBar* m_menus;
    QTabBar* m_tabs;
    ElidedLabel* m_project;
    ElidedLabel* m_clock;
    QTimer m_second;
};

} // namespace tailslate::ui
