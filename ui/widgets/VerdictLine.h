// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/widgets/Paint.h"

#include <QString>
#include <QWidget>

namespace tailslate::ui {

/// The sentence that everything is for, readable from three metres: a shape, the roll, the verdict
/// and, at the right, what it rests on.
class VerdictLine final : public QWidget {
    Q_OBJECT

public:
    explicit VerdictLine(QWidget* parent = nullptr);

    void setVerdict(State state, const QString& roll, const QString& headline,
                    const QString& facts);

    [[nodiscard]] State state() const { return m_state; }

    [[nodiscard]] QString roll() const { return m_roll; }

    [[nodiscard]] QString headline() const { return m_headline; }

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    State m_state = State::None;
    QString m_roll;
    QString m_headline;
    QString m_facts;
};

} // namespace tailslate::ui
