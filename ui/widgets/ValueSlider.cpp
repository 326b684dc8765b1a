// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/ValueSlider.h"

#include "ui/widgets/Paint.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>

#include <algorithm>
#include <utility>

namespace tailslate::ui {
namespace {

constexpr double kFine = 0.1;
constexpr int kRestMs = 400;
constexpr double kMargin = 6.0;
constexpr double kNotch = 0.01; ///< Of the whole range.

} // namespace

ValueSlider::ValueSlider(double lowest, double neutral, double highest, QWidget* parent)
    : QWidget(parent)
    , m_lowest(lowest)
    , m_neutral(neutral)
    , m_highest(highest)
    , m_value(neutral)
{
    setFocusPolicy(Qt::StrongFocus);
    setFixedHeight(kControlHeight);
    setMinimumWidth(80);
    m_rest.setSingleShot(true);
    m_rest.setInterval(kRestMs);
    connect(&m_rest, &QTimer::timeout, this, &ValueSlider::endGesture);
}

void ValueSlider::setValue(double value)
{
    m_value = value;
    update();
}

QSize ValueSlider::sizeHint() const
{
    return {160, kControlHeight};
}

double ValueSlider::xOf(double value) const
{
    const double share =
        (std::clamp(value, m_lowest, m_highest) - m_lowest) / (m_highest - m_lowest);
    return kMargin + share * (width() - 2 * kMargin);
}

void ValueSlider::change(double value)
{
    value = std::clamp(value, m_lowest, m_highest);
    if (value == m_value)
        return;
    m_value = value;
    m_changed = true;
    update();
    emit valueChanged(m_value);
}

void ValueSlider::endGesture()
{
    if (std::exchange(m_changed, false))
        emit gestureEnded();
}

void ValueSlider::paintEvent(QPaintEvent*)
{
    const Tokens tokens = currentTokens();
    QPainter painter(this);
    const double y = height() / 2 + 0.5;
    painter.setPen(QPen(tokens.line, 1.0));
    painter.drawLine(QPointF(kMargin, y), QPointF(width() - kMargin, y));
    painter.setPen(QPen(tokens.quiet, 1.0));
    const double tick = static_cast<int>(xOf(m_neutral)) + 0.5;
    painter.drawLine(QPointF(tick, y - 4), QPointF(tick, y + 4));
    painter.setPen(QPen(tokens.text, 1.0));
    painter.drawLine(QPointF(tick, y), QPointF(xOf(m_value), y));
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(hasFocus() ? tokens.accent : tokens.text, 1.5));
    painter.setBrush(tokens.raised);
    painter.drawEllipse(QPointF(xOf(m_value), y), 5.0, 5.0);
}

void ValueSlider::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_dragging = true;
    m_lastX = event->position().x();
}

void ValueSlider::mouseMoveEvent(QMouseEvent* event)
{
    if (!m_dragging)
        return;
    const double step = event->position().x() - std::exchange(m_lastX, event->position().x());
    const double fine = event->modifiers().testFlag(Qt::ShiftModifier) ? kFine : 1.0;
    change(m_value + step * fine * (m_highest - m_lowest) / (width() - 2 * kMargin));
}

void ValueSlider::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton && std::exchange(m_dragging, false))
        endGesture();
}

void ValueSlider::mouseDoubleClickEvent(QMouseEvent*)
{
    change(m_neutral);
    endGesture();
}

void ValueSlider::wheelEvent(QWheelEvent* event)
{
    const double fine = event->modifiers().testFlag(Qt::ShiftModifier) ? kFine : 1.0;
    change(m_value + event->angleDelta().y() / 120.0 * kNotch * fine * (m_highest - m_lowest));
    m_rest.start();
    event->accept();
}

void ValueSlider::keyPressEvent(QKeyEvent* event)
{
    const bool up = event->key() == Qt::Key_Right || event->key() == Qt::Key_Up;
    const bool down = event->key() == Qt::Key_Left || event->key() == Qt::Key_Down;
    if (!up && !down)
        return QWidget::keyPressEvent(event);
    const double fine = event->modifiers().testFlag(Qt::ShiftModifier) ? kFine : 1.0;
    change(m_value + (up ? 1.0 : -1.0) * kNotch * fine * (m_highest - m_lowest));
    m_rest.start();
}

void ValueSlider::focusInEvent(QFocusEvent* event)
{
    QWidget::focusInEvent(event);
    update();
}

void ValueSlider::focusOutEvent(QFocusEvent* event)
{
    QWidget::focusOutEvent(event);
    update();
}

} // namespace tailslate::ui
