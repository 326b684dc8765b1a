// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QPointF>
#include <QTimer>
#include <QWidget>

#include <array>

namespace tailslate::ui {

/// What a wheel's numbers mean and how far it reaches.
struct WheelRange {
    double neutral = 1.0; ///< Where double-click goes.
    double lowest = 0.0;
    double highest = 4.0;
    double colorReach = 0.5;  ///< What a puck at the rim adds to the channel it points at.
    double masterStep = 0.01; ///< One notch of the mouse wheel.
};

/// Three numbers as a puck on a disk and a ring around it: the puck's place is their color
/// balance, the ring their mean, the master. Drag anywhere in it moves the puck (with Shift ten
/// times finer), scrolling moves the master, double-click resets. Arrow keys move the puck, Page Up
/// and Page Down the master.
class ColorWheel final : public QWidget {
    Q_OBJECT

public:
    explicit ColorWheel(const WheelRange& range, QWidget* parent = nullptr);

    [[nodiscard]] const std::array<double, 3>& value() const { return m_value; }

    /// Shows R, G, B; emits nothing.
    void setValue(const std::array<double, 3>& value);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

signals:
    /// Emitted at every step of a gesture.
    void valueChanged(const std::array<double, 3>& value);
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
    [[nodiscard]] double radius() const;
    [[nodiscard]] double master() const;
    [[nodiscard]] QPointF puck() const;
    void moveTo(double master, QPointF puck);
    void moveBriefly(double master, QPointF puck);

    WheelRange m_range;
    std::array<double, 3> m_value;
    QPointF m_last;
    bool m_dragging = false;
    bool m_changed = false;
    QTimer m_rest; ///< Ends the gesture of scrolling and of keys.
};

} // namespace tailslate::ui
