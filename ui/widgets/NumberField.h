// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLineEdit>
#include <QPointF>
#include <QString>
#include <QTimer>

namespace tailslate::ui {

/// What numbers a field takes.
struct NumberRange {
    double neutral = 1.0; ///< Where double-click goes.
    double lowest = 0.0;
    double highest = 4.0;
    double step = 0.001; ///< One arrow key, and one pixel of drag; Shift is ten times finer.
    int decimals = 3;
};

/// A number that takes typing (Enter or leaving applies, Escape gives up), arrow keys, the mouse
/// wheel and sideways drag. Double-click resets. Digits stand still while the number runs.
class NumberField final : public QLineEdit {
    Q_OBJECT

public:
    /// @param label One or two letters in front of the number; may be empty.
    NumberField(const NumberRange& range, const QString& label, QWidget* parent = nullptr);

    [[nodiscard]] double value() const { return m_value; }

    /// Shows a number; emits nothing. Ignored while the operator types.
    void setValue(double value);

    [[nodiscard]] QSize sizeHint() const override;

signals:
    /// Emitted at every step of a gesture.
    void valueChanged(double value);
    /// The gesture is over: what changed since the last time is one step for undo.
    void gestureEnded();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    void change(double value);
    void changeBriefly(double value);
    void endGesture();
    void beginTyping(const QString& text);
    void endTyping(bool apply);
    [[nodiscard]] QString shown() const;

    NumberRange m_range;
    QString m_label;
    double m_value;
    bool m_typing = false;
    bool m_pressed = false;
    bool m_dragged = false;
    bool m_changed = false;
    QPointF m_last;
    double m_travel = 0.0;
    QTimer m_rest; ///< Ends the gesture of keys and of the mouse wheel.
};

} // namespace tailslate::ui
