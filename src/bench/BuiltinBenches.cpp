// SPDX-License-Identifier: Apache-2.0
#include "bench/BuiltinBenches.h"

namespace tailslate::bench {

std::vector<std::unique_ptr<Bench>> builtinBenches()
{
    std::vector<std::unique_ptr<Bench>> benches;
    benches.push_back(makeHashBench());
    benches.push_back(makeOffloadBench());
    benches.push_back(makeMillionBench());
    benches.push_back(makeCardBench());
    benches.push_back(makeMhlBench());
    benches.push_back(makeColorBench());
    return benches;
}

} // namespace tailslate::bench
