// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "image/Frame.h"

#include <cstdint>
#include <vector>

namespace tailslate::app::detail {

/// A studio set as an ALEXA sees it in LogC3 EI 800 and ALEXA Wide Gamut: a wall in a pool of
/// light, a lamp, a gray ramp in whole stops around 18 %, the 24 colors of a chart, and a ball that
/// rolls through. 1920 x 1080, legal-range BT.709 code values. Immutable.
class DemoScene {
public:
    static constexpr int kWidth = 1920;
    static constexpr int kHeight = 1080;

    /// @param exposureStops Over (positive) or under the proper exposure.
    [[nodiscard]] static Result<DemoScene> create(double exposureStops);

    /// The set at frame `number` of a take of `count` frames.
    [[nodiscard]] image::Frame frame(std::int64_t number, std::int64_t count) const;

private:
    /// The ball in code values, and how much of each sample it covers, 0 to 1.
    struct Ball {
        image::Frame codes;
        std::vector<float> coverage;
    };

    DemoScene(image::Frame set, Ball ball);

    image::Frame m_set;
    Ball m_ball;
};

} // namespace tailslate::app::detail
