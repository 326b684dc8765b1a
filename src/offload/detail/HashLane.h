// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hash/Hasher.h"
#include "jobs/BoundedQueue.h"
#include "jobs/Worker.h"
#include "offload/detail/FileTask.h"
#include "offload/Lanes.h"

#include <memory>
#include <stop_token>

namespace tailslate::offload::detail {

/// Hashes large files by one algorithm in the order they are read, on a thread of its own, and
/// reports each digest to its task.
class HashLane {
public:
    /// @param busy Borrowed; must outlive the lane.
    HashLane(hash::Algorithm algorithm, std::stop_token stop, BusyTime& busy);
    ~HashLane();
    HashLane(const HashLane&) = delete;
    HashLane& operator=(const HashLane&) = delete;

    [[nodiscard]] hash::Algorithm algorithm() const noexcept { return m_algorithm; }

    /// Takes Begin, Data and End. A task whose Begin was sent is settled also after a stop.
    void send(Message message);

private:
    void run();
    void take(Message& message);

    hash::Algorithm m_algorithm;
    std::stop_token m_stop;
    BusyTime& m_busy;
    jobs::BoundedQueue<Message> m_messages;
    std::shared_ptr<FileTask> m_task; ///< Worker thread only, as is m_hasher.
    std::unique_ptr<hash::Hasher> m_hasher;
    jobs::Worker m_worker;
};

} // namespace tailslate::offload::detail
