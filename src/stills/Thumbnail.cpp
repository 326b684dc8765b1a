// SPDX-License-Identifier: Apache-2.0
#include "stills/StillFile.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace tailslate::stills {
namespace {

/// A row or column of pixels inside an image: where it starts, and the way to the next pixel.
struct Line {
    std::size_t start; ///< Index of a red value.
    std::size_t step;  ///< Values from one pixel to the next.
};

/// Reduces one line from `count` to `newCount` pixels. Each new pixel is the mean of the part of
/// the old line that it covers, old pixels cut by its border counting by their share.
void reduce(const std::vector<float>& from, Line in, std::size_t count, std::vector<float>& to,
            Line out, std::size_t newCount)
{
    const double ratio = static_cast<double>(count) / static_cast<double>(newCount);
    for (std::size_t i = 0; i < newCount; ++i) {
        const double begin = static_cast<double>(i) * ratio;
        const double end = begin + ratio;
        const auto first = static_cast<std::size_t>(begin);
        const std::size_t last = std::min(count, static_cast<std::size_t>(std::ceil(end)));
        double sum[3] = {0.0, 0.0, 0.0};
        double area = 0.0;
        for (std::size_t p = first; p < last; ++p) {
            const double share =
                std::min(end, static_cast<double>(p + 1)) - std::max(begin, static_cast<double>(p));
            area += share;
            for (std::size_t c = 0; c < 3; ++c)
                sum[c] += share * static_cast<double>(from[in.start + p * in.step + c]);
        }
        for (std::size_t c = 0; c < 3; ++c)
            to[out.start + i * out.step + c] = static_cast<float>(sum[c] / area);
    }
}

int scaled(int side, double scale, int limit)
{
    return std::clamp(static_cast<int>(std::lround(side * scale)), 1, limit);
}

} // namespace

Result<image::RgbImage> thumbnail(const image::RgbImage& image, int maxWidth, int maxHeight)
{
    if (maxWidth < 1 || maxHeight < 1)
        return failure(ErrorCode::InvalidArgument, "a thumbnail needs room for one pixel");
    if (image.width < 1 || image.height < 1 ||
        image.pixels.size() !=
            3 * static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.height))
        return failure(ErrorCode::InvalidArgument,
                       "the pixels of an image do not have the size that its width and height ask");

    const double scale = std::min(static_cast<double>(maxWidth) / image.width,
                                  static_cast<double>(maxHeight) / image.height);
    if (scale >= 1.0)
        return image;

    TAILSLATE_TRY(image::RgbImage narrow,
                  image::makeRgbImage(scaled(image.width, scale, maxWidth), image.height));
    const auto oldWidth = static_cast<std::size_t>(image.width);
    const auto newWidth = static_cast<std::size_t>(narrow.width);
    for (int y = 0; y < image.height; ++y)
        reduce(image.pixels, {image.index(0, y), 3}, oldWidth, narrow.pixels,
               {narrow.index(0, y), 3}, newWidth);

    TAILSLATE_TRY(image::RgbImage small,
                  image::makeRgbImage(narrow.width, scaled(image.height, scale, maxHeight)));
    for (int x = 0; x < narrow.width; ++x)
        reduce(narrow.pixels, {narrow.index(x, 0), 3 * newWidth},
               static_cast<std::size_t>(image.height), small.pixels,
               {small.index(x, 0), 3 * newWidth}, static_cast<std::size_t>(small.height));
    return small;
}

} // namespace tailslate::stills
