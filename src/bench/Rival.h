// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "bench/CardShape.h"
#include "bench/Program.h"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace tailslate::bench {

/// What a rival is to copy.
struct RivalTask {
    CardShape shape;
    std::filesystem::path card;
    std::vector<std::filesystem::path> destinations; ///< Folders that are there and empty.
};

/// Another program that copies cards. A value type.
struct Rival {
    std::string name; ///< As it is called on a command line: `rsync`.
    bool onlyOneFile = false;
    bool readsBack = false; ///< Checks its copies itself; else we read them back.
    /// What to run, one after the other, to bring the card, as a folder of its name, into each
    /// destination.
    std::function<std::vector<Command>(const RivalTask&)> commands;
};

/// All rivals, installed or not: cp, rsync, rclone, dc3dd.
[[nodiscard]] std::vector<Rival> allRivals();

} // namespace tailslate::bench
