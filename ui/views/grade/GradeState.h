// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "color/Pipeline.h"

#include <QObject>
#include <QString>
#include <QUndoStack>

namespace tailslate::ui {

/// The grade that is being made: the pipeline's settings with undo, one step for each gesture. One
/// thread at a time: the GUI's.
class GradeState final : public QObject {
    Q_OBJECT

public:
    explicit GradeState(QObject* parent = nullptr);

    [[nodiscard]] const color::PipelineSettings& settings() const { return m_settings; }

    /// False while the picture is shown without its grade.
    [[nodiscard]] bool gradeOn() const { return m_gradeOn; }

    void setGradeOn(bool on);

    /// The CDL that the picture is to be shown with: the grade, or one that changes nothing.
    [[nodiscard]] color::Cdl shownCdl() const;

    /// Changes the CDL as part of a gesture; commit() makes it one step.
    void setCdl(const color::Cdl& cdl);

    /// Ends a gesture: everything since the last commit becomes one step for undo, named `what`.
    void commit(const QString& what);

    /// Changes everything in one step.
    void apply(const color::PipelineSettings& settings, const QString& what);

    [[nodiscard]] QUndoStack& undoStack() { return m_stack; }

signals:
    /// The CDL or gradeOn() is new: no shader needs to be built.
    void cdlChanged();
    /// Input, style or output is new.
    void pipelineChanged();

private:
    class Step;

    void adopt(const color::PipelineSettings& settings);

    color::PipelineSettings m_settings;
    color::PipelineSettings m_committed;
    bool m_gradeOn = true;
    QUndoStack m_stack;
};

} // namespace tailslate::ui
