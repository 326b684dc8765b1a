// SPDX-License-Identifier: Apache-2.0
#include "ui/models/ClipModel.h"

#include "ui/bridge/Text.h"

#include <algorithm>
#include <utility>

namespace tailslate::ui {

ClipModel::ClipModel(QObject* parent)
    : QAbstractListModel(parent)
{
}

void ClipModel::setClips(std::vector<ClipView> clips)
{
    const bool sameRows =
        std::equal(clips.begin(), clips.end(), m_clips.begin(), m_clips.end(),
                   [](const ClipView& a, const ClipView& b) { return a.name == b.name; });
    if (!sameRows) {
        beginResetModel();
        m_clips = std::move(clips);
        endResetModel();
        return;
    }
    m_clips = std::move(clips);
    if (!m_clips.empty())
        emit dataChanged(index(0), index(rowCount() - 1));
}

int ClipModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_clips.size());
}

QVariant ClipModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const ClipView& clip = m_clips[static_cast<std::size_t>(index.row())];
    const bool sound = clip.kind == media::ClipKind::Sound;
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
    case NameRole:
        return clip.name;
    case FactsRole:
        if (!clip.codec.isEmpty())
            return clip.codec;
        return sound ? QStringLiteral("sound") : QStringLiteral("picture");
    case TimesRole:
        if (clip.timecode.isEmpty() || clip.duration.isEmpty())
            return clip.timecode + clip.duration;
        return QStringLiteral("%1  +%2").arg(clip.timecode, clip.duration);
    case SizeRole:
        return sizeText(clip.bytes);
    case SoundRole:
        return sound;
    case ThumbnailRole:
        return clip.thumbnail;
    default:
        return {};
    }
}

} // namespace tailslate::ui
