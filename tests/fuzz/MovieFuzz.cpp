// SPDX-License-Identifier: Apache-2.0
#include "base/DisplayText.h"
#include "fuzz/BytesInMemory.h"
#include "fuzz/FuzzTarget.h"
#include "media/detail/MovieCheck.h"
#include "media/detail/StillCheck.h"
#include "media/detail/TiffCheck.h"

#include <memory>

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace tailslate;
    const std::string_view bytes = fuzz::textOf(data, size);
    for (const auto findFault :
         {media::detail::findBoxFault, media::detail::findMxfFault, media::detail::findStreamFault,
          media::detail::findAviFault, media::detail::findJpegFault, media::detail::findExrFault,
          media::detail::findTiffFault}) {
        auto file = media::detail::FileBytes::of(std::make_unique<fuzz::BytesInMemory>(bytes));
        fuzz::require(file.has_value(), "an open file can be read");
        const auto fault = findFault(*file);
        fuzz::require(fault.has_value(), "no content is a failure to read");
        fuzz::require(!*fault || (!(*fault)->empty() && isUtf8(**fault)), "a fault is a sentence");
    }
    return 0;
}
