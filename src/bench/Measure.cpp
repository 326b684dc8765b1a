// SPDX-License-Identifier: Apache-2.0
#include "bench/Measure.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace tailslate::bench {
namespace {

double median(std::vector<double> values)
{
    std::ranges::sort(values);
    const std::size_t middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2.0;
}

} // namespace

Timed timed(std::function<void()> work)
{
    return [task = std::move(work)]() -> Result<double> {
        const Stopwatch watch;
        task();
        return watch.seconds();
    };
}

Result<std::vector<double>> medianSeconds(const std::vector<Timed>& things, Rounds rounds,
                                          jobs::JobContext context)
{
    const double budget = std::chrono::duration<double>(rounds.budget).count();
    std::vector<std::vector<double>> seconds(things.size());
    const Stopwatch watch;
    for (int round = 0; round < rounds.most; ++round) {
        const double expectedEnd = watch.seconds() * (round + 1) / std::max(round, 1);
        if (round > 0 && expectedEnd > budget)
            break;
        for (std::size_t step = 0; step < things.size(); ++step) {
            TAILSLATE_CHECK(context.checkStop());
            const std::size_t thing = round % 2 == 0 ? step : things.size() - 1 - step;
            TAILSLATE_TRY(const double taken, things[thing]());
            seconds[thing].push_back(taken);
        }
        context.progress.addItems(1);
    }
    std::vector<double> medians;
    for (std::vector<double>& values : seconds)
        medians.push_back(median(std::move(values)));
    return medians;
}

} // namespace tailslate::bench
