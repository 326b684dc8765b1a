// SPDX-License-Identifier: Apache-2.0
#include "ui/views/grade/GradeState.h"

#include <QUndoCommand>

namespace tailslate::ui {

/// From one state of the settings to another.
class GradeState::Step final : public QUndoCommand {
public:
    Step(GradeState& state, color::PipelineSettings before, color::PipelineSettings after,
         const QString& what)
        : QUndoCommand(what)
        , m_state(state)
        , m_before(std::move(before))
        , m_after(std::move(after))
    {
    }

    void undo() override { m_state.adopt(m_before); }

    void redo() override { m_state.adopt(m_after); }

private:
    GradeState& m_state;
    color::PipelineSettings m_before;
    color::PipelineSettings m_after;
};

GradeState::GradeState(QObject* parent)
    : QObject(parent)
{
}

void GradeState::setGradeOn(bool on)
{
    if (m_gradeOn == on)
        return;
    m_gradeOn = on;
    emit cdlChanged();
}

color::Cdl GradeState::shownCdl() const
{
    return m_gradeOn ? m_settings.cdl : color::Cdl{};
}

void GradeState::setCdl(const color::Cdl& cdl)
{
    if (m_settings.cdl == cdl)
        return;
    m_settings.cdl = cdl;
    emit cdlChanged();
}

void GradeState::commit(const QString& what)
{
    if (m_settings == m_committed)
        return;
    m_stack.push(new Step(*this, m_committed, m_settings, what));
}

void GradeState::apply(const color::PipelineSettings& settings, const QString& what)
{
    if (settings == m_committed)
        return;
    m_stack.push(new Step(*this, m_committed, settings, what));
}

void GradeState::adopt(const color::PipelineSettings& settings)
{
    const color::PipelineSettings previous = m_settings;
    m_settings = settings;
    m_committed = settings;
    if (previous.input != settings.input || previous.style != settings.style ||
        previous.output != settings.output)
        emit pipelineChanged();
    if (previous.cdl != settings.cdl)
        emit cdlChanged();
}

} // namespace tailslate::ui
