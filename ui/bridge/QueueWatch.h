// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/OffloadCard.h"
#include "app/QueuePlan.h"
#include "app/Services.h"
#include "ui/bridge/Background.h"
#include "ui/bridge/OffloadQueue.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <optional>

namespace tailslate::ui {

/// Looks at all offloads of the queue together, in the background, whenever one ends, goes or
/// moves, and tells each that waits what is in its way. One thread at a time: the GUI's.
class QueueWatch final : public QObject {
    Q_OBJECT

public:
    using Answer = std::function<void(const std::optional<Error>&)>;

    /// @param services, background, queue Borrowed; must outlive the watch.
    QueueWatch(const app::Services& services, Background& background, OffloadQueue& queue,
               QObject* parent = nullptr);

    /// Looks at the queue with one more offload at its end.
    /// @param answer Gets what would be in the way of it, while the watch lives.
    void ask(const app::OffloadRequest& request, Answer answer);

    /// Looks at the queue as it is.
    void look();

private:
    struct Pending;

    [[nodiscard]] Pending pending() const;
    Background::Handle check(Pending pending, Answer answer);
    void lookAgainWhileNeeded();

    const app::Services& m_services;
    Background& m_background;
    OffloadQueue& m_queue;
    Background::Handle m_look;
    QTimer m_again;
};

} // namespace tailslate::ui
