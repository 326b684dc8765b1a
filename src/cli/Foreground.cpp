// SPDX-License-Identifier: Apache-2.0
#include "cli/Foreground.h"

#include <atomic>
#include <csignal>

namespace tailslate::cli {
namespace {

// A signal handler can reach nothing but a global.
std::atomic<bool> interruptMark{false};
static_assert(std::atomic<bool>::is_always_lock_free);

extern "C" void markInterrupt(int)
{
    interruptMark.store(true, std::memory_order_relaxed);
}

} // namespace

void catchInterrupts()
{
    struct ::sigaction action{};
    action.sa_handler = markInterrupt;
    ::sigaction(SIGINT, &action, nullptr);
    ::sigaction(SIGTERM, &action, nullptr);
    // A closed pipe ends the output, not the offload.
    std::signal(SIGPIPE, SIG_IGN);
}

bool interrupted() noexcept
{
    return interruptMark.load(std::memory_order_relaxed);
}

} // namespace tailslate::cli
