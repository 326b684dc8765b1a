// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/Services.h"
#include "av/Source.h"
#include "color/CdlFile.h"
#include "color/Pipeline.h"
#include "ui/bridge/Background.h"
#include "ui/bridge/FeedPlayer.h"
#include "ui/bridge/ProjectSession.h"
#include "ui/dialogs/Prompts.h"
#include "ui/views/grade/GradeState.h"
#include "ui/widgets/ComboBox.h"
#include "ui/widgets/Notice.h"

#include <QAction>
#include <QLabel>
#include <QList>
#include <QWidget>

namespace tailslate::ui {

class GradeControls;
class GradesPanel;
class PicturePanel;
class SourceBar;

/// What the Grade workspace works with. All borrowed; must outlive the view.
struct GradeParts {
    const app::Services& services;
    Background& background;
    Prompts& prompts;
    ProjectSession& session;
};

/// The Grade workspace: the live picture through camera curve, CDL and display, with the controls
/// that change it.
class GradeView final : public QWidget {
    Q_OBJECT

public:
    explicit GradeView(const GradeParts& parts, QWidget* parent = nullptr);
    ~GradeView() override;

    /// Plays a source.
    void openSource(const av::SourceSpec& source);

    /// Plays the test pattern unless something plays already.
    void openDefaultSource();

    /// What the menu offers for this workspace, in order; null stands for a separator.
    [[nodiscard]] const QList<QAction*>& menuActions() const { return m_actions; }

    [[nodiscard]] GradeState& state() { return m_state; }

signals:
    void eventHappened(const QString& sentence, bool bad);
    void sourceChanged(const av::SourceSpec& source);

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    /// Its keys belong to it only while it is shown.
    void setActionsEnabled(bool on);
    QWidget* makePipelineBar();
    void makeActions();
    void connectParts();
    void buildProgram();
    void showGrade();
    void showPipeline();
    void setSpaces();
    void save(const QString& title, const QString& suggestion, const QStringList& filters,
              const QString& suffix,
              std::function<Result<void>(const std::filesystem::path&)> write);
    void exportCdl();
    void exportCube(int edge);
    void saveStill();
    void openCdl();
    void saveGrade();
    void report(const Error& error);

    GradeParts m_parts;
    GradeState m_state;
    FeedPlayer m_player;
    SourceBar* m_sourceBar;
    PicturePanel* m_picture;
    GradeControls* m_controls;
    GradesPanel* m_grades;
    ComboBox* m_input;
    ComboBox* m_output;
    QLabel* m_chain;
    Notice* m_note;
    QAction* m_gradeOn = nullptr;
    QList<QAction*> m_actions;
    Background::Handle m_build;
    std::filesystem::path m_lastFolder;
};

} // namespace tailslate::ui
