// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "bench/Row.h"
#include "jobs/JobContext.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace tailslate::bench {

/// Which part of the comparison of offloads to measure. What is empty stands for the usual.
struct OffloadPart {
    std::vector<std::string> loads;  ///< Of `large`, `frames`, `small`.
    std::vector<std::size_t> copies; ///< Each 1 to 3.
    std::vector<std::string> rivals; ///< Names of programs, as in allRivals().
    int rounds = 0;                  ///< Of each way at most; 0 for the usual number.
    std::uint64_t largeMib = 0;      ///< Size of the large file; 0 for the usual one.
};

struct BenchOptions {
    bool quick = false; ///< Smaller data, fewer rounds: an end within 45 s.
    OffloadPart part;
    bool flat = false;            ///< A million files lie in one folder.
    std::filesystem::path folder; ///< Exists, is empty, and is removed afterwards.
};

/// What a bench found out.
struct Findings {
    std::vector<Row> rows;
    std::vector<std::string> notes; ///< What was not measured and why, a line each.
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
    [[nodiscard]] virtual Result<Findings> run(const BenchOptions& options,
                                               jobs::JobContext context) const = 0;
};

} // namespace tailslate::bench
