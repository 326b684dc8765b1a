// SPDX-License-Identifier: Apache-2.0
#include "ui/views/offload/ClipDelegate.h"

#include "ui/models/ClipModel.h"
#include "ui/widgets/Icon.h"
#include "ui/widgets/Paint.h"

#include <QFontMetrics>
#include <QImage>
#include <QPainter>

#include <algorithm>

namespace tailslate::ui {
namespace {

constexpr int kPictureWidth = 120;
constexpr int kPictureHeight = 68;
constexpr int kGap = 8;
constexpr int kSlit = 2; ///< Between two frames of a clip.
constexpr int kStripWidth =
    ClipModel::kPictures * kPictureWidth + (ClipModel::kPictures - 1) * kSlit;
constexpr int kTextHeight = 56;

/// How bright pictures are: they dim with the rest of the interface.
float brightness(const Tokens& tokens)
{
    return std::min(1.0F, tokens.text.lightnessF() / tokensFor({}).text.lightnessF());
}

void paintFrame(QPainter& painter, const QRect& place, const QImage& frame)
{
    const QSize size = frame.size().scaled(place.size(), Qt::KeepAspectRatio);
    const QRect inside(place.left() + (place.width() - size.width()) / 2,
                       place.top() + (place.height() - size.height()) / 2, size.width(),
                       size.height());
    painter.drawImage(inside, frame);
}

/// What stands where no frame can be shown: what it is, and why.
void paintNoPicture(QPainter& painter, const QRect& place, const QModelIndex& index)
{
    const bool sound = index.data(ClipModel::SoundRole).toBool();
    const QString problem = sound ? QString() : index.data(ClipModel::ProblemRole).toString();
    const QPoint middle = place.center() - QPoint(12, problem.isEmpty() ? 12 : 22);
    themedIcon(sound ? QStringLiteral("sound") : QStringLiteral("film"))
        .paint(&painter, QRect(middle, QSize(24, 24)), Qt::AlignCenter, QIcon::Disabled);
    if (problem.isEmpty())
        return;
    painter.setFont(textFont(TypeSize::Caption));
    painter.setPen(currentTokens().quiet);
    painter.drawText(place.adjusted(kGap, 36, -kGap, -4), Qt::AlignHCenter | Qt::TextWordWrap,
                     problem);
}

} // namespace

QSize ClipDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const
{
    return {kStripWidth + 2 * kGap, kPictureHeight + kTextHeight + kGap};
}

void ClipDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                         const QModelIndex& index) const
{
    const Tokens tokens = currentTokens();
    painter->save();
    const QRect picture(option.rect.left() + kGap, option.rect.top() + kGap, kStripWidth,
                        kPictureHeight);
    painter->fillRect(picture, tokens.panel);
    painter->setRenderHint(QPainter::SmoothPixmapTransform);
    painter->setOpacity(static_cast<double>(brightness(tokens)));
    bool any = false;
    for (int i = 0; i < ClipModel::kPictures; ++i) {
        const auto frame = index.data(ClipModel::PictureRole + i).value<QImage>();
        if (frame.isNull())
            continue;
        any = true;
        const QRect place(picture.left() + i * (kPictureWidth + kSlit), picture.top(),
                          kPictureWidth, kPictureHeight);
        paintFrame(*painter, place, frame);
    }
    painter->setOpacity(1.0);
    if (!any)
        paintNoPicture(*painter, picture, index);
    painter->setPen(option.state.testFlag(QStyle::State_Selected) ? tokens.accent : tokens.line);
    painter->drawRect(picture.adjusted(0, 0, -1, -1));

    const int left = picture.left();
    int y = picture.bottom() + 5;
    painter->setFont(textFont(TypeSize::Body, Weight::Medium));
    painter->setPen(tokens.text);
    painter->drawText(
        QRect(left, y, kStripWidth, 18), Qt::AlignVCenter,
        QFontMetrics(painter->font())
            .elidedText(index.data(ClipModel::NameRole).toString(), Qt::ElideMiddle, kStripWidth));
    y += 18;
    painter->setFont(textFont(TypeSize::Caption));
    painter->setPen(tokens.quiet);
    const QString size = index.data(ClipModel::SizeRole).toString();
    const int sizeWidth = QFontMetrics(painter->font()).horizontalAdvance(size);
    painter->drawText(QRect(left, y, kStripWidth, 14), Qt::AlignVCenter | Qt::AlignRight, size);
    painter->drawText(QRect(left, y, kStripWidth - sizeWidth - 8, 14), Qt::AlignVCenter,
                      QFontMetrics(painter->font())
                          .elidedText(index.data(ClipModel::FactsRole).toString(), Qt::ElideRight,
                                      kStripWidth - sizeWidth - 8));
    y += 15;
    paintFigures(*painter, QRect(left, y, kStripWidth, 14), Qt::AlignLeft,
                 index.data(ClipModel::TimesRole).toString());
    painter->restore();
}

} // namespace tailslate::ui
