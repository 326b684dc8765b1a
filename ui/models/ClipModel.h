// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/bridge/CardShelf.h"

#include <QAbstractListModel>

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
        ThumbnailRole                ///< QImage; may be null.
    };

    explicit ClipModel(QObject* parent = nullptr);

    /// Shows these clips. Rows stay when only their contents are new.
    void setClips(std::vector<ClipView> clips);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;

private:
    std::vector<ClipView> m_clips;
};

} // namespace tailslate::ui
