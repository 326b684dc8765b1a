// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/bridge/CardShelf.h"

#include <QAbstractListModel>
#include <QCache>
#include <QImage>

#include <cstddef>
#include <utility>
#include <vector>

namespace tailslate::ui {

/// The clips of one card. One thread at a time: the GUI's.
class ClipModel final : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role {
        NameRole = Qt::UserRole + 1, ///< QString.
        FactsRole,                   ///< QString: codec, or the kind while unknown.
        TimesRole,                   ///< QString: timecode and duration.
        SizeRole,                    ///< QString.
        SoundRole,                   ///< bool: sound rather than picture.
        ProblemRole, ///< QString: why not all of its pictures are shown; empty until looked for.
        PictureRole  ///< QImage of the first frame, or null; the next two roles: middle and last.
    };

    /// How pictures look.
    enum class Pictures { Graded = 1, Logged };

    static constexpr int kPictures = 3;

    explicit ClipModel(QObject* parent = nullptr);

    /// Shows these clips. Rows stay when only their contents are new.
    void setClips(std::vector<ClipView> clips);

    /// Shows all pictures through their look, or as the camera recorded them.
    void setPictures(Pictures pictures);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;

private:
    /// A frame of a clip: its row, and which of its pictures.
    using Place = std::pair<int, int>;

    [[nodiscard]] QImage picture(Place place) const;

    std::vector<ClipView> m_clips;
    Pictures m_pictures = Pictures::Graded;
    mutable QCache<Place, QImage> m_decoded; ///< What was on the screen lately.
};

} // namespace tailslate::ui
