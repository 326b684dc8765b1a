// SPDX-License-Identifier: Apache-2.0
#include "bench/Program.h"

#include <fmt/format.h>

#include <cerrno>
#include <csignal>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace tailslate::bench {
namespace {

/// Waits until the child ends, without taking its process number out of use; a stop request ends
/// it.
Result<void> waitForEnd(pid_t child, const std::stop_token& stop)
{
    const std::stop_callback onStop(stop, [child] { ::kill(child, SIGTERM); });
    ::siginfo_t info{};
    while (::waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT) != 0) {
        if (errno != EINTR)
            return osFailure(errno, "cannot wait for a program to end");
    }
    return {};
}

} // namespace

Result<void> runProgram(const std::vector<std::string>& arguments, const std::stop_token& stop)
{
    std::vector<std::string> texts = arguments;
    std::vector<char*> pointers;
    for (std::string& text : texts)
        pointers.push_back(text.data());
    pointers.push_back(nullptr);

    // This program waits for signals with all of them blocked; the child must not inherit that.
    ::posix_spawnattr_t attributes;
    ::posix_spawnattr_init(&attributes);
    ::sigset_t none;
    ::sigemptyset(&none);
    ::posix_spawnattr_setsigmask(&attributes, &none);
    ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    pid_t child = 0;
    const int error =
        ::posix_spawnp(&child, pointers[0], nullptr, &attributes, pointers.data(), environ);
    ::posix_spawnattr_destroy(&attributes);
    if (error != 0)
        return osFailure(error, fmt::format("cannot run {}", arguments.front()));

    TAILSLATE_CHECK(waitForEnd(child, stop));
    int status = 0;
    ::waitpid(child, &status, 0);
    if (stop.stop_requested())
        return failure(ErrorCode::Cancelled, "stopped by the operator");
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        return failure(ErrorCode::Io, fmt::format("{} failed", arguments.front()));
    return {};
}

} // namespace tailslate::bench
