// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/widgets/Paint.h"

#include <QLabel>
#include <QToolButton>
#include <QWidget>

namespace tailslate::ui {

/// A shape and a sentence in the place it is about; gone when there is nothing to say.
class Notice final : public QWidget {
    Q_OBJECT

public:
    explicit Notice(QWidget* parent = nullptr);

    void say(State state, const QString& sentence);

    /// Says nothing and takes no room.
    void clear();

    /// Lets the operator send the notice away.
    void setDismissible(bool on);

    [[nodiscard]] QString text() const { return m_label->text(); }

    [[nodiscard]] State state() const { return m_state; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    State m_state = State::None;
    QLabel* m_label;
    QToolButton* m_dismiss;
};

} // namespace tailslate::ui
