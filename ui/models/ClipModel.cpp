// SPDX-License-Identifier: Apache-2.0
#include "ui/models/ClipModel.h"

#include "ui/bridge/Text.h"

#include <algorithm>
#include <utility>

namespace tailslate::ui {
namespace {

/// Several screens full.
constexpr int kDecodedPictures = 600;
/// As wide as it is drawn where a point is two pixels.
constexpr int kDecodedWidth = 240;

} // namespace

ClipModel::ClipModel(QObject* parent)
    : QAbstractListModel(parent)
    , m_decoded(kDecodedPictures)
{
}

void ClipModel::setClips(std::vector<ClipView> clips)
{
    const bool sameRows =
        std::equal(clips.begin(), clips.end(), m_clips.begin(), m_clips.end(),
                   [](const ClipView& a, const ClipView& b) { return a.name == b.name; });
    if (!sameRows) {
        beginResetModel();
        m_decoded.clear();
        m_clips = std::move(clips);
        endResetModel();
        return;
    }
    for (std::size_t row = 0; row < clips.size(); ++row) {
        if (clips[row].pictures == m_clips[row].pictures)
            continue;
        for (int i = 0; i < kPictures; ++i)
            m_decoded.remove({static_cast<int>(row), i});
    }
    m_clips = std::move(clips);
    if (!m_clips.empty())
        emit dataChanged(index(0), index(rowCount() - 1));
}

void ClipModel::setPictures(Pictures pictures)
{
    if (pictures == std::exchange(m_pictures, pictures))
        return;
    m_decoded.clear();
    if (!m_clips.empty())
        emit dataChanged(index(0), index(rowCount() - 1),
                         {PictureRole, PictureRole + 1, PictureRole + 2});
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
    case ProblemRole:
        return clip.pictures ? capitalized(screenText(clip.pictures->problem)) : QString();
    case PictureRole:
    case PictureRole + 1:
    case PictureRole + 2:
        return picture({index.row(), role - PictureRole});
    default:
        return {};
    }
}

QImage ClipModel::picture(Place place) const
{
    const auto& pictures = m_clips[static_cast<std::size_t>(place.first)].pictures;
    const auto frame = static_cast<std::size_t>(place.second);
    if (!pictures || frame >= pictures->frames.size())
        return {};
    if (const QImage* const decoded = m_decoded.object(place))
        return *decoded;
    const app::FramePictures& both = pictures->frames[frame];
    const auto& jpeg = m_pictures == Pictures::Graded ? both.graded : both.logged;
    const auto decoded =
        QImage::fromData(reinterpret_cast<const uchar*>(jpeg.data()), static_cast<int>(jpeg.size()))
            .scaledToWidth(kDecodedWidth, Qt::SmoothTransformation);
    m_decoded.insert(place, new QImage(decoded));
    return decoded;
}

} // namespace tailslate::ui
