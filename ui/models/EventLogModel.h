// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Clock.h"
#include "ui/models/Standing.h"

#include <QAbstractListModel>
#include <QString>

#include <deque>

namespace tailslate::ui {

/// What happened while the window was open, newest last; the oldest lines go when it gets long.
/// One thread at a time: the GUI's.
class EventLogModel final : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role {
        TimeRole = Qt::UserRole + 1, ///< QString, `14:21:07`.
        SentenceRole,                ///< QString.
        StandingRole                 ///< Standing.
    };

    /// Lines that are kept.
    static constexpr int kMostLines = 2000;

    /// @param clock Borrowed; must outlive the model.
    explicit EventLogModel(const Clock& clock, QObject* parent = nullptr);

    void add(const QString& sentence, Standing standing);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;

private:
    struct Line {
        TimePoint at{};
        QString sentence{};
        Standing standing = Standing::Plain;
    };

    const Clock& m_clock;
    std::deque<Line> m_lines;
};

} // namespace tailslate::ui
