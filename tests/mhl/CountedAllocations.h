// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace tailslate::mhl::test {

/// What a program has allocated with `new`, in bytes, when CountedAllocations.cpp is linked into
/// it. One thread at a time.
struct Allocated {
    std::size_t live = 0;
    std::size_t peak = 0; ///< May be set back by a test.
};

Allocated& allocated() noexcept;

} // namespace tailslate::mhl::test
