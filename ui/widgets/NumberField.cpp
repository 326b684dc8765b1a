// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/NumberField.h"

#include "ui/widgets/Paint.h"

#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <utility>

namespace tailslate::ui {
namespace {

constexpr double kFine = 0.1;
constexpr int kRestMs = 400;
constexpr double kDragThreshold = 3.0; // Pixels before a press becomes a drag.

} // namespace

NumberField::NumberField(const NumberRange& range, const QString& label, QWidget* parent)
    : QLineEdit(parent)
    , m_range(range)
    , m_label(label)
    , m_value(range.neutral)
{
    setAlignment(Qt::AlignRight);
    setReadOnly(true);
    setContextMenuPolicy(Qt::NoContextMenu);
    setCursor(Qt::SizeHorCursor);
    setFixedHeight(kControlHeight);
    setText(shown());
    m_rest.setSingleShot(true);
    m_rest.setInterval(kRestMs);
    connect(&m_rest, &QTimer::timeout, this, &NumberField::endGesture);
}

void NumberField::setValue(double value)
{
    if (m_typing)
        return;
    m_value = value;
    setText(shown());
    update();
}

QSize NumberField::sizeHint() const
{
    return {64, kControlHeight};
}

QString NumberField::shown() const
{
    // What rounds to nothing must not show a sign.
    const double scale = std::pow(10.0, m_range.decimals);
    const double rounded = std::round(m_value * scale) / scale;
    return QLocale::c().toString(rounded == 0.0 ? 0.0 : rounded, 'f', m_range.decimals);
}

void NumberField::change(double value)
{
    value = std::clamp(value, m_range.lowest, m_range.highest);
    if (value == m_value)
        return;
    m_value = value;
    m_changed = true;
    setText(shown());
    update();
    emit valueChanged(m_value);
}

void NumberField::changeBriefly(double value)
{
    change(value);
    m_rest.start();
}

void NumberField::endGesture()
{
    if (std::exchange(m_changed, false))
        emit gestureEnded();
}

void NumberField::beginTyping(const QString& text)
{
    m_typing = true;
    setReadOnly(false);
    setCursor(Qt::IBeamCursor);
    setText(text);
    if (text == shown())
        selectAll();
    update();
}

void NumberField::endTyping(bool apply)
{
    if (!std::exchange(m_typing, false))
        return;
    setReadOnly(true);
    setCursor(Qt::SizeHorCursor);
    deselect();
    bool understood = false;
    QString typed = text().trimmed();
    typed.replace(QLatin1Char(','), QLatin1Char('.'));
    const double value = QLocale::c().toDouble(typed, &understood);
    if (apply && understood && std::isfinite(value)) {
        change(value);
        endGesture();
    }
    setText(shown());
    update();
}

void NumberField::paintEvent(QPaintEvent* event)
{
    if (m_typing)
        return QLineEdit::paintEvent(event);
    const Tokens tokens = currentTokens();
    QPainter painter(this);
    painter.fillRect(rect(), tokens.raised);
    painter.setPen(hasFocus() ? tokens.accent : tokens.line);
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
    painter.setFont(textFont(TypeSize::Caption));
    painter.setPen(tokens.quiet);
    painter.drawText(rect().adjusted(6, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, m_label);
    painter.setFont(textFont());
    painter.setPen(isEnabled() && m_value != m_range.neutral ? tokens.text : tokens.quiet);
    paintFigures(painter, rect().adjusted(6, 0, -6, 0), Qt::AlignRight, shown());
}

void NumberField::mousePressEvent(QMouseEvent* event)
{
    if (m_typing)
        return QLineEdit::mousePressEvent(event);
    m_pressed = event->button() == Qt::LeftButton;
    m_dragged = false;
    m_travel = 0.0;
    m_last = event->position();
}

void NumberField::mouseMoveEvent(QMouseEvent* event)
{
    if (m_typing)
        return QLineEdit::mouseMoveEvent(event);
    if (!m_pressed)
        return;
    const double step = event->position().x() - m_last.x();
    m_last = event->position();
    m_travel += step;
    if (!m_dragged && std::abs(m_travel) < kDragThreshold)
        return;
    const double pixels = std::exchange(m_dragged, true) ? step : m_travel;
    const double fine = event->modifiers().testFlag(Qt::ShiftModifier) ? kFine : 1.0;
    change(m_value + pixels * m_range.step * fine);
}

void NumberField::mouseReleaseEvent(QMouseEvent* event)
{
    if (m_typing)
        return QLineEdit::mouseReleaseEvent(event);
    if (!std::exchange(m_pressed, false))
        return;
    if (m_dragged)
        endGesture();
    else
        beginTyping(shown());
}

void NumberField::mouseDoubleClickEvent(QMouseEvent*)
{
    endTyping(false);
    m_pressed = false;
    change(m_range.neutral);
    endGesture();
}

void NumberField::wheelEvent(QWheelEvent* event)
{
    const double fine = event->modifiers().testFlag(Qt::ShiftModifier) ? kFine : 1.0;
    changeBriefly(m_value + event->angleDelta().y() / 120.0 * 10.0 * m_range.step * fine);
    event->accept();
}

void NumberField::keyPressEvent(QKeyEvent* event)
{
    if (m_typing) {
        if (event->key() == Qt::Key_Escape)
            return endTyping(false);
        if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
            return endTyping(true);
        return QLineEdit::keyPressEvent(event);
    }
    const double fine = event->modifiers().testFlag(Qt::ShiftModifier) ? kFine : 1.0;
    switch (event->key()) {
    case Qt::Key_Up:
        return changeBriefly(m_value + 10.0 * m_range.step * fine);
    case Qt::Key_Down:
        return changeBriefly(m_value - 10.0 * m_range.step * fine);
    case Qt::Key_Return:
    case Qt::Key_Enter:
        return beginTyping(shown());
    case Qt::Key_Backspace:
    case Qt::Key_Delete:
        return beginTyping({});
    default:
        break;
    }
    const QString typed = event->text();
    constexpr QStringView kStarts = u"0123456789.,-";
    if (typed.size() == 1 && kStarts.contains(typed.front()))
        return beginTyping(typed);
    event->ignore();
}

void NumberField::focusInEvent(QFocusEvent* event)
{
    QLineEdit::focusInEvent(event);
    update();
}

void NumberField::focusOutEvent(QFocusEvent* event)
{
    endTyping(true);
    QLineEdit::focusOutEvent(event);
    update();
}

} // namespace tailslate::ui
