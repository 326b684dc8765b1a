// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTimer>
#include <QWidget>

namespace tailslate::ui {

/// A line with a handle. Drag moves it (with Shift ten times finer), double-click resets, scrolling
/// and arrow keys step. A tick marks neutral.
class ValueSlider final : public QWidget {
    Q_OBJECT

public:
    ValueSlider(double lowest, double neutral, double highest, QWidget* parent = nullptr);

    [[nodiscard]] double value() const { return m_value; }

    /// Shows a value; emits nothing.
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
    void endGesture();
    [[nodiscard]] double xOf(double value) const;

    double m_lowest;
    double m_neutral;
    double m_highest;
    double m_value;
    double m_lastX = 0.0;
    bool m_dragging = false;
    bool m_changed = false;
    QTimer m_rest; ///< Ends the gesture of scrolling and of keys.
};

} // namespace tailslate::ui
