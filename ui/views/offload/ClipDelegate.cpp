// SPDX-License-Identifier: Apache-2.0
#include "ui/views/offload/ClipDelegate.h"

#include "ui/models/ClipModel.h"
#include "ui/widgets/Icon.h"
#include "ui/widgets/Paint.h"

#include <QFontMetrics>
#include <QPainter>

namespace tailslate::ui {
namespace {

constexpr int kPictureWidth = 192;
constexpr int kPictureHeight = 108;
constexpr int kGap = 8;

} // namespace

QSize ClipDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const
{
    return {kPictureWidth + 2 * kGap, kPictureHeight + 68};
}

void ClipDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                         const QModelIndex& index) const
{
    const Tokens tokens = currentTokens();
    painter->save();
    const QRect picture(option.rect.left() + kGap, option.rect.top() + kGap, kPictureWidth,
                        kPictureHeight);
    painter->fillRect(picture, tokens.panel);
    const auto thumbnail = index.data(ClipModel::ThumbnailRole).value<QImage>();
    if (!thumbnail.isNull()) {
        const QSize size = thumbnail.size().scaled(picture.size(), Qt::KeepAspectRatio);
        const QRect inside(picture.left() + (picture.width() - size.width()) / 2,
                           picture.top() + (picture.height() - size.height()) / 2, size.width(),
                           size.height());
        painter->setRenderHint(QPainter::SmoothPixmapTransform);
        painter->drawImage(inside, thumbnail);
    } else {
        const bool sound = index.data(ClipModel::SoundRole).toBool();
        themedIcon(sound ? QStringLiteral("sound") : QStringLiteral("film"))
            .paint(painter, QRect(picture.center() - QPoint(12, 12), QSize(24, 24)),
                   Qt::AlignCenter, QIcon::Disabled);
    }
    painter->setPen(option.state.testFlag(QStyle::State_Selected) ? tokens.accent : tokens.line);
    painter->drawRect(picture.adjusted(0, 0, -1, -1));

    const int left = picture.left();
    int y = picture.bottom() + 5;
    painter->setFont(textFont(TypeSize::Body, Weight::Medium));
    painter->setPen(tokens.text);
    painter->drawText(QRect(left, y, kPictureWidth, 18), Qt::AlignVCenter,
                      QFontMetrics(painter->font())
                          .elidedText(index.data(ClipModel::NameRole).toString(), Qt::ElideMiddle,
                                      kPictureWidth));
    y += 18;
    painter->setFont(textFont(TypeSize::Caption));
    painter->setPen(tokens.quiet);
    const QString size = index.data(ClipModel::SizeRole).toString();
    const int sizeWidth = QFontMetrics(painter->font()).horizontalAdvance(size);
    painter->drawText(QRect(left, y, kPictureWidth, 14), Qt::AlignVCenter | Qt::AlignRight, size);
    painter->drawText(QRect(left, y, kPictureWidth - sizeWidth - 8, 14), Qt::AlignVCenter,
                      QFontMetrics(painter->font())
                          .elidedText(index.data(ClipModel::FactsRole).toString(), Qt::ElideRight,
                                      kPictureWidth - sizeWidth - 8));
    y += 15;
    paintFigures(*painter, QRect(left, y, kPictureWidth, 14), Qt::AlignLeft,
                 index.data(ClipModel::TimesRole).toString());
    painter->restore();
}

} // namespace tailslate::ui
