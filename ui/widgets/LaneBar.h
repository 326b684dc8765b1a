// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/widgets/Paint.h"

#include <QWidget>

namespace tailslate::ui {

/// A progress bar that does nothing but tell how far: a word, a bar, a percentage.
class LaneBar final : public QWidget {
    Q_OBJECT

public:
    /// @param word What the bar counts: `read`, `copy`, `verify`.
    explicit LaneBar(const QString& word, QWidget* parent = nullptr);

    /// @param fraction 0 to 1.
    void setProgress(double fraction, State state);

    [[nodiscard]] double fraction() const { return m_fraction; }

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_word;
    double m_fraction = 0.0;
    State m_state = State::Waiting;
};

} // namespace tailslate::ui
