// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "io/FileSystem.h"
#include "ui/bridge/Background.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <vector>

namespace tailslate::ui {

/// Looks every two seconds which volumes are mounted. One thread at a time: the GUI's.
class DiskWatch final : public QObject {
    Q_OBJECT

public:
    using List = std::function<Result<std::vector<io::Volume>>()>;

    /// @param list Called in the background.
    /// @param background Borrowed; must outlive the watch.
    DiskWatch(List list, Background& background, QObject* parent = nullptr);

    /// Looks at once.
    void refresh();

    [[nodiscard]] const std::vector<io::Volume>& volumes() const { return m_volumes; }

signals:
    /// A volume came, went or changed its label.
    void changed();
    /// The volumes cannot be listed. Told once, not every two seconds.
    void failed(const QString& sentence);

private:
    List m_list;
    Background& m_background;
    QTimer m_timer;
    std::vector<io::Volume> m_volumes;
    bool m_looking = false;
    bool m_failed = false;
};

} // namespace tailslate::ui
