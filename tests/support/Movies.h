// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "av/MovieWriter.h"
#include "image/Frame.h"
#include "timing/FrameRate.h"
#include "timing/Timecode.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace tailslate::test {

/// A timecode of the given rate; the text must be right.
inline timing::Timecode timecode(std::string_view text, std::int64_t numerator = 24,
                                 std::int64_t denominator = 1)
{
    return timing::Timecode::parse(text, timing::FrameRate::create(numerator, denominator).value())
        .value();
}

/// A legal-range BT.709 picture that differs from number to number: a luma ramp that moves, and
/// chroma ramps.
inline image::Frame rampFrame(int width, int height, std::int64_t number)
{
    image::Frame frame =
        image::makeFrame(width, height, {image::Matrix::Bt709, image::Range::Legal}).value();
    frame.number = number;
    const auto code = [](std::int64_t position, std::int64_t length) {
        return static_cast<std::uint16_t>(64 + position % length * 876 / length);
    };
    std::size_t luma = 0;
    std::size_t chroma = 0;
    for (int row = 0; row < height; ++row) {
        for (int column = 0; column < width; ++column)
            frame.y[luma++] = code(column + 4 * number, width);
        for (int column = 0; column < frame.chromaWidth(); ++column) {
            frame.cb[chroma] = code(row, height);
            frame.cr[chroma++] = code(height - 1 - row, height);
        }
    }
    return frame;
}

/// Writes a movie of ramp frames.
inline Result<void> writeMovie(const std::filesystem::path& path, const av::MovieSettings& settings,
                               int frames)
{
    TAILSLATE_TRY(const auto writer, av::MovieWriter::create(path, settings));
    for (int number = 0; number < frames; ++number)
        TAILSLATE_CHECK(writer->write(rampFrame(settings.width, settings.height, number)));
    return writer->finish();
}

/// A small ProRes movie as a camera would write it: 24 frames per second from 10:00:00:00, reel
/// A001R2EC.
inline av::MovieSettings smallMovie(int width = 320, int height = 180)
{
    return {.codec = av::MovieCodec::ProRes422Hq,
            .container = av::MovieContainer::Mov,
            .width = width,
            .height = height,
            .startTimecode = timecode("10:00:00:00"),
            .reel = "A001R2EC",
            .signal = {}};
}

} // namespace tailslate::test
