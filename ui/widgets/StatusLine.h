// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/widgets/Paint.h"

#include <QString>
#include <QWidget>

namespace tailslate::ui {

/// The line at the bottom of every workspace: what runs, at the left, and what needs attention, at
/// the right. A click goes to the job.
class StatusLine final : public QWidget {
    Q_OBJECT

public:
    explicit StatusLine(QWidget* parent = nullptr);

    /// @param fraction How far the job is, drawn as a line along the top; below 0 for none.
    void setJob(State state, const QString& text, double fraction = -1.0);
    void setAttention(State state, const QString& text);

    [[nodiscard]] QString jobText() const { return m_job; }

    [[nodiscard]] QSize sizeHint() const override;

signals:
    void clicked();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;

private:
    State m_jobState = State::None;
    QString m_job;
    double m_fraction = -1.0;
    State m_attentionState = State::None;
    QString m_attention;
};

} // namespace tailslate::ui
