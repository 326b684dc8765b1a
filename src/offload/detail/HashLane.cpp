// SPDX-License-Identifier: Apache-2.0
#include "offload/detail/HashLane.h"

#include <utility>

namespace tailslate::offload::detail {
namespace {

/// Blocks are bounded by their pool already; this bounds the rest.
constexpr std::size_t kMessagesAhead = 128;

Error stoppedError()
{
    return {ErrorCode::Cancelled, "stopped by the operator", {}, 0};
}

} // namespace

HashLane::HashLane(hash::Algorithm algorithm, std::stop_token stop, BusyTime& busy)
    : m_algorithm(algorithm)
    , m_stop(std::move(stop))
    , m_busy(busy)
    , m_messages(kMessagesAhead)
    , m_worker("offload-hash", [this](const std::stop_token&) { run(); })
{
}

HashLane::~HashLane()
{
    m_messages.close();
    m_worker.join();
}

void HashLane::send(Message message)
{
    std::shared_ptr<FileTask> task;
    if (const auto* const first = std::get_if<Begin>(&message))
        task = first->task;
    // A lane that waits for a digest must hear that none will come.
    if (!m_messages.push(std::move(message), m_stop) && task)
        task->fail(stoppedError());
}

void HashLane::run()
{
    while (auto message = m_messages.pop(m_stop))
        take(*message);
    if (m_task)
        m_task->fail(stoppedError());
    while (const auto message = m_messages.pop(std::stop_token{})) {
        if (const auto* const first = std::get_if<Begin>(&*message))
            first->task->fail(stoppedError());
    }
}

void HashLane::take(Message& message)
{
    if (auto* const first = std::get_if<Begin>(&message)) {
        m_task = std::move(first->task);
        m_hasher = hash::makeHasher(m_algorithm);
    } else if (const auto* const block = std::get_if<Data>(&message)) {
        const BusySpan busy(m_busy);
        m_hasher->update(block->block->bytes());
    } else if (const auto* const end = std::get_if<End>(&message)) {
        const auto task = std::exchange(m_task, nullptr);
        if (!end->sourceFailed)
            task->report(m_hasher->finish());
    }
}

} // namespace tailslate::offload::detail
