// SPDX-License-Identifier: Apache-2.0
#include "bench/Program.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <spawn.h>
#include <string_view>
#include <sys/wait.h>
#include <unistd.h>

namespace tailslate::bench {
namespace {

/// Starts the program. It writes into `output` and takes signals as usual.
Result<pid_t> start(const Command& command, const std::filesystem::path& output)
{
    Command texts = command;
    std::vector<char*> pointers;
    for (std::string& text : texts)
        pointers.push_back(text.data());
    pointers.push_back(nullptr);

    ::posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output.c_str(),
                                       O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0644);
    ::posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
    // This program waits for signals with all of them blocked; the child must not inherit that. Its
    // own process group keeps Ctrl+C from ending it before we know.
    ::posix_spawnattr_t attributes;
    ::posix_spawnattr_init(&attributes);
    ::sigset_t none;
    ::sigemptyset(&none);
    ::posix_spawnattr_setsigmask(&attributes, &none);
    ::posix_spawnattr_setpgroup(&attributes, 0);
    ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
    pid_t child = 0;
    const int error =
        ::posix_spawnp(&child, pointers[0], &actions, &attributes, pointers.data(), environ);
    ::posix_spawnattr_destroy(&attributes);
    ::posix_spawn_file_actions_destroy(&actions);
    if (error != 0)
        return osFailure(error, fmt::format("cannot run {}", command.front()));
    return child;
}

/// Waits until the child ends, without taking its process number out of use; a stop request ends
/// it and its own children.
Result<void> waitForEnd(pid_t child, const std::stop_token& stop)
{
    const std::stop_callback onStop(stop, [child] { ::kill(-child, SIGTERM); });
    ::siginfo_t info{};
    while (::waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT) != 0) {
        if (errno != EINTR)
            return osFailure(errno, "cannot wait for a program to end");
    }
    return {};
}

std::string lastLine(const std::filesystem::path& output)
{
    std::ifstream file(output);
    std::string last;
    for (std::string line; std::getline(file, line);) {
        if (!line.empty())
            last = line;
    }
    return last.empty() ? "it said nothing" : last;
}

} // namespace

bool isInstalled(const std::string& name)
{
    const char* const path = std::getenv("PATH");
    std::string_view rest = path ? path : "";
    while (!rest.empty()) {
        const std::string_view folder = rest.substr(0, rest.find(':'));
        rest.remove_prefix(std::min(rest.size(), folder.size() + 1));
        if (::access((std::filesystem::path(folder) / name).c_str(), X_OK) == 0)
            return true;
    }
    return false;
}

Result<void> runProgram(const Command& command, const std::filesystem::path& output,
                        const std::stop_token& stop)
{
    TAILSLATE_TRY(const pid_t child, start(command, output));
    TAILSLATE_CHECK(waitForEnd(child, stop));
    int status = 0;
    ::waitpid(child, &status, 0);
    if (stop.stop_requested())
        return failure(ErrorCode::Cancelled, "stopped by the operator");
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        return failure(ErrorCode::Io,
                       fmt::format("{} failed: {}", command.front(), lastLine(output)));
    return {};
}

} // namespace tailslate::bench
