// SPDX-License-Identifier: Apache-2.0
#include "io/AlignedBuffer.h"

#include "io/FileSystem.h"

#include <new>

namespace tailslate::io {
namespace {

constexpr std::align_val_t kAlignment{kBlockAlignment};

} // namespace

AlignedBuffer::AlignedBuffer(std::size_t size)
    : m_size((size + kBlockAlignment - 1) / kBlockAlignment * kBlockAlignment)
    , m_memory(static_cast<std::byte*>(::operator new(m_size, kAlignment)))
{
}

void AlignedBuffer::Release::operator()(std::byte* memory) const noexcept
{
    ::operator delete(memory, kAlignment);
}

} // namespace tailslate::io
