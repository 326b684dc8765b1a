// SPDX-License-Identifier: Apache-2.0
#include "bench/Rival.h"

#include <fmt/format.h>

namespace tailslate::bench {
namespace {

std::vector<Command> copyWithCp(const RivalTask& task)
{
    std::vector<Command> commands;
    for (const auto& destination : task.destinations)
        commands.push_back(
            {"cp", "-r", "--reflink=never", task.card.native(), destination.native()});
    return commands;
}

std::vector<Command> copyWithRsync(const RivalTask& task)
{
    std::vector<Command> commands;
    for (const auto& destination : task.destinations)
        commands.push_back({"rsync", "-a", task.card.native(), destination.native()});
    return commands;
}

std::vector<Command> copyWithRclone(const RivalTask& task)
{
    std::vector<Command> commands;
    for (const auto& destination : task.destinations)
        commands.push_back({"rclone", "copy", "--config", "/dev/null", task.card.native(),
                            (destination / task.card.filename()).native()});
    return commands;
}

/// One run writes all copies and then reads each back, as an offload does. MD5 is the fastest of
/// its hashes, and it cannot go without one.
std::vector<Command> copyWithDc3dd(const RivalTask& task)
{
    const std::filesystem::path file = task.shape.pathOf(0);
    std::vector<Command> commands;
    Command copy{"dc3dd", fmt::format("if={}", (task.card / file).native()), "hash=md5"};
    for (const auto& destination : task.destinations) {
        const std::filesystem::path folder = destination / task.card.filename();
        commands.push_back({"mkdir", folder.native()});
        copy.push_back(fmt::format("hof={}", (folder / file).native()));
    }
    commands.push_back(std::move(copy));
    return commands;
}

} // namespace

std::vector<Rival> allRivals()
{
    return {{.name = "cp", .commands = copyWithCp},
            {.name = "rsync", .commands = copyWithRsync},
            {.name = "rclone", .commands = copyWithRclone},
            {.name = "dc3dd", .onlyOneFile = true, .readsBack = true, .commands = copyWithDc3dd}};
}

} // namespace tailslate::bench
