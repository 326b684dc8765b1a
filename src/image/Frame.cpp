// SPDX-License-Identifier: Apache-2.0
#include "image/Frame.h"

#include <fmt/format.h>

namespace tailslate::image {
namespace {

/// Twice the longest side of an 8K picture, and small enough that no sample count overflows.
constexpr int kMaxSide = 16384;

Result<void> checkSize(int width, int height)
{
    if (width < 1 || height < 1 || width > kMaxSide || height > kMaxSide)
        return failure(ErrorCode::InvalidArgument,
                       fmt::format("a picture of {} x {} is outside 1 x 1 to {} x {}", width,
                                   height, kMaxSide, kMaxSide));
    return {};
}

std::size_t sampleCount(int width, int height)
{
    return static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
}

} // namespace

Result<Frame> makeFrame(int width, int height, SignalTag signal)
{
    TAILSLATE_CHECK(checkSize(width, height));
    Frame frame;
    frame.width = width;
    frame.height = height;
    frame.signal = signal;
    frame.y.resize(sampleCount(width, height));
    frame.cb.resize(sampleCount(frame.chromaWidth(), height));
    frame.cr.resize(sampleCount(frame.chromaWidth(), height));
    return frame;
}

Result<RgbImage> makeRgbImage(int width, int height)
{
    TAILSLATE_CHECK(checkSize(width, height));
    RgbImage image;
    image.width = width;
    image.height = height;
    image.pixels.resize(3 * sampleCount(width, height));
    return image;
}

} // namespace tailslate::image
