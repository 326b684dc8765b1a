// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/Scopes.h"

#include "ui/widgets/Paint.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

namespace tailslate::ui {
namespace {

constexpr int kLevels = 256;

/// The light of a channel's trace. The only place where saturated color is right: it names the
/// channel.
QColor traceColor(int channel, double strength)
{
    const int high = static_cast<int>(std::clamp(60.0 + 195.0 * strength, 0.0, 255.0));
    const int low = high * 2 / 5;
    return {channel == 0 ? high : low, channel == 1 ? high : low, channel == 2 ? high : low};
}

/// One channel of the parade: x as the picture, y upside down so that 255 is on top.
QImage trace(const QImage& picture, int channel)
{
    const int width = picture.width();
    std::vector<std::uint32_t> counts(static_cast<std::size_t>(width) * kLevels);
    std::uint32_t most = 1;
    for (int y = 0; y < picture.height(); ++y) {
        const uchar* line = picture.constScanLine(y);
        for (int x = 0; x < width; ++x) {
            const int level = line[4 * x + channel];
            auto& count =
                counts[static_cast<std::size_t>(x) * kLevels + static_cast<std::size_t>(level)];
            most = std::max(most, ++count);
        }
    }
    // Half of a column on one level is full light already; the square root lifts what is rare.
    const double full = std::max(1.0, picture.height() * 0.25);
    QImage image(width, kLevels, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    for (int x = 0; x < width; ++x) {
        for (int level = 0; level < kLevels; ++level) {
            const auto count =
                counts[static_cast<std::size_t>(x) * kLevels + static_cast<std::size_t>(level)];
            if (count == 0)
                continue;
            const double strength = std::min(1.0, 0.25 + std::sqrt(count / full));
            image.setPixelColor(x, kLevels - 1 - level, traceColor(channel, strength));
        }
    }
    return image;
}

void paintScale(QPainter& painter, const QRect& box, const Tokens& tokens)
{
    painter.setFont(textFont(TypeSize::Caption));
    for (int percent = 0; percent <= 100; percent += 25) {
        const int y = box.bottom() - (box.height() - 1) * percent / 100;
        painter.setPen(percent % 100 == 0 ? tokens.line : tokens.raised);
        painter.drawLine(box.left(), y, box.right(), y);
        painter.setPen(tokens.quiet);
        paintFigures(painter, QRect(box.left() - 28, y - 6, 24, 12), Qt::AlignRight,
                     QString::number(percent));
    }
}

} // namespace

ParadeScope::ParadeScope(QWidget* parent)
    : QWidget(parent)
{
    setMinimumHeight(140);
}

void ParadeScope::setPicture(const QImage& picture)
{
    m_picture = picture;
    update();
}

QSize ParadeScope::sizeHint() const
{
    return {320, 220};
}

void ParadeScope::paintEvent(QPaintEvent*)
{
    const Tokens tokens = currentTokens();
    QPainter painter(this);
    const QRect box = rect().adjusted(32, 10, -12, -10);
    paintScale(painter, box, tokens);
    if (m_picture.isNull())
        return;
    constexpr int kGap = 6;
    const int part = (box.width() - 2 * kGap) / 3;
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.setCompositionMode(QPainter::CompositionMode_Lighten);
    for (int channel = 0; channel < 3; ++channel)
        painter.drawImage(
            QRect(box.left() + channel * (part + kGap), box.top(), part, box.height()),
            trace(m_picture, channel));
}

HistogramScope::HistogramScope(QWidget* parent)
    : QWidget(parent)
{
    setMinimumHeight(80);
}

void HistogramScope::setPicture(const QImage& picture)
{
    m_picture = picture;
    update();
}

QSize HistogramScope::sizeHint() const
{
    return {320, 120};
}

void HistogramScope::paintEvent(QPaintEvent*)
{
    const Tokens tokens = currentTokens();
    QPainter painter(this);
    const QRect box = rect().adjusted(32, 10, -12, -10);
    painter.setPen(tokens.line);
    painter.drawLine(box.left(), box.bottom(), box.right(), box.bottom());
    if (m_picture.isNull())
        return;

    std::array<std::array<double, kLevels>, 3> counts{};
    for (int y = 0; y < m_picture.height(); ++y) {
        const uchar* line = m_picture.constScanLine(y);
        for (int x = 0; x < m_picture.width(); ++x)
            for (std::size_t channel = 0; channel < 3; ++channel)
                counts[channel][line[static_cast<std::size_t>(x) * 4 + channel]] += 1.0;
    }
    // Clipped values pile up at both ends and would press the rest flat.
    double most = 1.0;
    for (const auto& channel : counts)
        most = std::max(most, *std::max_element(channel.begin() + 2, channel.end() - 2));

    painter.setRenderHint(QPainter::Antialiasing);
    painter.setClipRect(box);
    for (std::size_t channel = 0; channel < 3; ++channel) {
        QPainterPath path;
        for (int level = 0; level < kLevels; ++level) {
            const double share =
                std::min(1.0, std::sqrt(counts[channel][static_cast<std::size_t>(level)] / most));
            const QPointF point(box.left() + box.width() * level / (kLevels - 1.0),
                                box.bottom() - share * (box.height() - 1));
            if (level == 0)
                path.moveTo(point);
            else
                path.lineTo(point);
        }
        painter.setPen(QPen(traceColor(static_cast<int>(channel), 0.7), 1.0));
        painter.setBrush(Qt::NoBrush);
        painter.drawPath(path);
    }
}

} // namespace tailslate::ui
