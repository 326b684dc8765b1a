// SPDX-License-Identifier: Apache-2.0
#include "offload/detail/BlocksInOrder.h"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <utility>

namespace tailslate::offload::detail {
namespace {

/// Lets the members of a crew take their blocks one after the other.
class Turns {
public:
    explicit Turns(std::size_t first)
        : m_next(first)
    {
    }

    [[nodiscard]] bool isOver()
    {
        const std::lock_guard lock(m_mutex);
        return m_error.has_value();
    }

    /// @return Whether it came: not after a failure.
    bool await(std::size_t block)
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [&] { return m_next == block || m_error; });
        return !m_error;
    }

    void end(const Result<void>& outcome)
    {
        const std::lock_guard lock(m_mutex);
        if (outcome)
            ++m_next;
        else
            m_error = outcome.error();
        m_changed.notify_all();
    }

    [[nodiscard]] Result<void> outcome()
    {
        const std::lock_guard lock(m_mutex);
        return m_error ? Result<void>(std::unexpected(*m_error)) : Result<void>();
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::size_t m_next;
    std::optional<Error> m_error;
};

} // namespace

Result<void> blocksInOrder(jobs::Crew& crew, std::size_t count, const BlockWork& work,
                           const std::function<bool()>& mayShare)
{
    std::size_t done = 0;
    while (done < count && (done == 0 || !mayShare())) {
        TAILSLATE_CHECK(work.read(done, 0));
        TAILSLATE_CHECK(work.take(done, 0));
        ++done;
    }
    Turns turns(done);
    crew.forEach(count - done, [&](std::size_t item, std::size_t member) {
        if (turns.isOver())
            return;
        const std::size_t block = done + item;
        Result<void> outcome = work.read(block, member);
        if (!turns.await(block))
            return;
        if (outcome)
            outcome = work.take(block, member);
        turns.end(outcome);
    });
    return turns.outcome();
}

} // namespace tailslate::offload::detail
