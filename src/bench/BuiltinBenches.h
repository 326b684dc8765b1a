// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "bench/Bench.h"

#include <memory>
#include <vector>

namespace tailslate::bench {

/// Every algorithm of the hash module against reading the same memory.
[[nodiscard]] std::unique_ptr<Bench> makeHashBench();

/// A verified offload against what the disk can do, and against other programs.
[[nodiscard]] std::unique_ptr<Bench> makeOffloadBench();

/// An offload of a million files: its steps, its memory, and how soon it stops.
[[nodiscard]] std::unique_ptr<Bench> makeMillionBench();

/// Reading a card of 200,000 files: its time against find's, and its memory.
[[nodiscard]] std::unique_ptr<Bench> makeCardBench();

/// Writing and reading a long manifest.
[[nodiscard]] std::unique_ptr<Bench> makeMhlBench();

/// A 1080p frame through the baked cube against the exact pipeline.
[[nodiscard]] std::unique_ptr<Bench> makeColorBench();

/// All benches of this build, in the order to list them.
[[nodiscard]] std::vector<std::unique_ptr<Bench>> builtinBenches();

} // namespace tailslate::bench
