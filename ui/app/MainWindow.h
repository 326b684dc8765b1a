// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "av/Source.h"
#include "ui/app/Workbench.h"
#include "ui/widgets/Theme.h"

#include <QMainWindow>
#include <QStackedWidget>

namespace tailslate::ui {

class GradeView;
class HeaderBar;
class LogDrawer;
class Notice;
class OffloadView;
class StatusLine;

/// The parts of the day that have a place of their own.
enum class Workspace { Offload = 1, Grade };

/// Menus, workspaces, status line and log drawer. What they do is done elsewhere.
class MainWindow final : public QMainWindow {
    Q_OBJECT

public:
    /// @param bench Borrowed; must outlive the window.
    explicit MainWindow(Workbench& bench);
    ~MainWindow() override;

    void showWorkspace(Workspace workspace);
    void openProject(const std::filesystem::path& path);
    void openSource(const av::SourceSpec& source);

    [[nodiscard]] OffloadView& offloadView() { return *m_offload; }

    [[nodiscard]] GradeView& gradeView() { return *m_grade; }

protected:
    void closeEvent(QCloseEvent* event) override;

private:
    void makeFileMenu();
    void makeEditMenu();
    void makeViewMenu();
    void makeHelpMenu();
    void connectBench();
    void fillRecent(QMenu* menu);
    void newProject();
    void chooseProject();
    void showProject();
    void showJob();
    void setLook(Look look);
    void nextBlackOut();

    Workbench& m_bench;
    Look m_look;
    HeaderBar* m_header;
    Notice* m_problem;
    QStackedWidget* m_stack;
    OffloadView* m_offload;
    GradeView* m_grade;
    LogDrawer* m_log;
    StatusLine* m_status;
    bool m_closeConfirmed = false;
};

} // namespace tailslate::ui
