// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/ColorWheel.h"

#include "ui/widgets/Paint.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace tailslate::ui {
namespace {

constexpr double kFine = 0.1;
constexpr int kRestMs = 400;
constexpr double kRing = 10.0; ///< Width of the master's ring, pixels.

/// Directions of R, G and B as on a vectorscope (ITU-R BT.709 puts red near 103 degrees), spread
/// evenly so that the three cancel out and the puck never moves the master.
const std::array<QPointF, 3>& directions()
{
    static const std::array<QPointF, 3> all = [] {
        std::array<QPointF, 3> points;
        const std::array<double, 3> degrees{103.0, 223.0, 343.0};
        for (std::size_t i = 0; i < points.size(); ++i) {
            const double angle = degrees[i] * std::numbers::pi / 180.0;
            points[i] = QPointF(std::cos(angle), -std::sin(angle));
        }
        return points;
    }();
    return all;
}

} // namespace

ColorWheel::ColorWheel(const WheelRange& range, QWidget* parent)
    : QWidget(parent)
    , m_range(range)
    , m_value{range.neutral, range.neutral, range.neutral}
{
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::CrossCursor);
    m_rest.setSingleShot(true);
    m_rest.setInterval(kRestMs);
    connect(&m_rest, &QTimer::timeout, this, [this] {
        if (std::exchange(m_changed, false))
            emit gestureEnded();
    });
}

void ColorWheel::setValue(const std::array<double, 3>& value)
{
    m_value = value;
    update();
}

QSize ColorWheel::sizeHint() const
{
    return {148, 148};
}

QSize ColorWheel::minimumSizeHint() const
{
    return {96, 96};
}

double ColorWheel::radius() const
{
    return std::min(width(), height()) / 2.0 - kRing - 4.0;
}

double ColorWheel::master() const
{
    return (m_value[0] + m_value[1] + m_value[2]) / 3.0;
}

QPointF ColorWheel::puck() const
{
    // Three unit vectors 120 degrees apart: the sum of their squares along any axis is 3/2.
    QPointF sum;
    for (std::size_t i = 0; i < m_value.size(); ++i)
        sum += directions()[i] * (m_value[i] - master());
    return sum * (2.0 / 3.0 / m_range.colorReach);
}

void ColorWheel::moveTo(double master, QPointF puck)
{
    const double length = std::hypot(puck.x(), puck.y());
    if (length > 1.0)
        puck /= length;
    master = std::clamp(master, m_range.lowest, m_range.highest);
    std::array<double, 3> value{};
    for (std::size_t i = 0; i < value.size(); ++i)
        value[i] =
            std::clamp(master + m_range.colorReach * QPointF::dotProduct(puck, directions()[i]),
                       m_range.lowest, m_range.highest);
    if (value == m_value)
        return;
    m_value = value;
    m_changed = true;
    update();
    emit valueChanged(m_value);
}

void ColorWheel::moveBriefly(double master, QPointF puck)
{
    moveTo(master, puck);
    m_rest.start();
}

void ColorWheel::paintEvent(QPaintEvent*)
{
    const Tokens tokens = currentTokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(width() / 2.0, height() / 2.0);
    const double r = radius();

    // The ring of the master: a full turn of its arc is the whole range above or below neutral.
    const double ringRadius = r + kRing / 2.0 + 3.0;
    const QRectF ring(-ringRadius, -ringRadius, 2 * ringRadius, 2 * ringRadius);
    painter.setPen(QPen(tokens.line, 1.0));
    painter.drawEllipse(ring);
    const double reach = m_range.colorReach * 2.0;
    const double turn = std::clamp((master() - m_range.neutral) / reach, -1.0, 1.0);
    QPen arc(tokens.text, 3.0);
    arc.setCapStyle(Qt::FlatCap);
    painter.setPen(arc);
    painter.drawArc(ring, 90 * 16, static_cast<int>(-turn * 180.0 * 16.0));
    painter.setPen(QPen(tokens.quiet, 1.0));
    painter.drawLine(QPointF(0, -ringRadius - 3.0), QPointF(0, -ringRadius + 3.0));

    painter.setPen(QPen(tokens.line, 1.0));
    painter.setBrush(tokens.ground);
    painter.drawEllipse(QPointF(), r, r);
    painter.setBrush(Qt::NoBrush);
    painter.drawLine(QPointF(-r, 0), QPointF(r, 0));
    painter.drawLine(QPointF(0, -r), QPointF(0, r));
    painter.drawEllipse(QPointF(), r / 2, r / 2);

    painter.setFont(textFont(TypeSize::Caption));
    painter.setPen(tokens.quiet);
    constexpr std::array<const char*, 3> kLetters{"R", "G", "B"};
    for (std::size_t i = 0; i < kLetters.size(); ++i) {
        const QPointF at = directions()[i] * (r - 9.0);
        painter.drawText(QRectF(at.x() - 8, at.y() - 8, 16, 16), Qt::AlignCenter,
                         QLatin1String(kLetters[i]));
    }

    const QPointF at = puck() * (r - 5.0);
    painter.setPen(QPen(tokens.quiet, 1.0));
    painter.drawLine(QPointF(), at);
    painter.setPen(QPen(hasFocus() ? tokens.accent : tokens.text, 1.5));
    painter.setBrush(tokens.raised);
    painter.drawEllipse(at, 5.0, 5.0);
}

void ColorWheel::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_dragging = true;
    m_last = event->position();
}

void ColorWheel::mouseMoveEvent(QMouseEvent* event)
{
    if (!m_dragging)
        return;
    QPointF step = (event->position() - m_last) / radius();
    m_last = event->position();
    if (event->modifiers().testFlag(Qt::ShiftModifier))
        step *= kFine;
    moveTo(master(), puck() + step);
}

void ColorWheel::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || !std::exchange(m_dragging, false))
        return;
    if (std::exchange(m_changed, false))
        emit gestureEnded();
}

void ColorWheel::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return;
    moveTo(m_range.neutral, {});
    if (std::exchange(m_changed, false))
        emit gestureEnded();
}

void ColorWheel::wheelEvent(QWheelEvent* event)
{
    double step = m_range.masterStep * event->angleDelta().y() / 120.0;
    if (event->modifiers().testFlag(Qt::ShiftModifier))
        step *= kFine;
    moveBriefly(master() + step, puck());
    event->accept();
}

void ColorWheel::keyPressEvent(QKeyEvent* event)
{
    const double fine = event->modifiers().testFlag(Qt::ShiftModifier) ? kFine : 1.0;
    const double step = 0.02 * fine;
    switch (event->key()) {
    case Qt::Key_Left:
        return moveBriefly(master(), puck() + QPointF(-step, 0));
    case Qt::Key_Right:
        return moveBriefly(master(), puck() + QPointF(step, 0));
    case Qt::Key_Up:
        return moveBriefly(master(), puck() + QPointF(0, -step));
    case Qt::Key_Down:
        return moveBriefly(master(), puck() + QPointF(0, step));
    case Qt::Key_PageUp:
        return moveBriefly(master() + m_range.masterStep * fine, puck());
    case Qt::Key_PageDown:
        return moveBriefly(master() - m_range.masterStep * fine, puck());
    default:
        QWidget::keyPressEvent(event);
    }
}

void ColorWheel::focusInEvent(QFocusEvent* event)
{
    QWidget::focusInEvent(event);
    update();
}

void ColorWheel::focusOutEvent(QFocusEvent* event)
{
    QWidget::focusOutEvent(event);
    update();
}

} // namespace tailslate::ui
