// SPDX-License-Identifier: Apache-2.0
#include "bench/BuiltinBenches.h"
#include "bench/DiskWork.h"
#include "bench/Measure.h"
#include "hash/Hasher.h"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <numeric>
#include <utility>

namespace tailslate::bench {
namespace {

/// What the offload engine hands to its hasher at a time.
constexpr std::size_t kHashedAtOnce = std::size_t{4} << 20;

void hashInBlocks(hash::Algorithm algorithm, std::span<const std::byte> bytes)
{
    const auto hasher = hash::makeHasher(algorithm);
    for (; !bytes.empty(); bytes = bytes.subspan(kHashedAtOnce))
        hasher->update(bytes.first(kHashedAtOnce));
    keep(hasher->finish());
}

/// Loads every byte and does next to nothing with it: how fast one core gets this memory at all.
void readMemory(std::span<const std::byte> bytes)
{
    // Independent sums, so that loads do not wait for additions.
    constexpr std::size_t kSums = 8;
    std::array<std::uint64_t, kSums> sums{};
    const auto* const words = reinterpret_cast<const std::uint64_t*>(bytes.data());
    const std::size_t count = bytes.size() / sizeof(std::uint64_t);
    for (std::size_t i = 0; i < count; i += kSums) {
        for (std::size_t lane = 0; lane < kSums; ++lane)
            sums[lane] += words[i + lane];
    }
    keep(std::accumulate(sums.begin(), sums.end(), std::uint64_t{0}));
}

class HashBench final : public Bench {
public:
    std::string name() const override { return "hash"; }

    std::string description() const override
    {
        return "every hash on one core, in blocks of 4 MiB, against reading the same memory";
    }

    Result<Findings> run(const BenchOptions& options, jobs::JobContext context) const override
    {
        const std::size_t size = std::size_t{options.quick ? 128U : 1024U} << 20;
        const std::vector<std::byte> memory = randomBytes(size, 1);
        std::vector<Timed> things{timed([&memory] { readMemory(memory); })};
        for (const hash::Algorithm algorithm : hash::kAllAlgorithms)
            things.push_back(timed([&memory, algorithm] { hashInBlocks(algorithm, memory); }));
        const Rounds rounds = options.quick ? Rounds{5, std::chrono::seconds(20)}
                                            : Rounds{9, std::chrono::seconds(180)};
        TAILSLATE_TRY(const auto seconds, medianSeconds(things, rounds, std::move(context)));

        std::vector<Row> rows;
        const double gigabytes = static_cast<double>(size) / 1e9;
        for (std::size_t i = 0; i < hash::kAllAlgorithms.size(); ++i)
            rows.push_back({.name = std::string(hash::algorithmName(hash::kAllAlgorithms[i])),
                            .against = "reading memory",
                            .unit = "GB/s",
                            .better = Better::Higher,
                            .ours = gigabytes / seconds[i + 1],
                            .reference = gigabytes / seconds[0],
                            .target = std::nullopt});
        return Findings{.rows = std::move(rows), .notes = {}};
    }
};

} // namespace

std::unique_ptr<Bench> makeHashBench()
{
    return std::make_unique<HashBench>();
}

} // namespace tailslate::bench
