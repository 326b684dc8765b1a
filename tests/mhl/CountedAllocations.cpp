// SPDX-License-Identifier: Apache-2.0
#include "mhl/CountedAllocations.h"

#include <algorithm>
#include <cstdlib>
#include <malloc.h>
#include <new>

namespace tailslate::mhl::test {

Allocated& allocated() noexcept
{
    static Allocated counted;
    return counted;
}

} // namespace tailslate::mhl::test

using tailslate::mhl::test::allocated;

void* operator new(std::size_t size)
{
    void* memory = std::malloc(size);
    if (memory == nullptr)
        std::abort();
    allocated().live += malloc_usable_size(memory);
    allocated().peak = std::max(allocated().peak, allocated().live);
    return memory;
}

void operator delete(void* memory) noexcept
{
    if (memory != nullptr)
        allocated().live -= malloc_usable_size(memory);
    std::free(memory);
}

void operator delete(void* memory, std::size_t) noexcept
{
    operator delete(memory);
}
