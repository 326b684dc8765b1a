// SPDX-License-Identifier: Apache-2.0
#include "fuzz/BytesInMemory.h"
#include "fuzz/FuzzTarget.h"
#include "media/detail/WaveBytes.h"

#include <memory>

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace tailslate;
    const std::string_view bytes = fuzz::textOf(data, size);
    auto file = media::detail::FileBytes::of(std::make_unique<fuzz::BytesInMemory>(bytes));
    fuzz::require(file.has_value(), "an open file can be read");
    const auto wave = media::detail::readWave(*file);
    if (!wave) {
        fuzz::require(wave.error().code == ErrorCode::BadFormat, "refusals are BadFormat");
        return 0;
    }
    fuzz::require(wave->fileSize == size, "the size is the file's");
    fuzz::require(wave->dataStart <= size, "samples begin in the file");
    fuzz::require(wave->sampleCount() <= wave->dataSize, "a sample takes at least a byte");
    fuzz::require(wave->sampleCount() <= size - wave->dataStart, "samples are in the file");
    fuzz::require(wave->cutChunk.empty() || wave->cutChunk.size() == 4, "a chunk has four letters");
    return 0;
}
