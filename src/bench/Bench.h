// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "bench/Row.h"
#include "jobs/JobContext.h"

#include <filesystem>
#include <string>
#include <vector>

namespace tailslate::bench {

struct BenchOptions {
    bool quick = false;           ///< Smaller data, fewer rounds: an end within 45 s.
    std::filesystem::path folder; ///< Exists, is empty, and is removed afterwards.
};

/// Times one part of the product against a yardstick taken in the same run. Stateless.
class Bench {
public:
    virtual ~Bench() = default;

    /// Stable, unique, one lower-case word: `offload`.
    [[nodiscard]] virtual std::string name() const = 0;

    /// What is timed against what, in one line for people.
    [[nodiscard]] virtual std::string description() const = 0;

    /// Measures. Writes only into the folder of the options; may leave files there. Counts rounds
    /// into `context.progress` as items.
    /// @return Cancelled after a stop request; whatever keeps the work from being done.
    [[nodiscard]] virtual Result<std::vector<Row>> run(const BenchOptions& options,
                                                       jobs::JobContext context) const = 0;
};

} // namespace tailslate::bench
