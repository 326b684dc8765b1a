// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "jobs/JobContext.h"

#include <chrono>
#include <functional>
#include <vector>

namespace tailslate::bench {

/// Measures elapsed time on the steady clock, from its making on.
class Stopwatch {
public:
    [[nodiscard]] double seconds() const
    {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - m_start).count();
    }

private:
    std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
};

/// Does a thing once and gives the seconds it took; what it prepares and clears up is outside its
/// clock.
using Timed = std::function<Result<double>()>;

/// Times a thing that cannot fail, with nothing to prepare.
[[nodiscard]] Timed timed(std::function<void()> work);

/// How often to repeat.
struct Rounds {
    int most = 5;                   ///< At least 1.
    std::chrono::seconds budget{0}; ///< No round is begun that would likely end after it; the first
                                    ///< always is.
};

/// Does all things in turn, once a round, every other round backwards: on a machine that also does
/// other work, what slows one slows its neighbours too.
/// @return The median seconds of each thing, in their order; Cancelled; the first failure.
[[nodiscard]] Result<std::vector<double>> medianSeconds(const std::vector<Timed>& things,
                                                        Rounds rounds, jobs::JobContext context);

/// Makes the compiler believe that a value is needed, so that it does not drop the work that made
/// it.
template <class T>
void keep(const T& value)
{
    asm volatile("" : : "m"(value) : "memory");
}

} // namespace tailslate::bench
