// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <stop_token>
#include <thread>

namespace tailslate::jobs {

/// A thread that runs one function and is stopped and joined when the Worker goes away. The only
/// thread there is: no other module starts one. Movable; one owner at a time.
class Worker {
public:
    /// Runs nothing.
    Worker() = default;

    /// Starts `work` at once on a thread of its own. `name` (at most 15 characters) is what
    /// debuggers show. `work` must not throw; it should return soon after its token is asked to
    /// stop.
    Worker(const char* name, std::function<void(std::stop_token)> work);

    Worker(Worker&&) noexcept = default;
    Worker& operator=(Worker&&) noexcept = default;

    /// Asks the function to stop; does not wait.
    void requestStop() noexcept { m_thread.request_stop(); }

    /// Waits until the function has returned. Harmless when nothing runs.
    void join();

private:
    std::jthread m_thread;
};

} // namespace tailslate::jobs
