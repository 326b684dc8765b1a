// SPDX-License-Identifier: Apache-2.0
#include "app/detail/DemoScene.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace tailslate::app::detail {
namespace {

/// Scene-linear light, 1.0 is a perfect white in the key light.
struct Light {
    float r = 0.0F;
    float g = 0.0F;
    float b = 0.0F;
};

Light scaled(Light light, float factor)
{
    return {light.r * factor, light.g * factor, light.b * factor};
}

Light sum(Light a, Light b)
{
    return {a.r + b.r, a.g + b.g, a.b + b.b};
}

/// ARRI, ALEXA LogC curve, usage in VFX, 2017: EI 800, scene exposure.
float logC3(float linear)
{
    constexpr float kCut = 0.010591F;
    constexpr float kA = 5.555556F;
    constexpr float kB = 0.052272F;
    constexpr float kC = 0.247190F;
    constexpr float kD = 0.385537F;
    constexpr float kE = 5.367655F;
    constexpr float kF = 0.092809F;
    return linear > kCut ? kC * std::log10(kA * linear + kB) + kD : kE * linear + kF;
}

/// Rec.709 primaries to ALEXA Wide Gamut; the inverse of the matrix in the same paper.
Light toWideGamut(Light light)
{
    return {0.631321F * light.r + 0.270801F * light.g + 0.097878F * light.b,
            0.036820F * light.r + 0.793037F * light.g + 0.170143F * light.b,
            0.017370F * light.r + 0.148789F * light.g + 0.833841F * light.b};
}

struct Codes {
    std::uint16_t y = 0;
    std::uint16_t cb = 0;
    std::uint16_t cr = 0;
};

std::uint16_t code(float value)
{
    constexpr float kLowest = 4.0F; // SDI keeps the codes below and from 1020 on for itself.
    constexpr float kHighest = 1019.0F;
    return static_cast<std::uint16_t>(std::clamp(value, kLowest, kHighest) + 0.5F);
}

/// The code values a camera would record for this light (ITU-R BT.709-6, items 3.2 to 3.4).
Codes record(Light light)
{
    const Light wide = toWideGamut(light);
    const float r = logC3(wide.r);
    const float g = logC3(wide.g);
    const float b = logC3(wide.b);
    const float luma = 0.2126F * r + 0.7152F * g + 0.0722F * b;
    return {code(64.0F + 876.0F * luma), code(512.0F + 896.0F * (b - luma) / 1.8556F),
            code(512.0F + 896.0F * (r - luma) / 1.5748F)};
}

/// Where something stands in the picture, in pixels.
struct Box {
    int left = 0;
    int top = 0;
    int width = 0;
    int height = 0;

    [[nodiscard]] bool holds(int x, int y) const
    {
        return x >= left && x < left + width && y >= top && y < top + height;
    }
};

constexpr int kFloorTop = 800;
constexpr Box kChart{1180, 210, 624, 420};
constexpr int kChartColumns = 6;
constexpr int kChartRows = 4;
constexpr int kChartGap = 12;
constexpr Box kRamp{170, 890, 1580, 110};
constexpr int kRampSteps = 11; // -5 to +5 stops.
constexpr float kMiddleGray = 0.18F;

constexpr int kBallRadius = 110;
constexpr int kBallTop = kFloorTop + 60 - 2 * kBallRadius;

/// The 24 colors of the ColorChecker in 8-bit sRGB, as X-Rite publishes them for charts before
/// November 2014.
constexpr std::array<std::array<int, 3>, 24> kChartColors{{
    {115, 82, 68},   {194, 150, 130}, {98, 122, 157}, {87, 108, 67},   {133, 128, 177},
    {103, 189, 170}, {214, 126, 44},  {80, 91, 166},  {193, 90, 99},   {94, 60, 108},
    {157, 188, 64},  {224, 163, 46},  {56, 61, 150},  {70, 148, 73},   {175, 54, 60},
    {231, 199, 31},  {187, 86, 149},  {8, 133, 161},  {243, 243, 242}, {200, 200, 200},
    {160, 160, 160}, {122, 122, 121}, {85, 85, 85},   {52, 52, 52},
}};

/// IEC 61966-2-1.
float linearFromSrgb(int value)
{
    const float v = static_cast<float>(value) / 255.0F;
    return v <= 0.04045F ? v / 12.92F : std::pow((v + 0.055F) / 1.055F, 2.4F);
}

float squaredDistance(int x, int y, float centerX, float centerY)
{
    const float dx = static_cast<float>(x) - centerX;
    const float dy = static_cast<float>(y) - centerY;
    return dx * dx + dy * dy;
}

/// Everything but the ball.
class Set {
public:
    Set()
    {
        for (std::size_t i = 0; i < kChartColors.size(); ++i)
            m_chart[i] = {linearFromSrgb(kChartColors[i][0]), linearFromSrgb(kChartColors[i][1]),
                          linearFromSrgb(kChartColors[i][2])};
    }

    [[nodiscard]] Light at(int x, int y) const
    {
        if (kChart.holds(x, y))
            return chart(x - kChart.left, y - kChart.top);
        if (kRamp.holds(x, y))
            return ramp(x - kRamp.left);
        return sum(y < kFloorTop ? wall(x, y) : floor(x, y), lamp(x, y));
    }

private:
    [[nodiscard]] Light chart(int x, int y) const
    {
        constexpr Light kFrame{0.02F, 0.02F, 0.02F};
        constexpr int kColumn = kChart.width / kChartColumns;
        constexpr int kRow = kChart.height / kChartRows;
        const bool inPatch = x % kColumn >= kChartGap / 2 &&
                             x % kColumn < kColumn - kChartGap / 2 && y % kRow >= kChartGap / 2 &&
                             y % kRow < kRow - kChartGap / 2;
        return inPatch ? m_chart[static_cast<std::size_t>(y / kRow * kChartColumns + x / kColumn)]
                       : kFrame;
    }

    static Light ramp(int x)
    {
        const int step = x * kRampSteps / kRamp.width;
        const float gray = kMiddleGray * std::exp2(static_cast<float>(step - kRampSteps / 2));
        return {gray, gray, gray};
    }

    static Light wall(int x, int y)
    {
        constexpr Light kPaint{0.22F, 0.24F, 0.28F};
        constexpr float kPoolSquared = 520.0F * 520.0F;
        return scaled(
            kPaint, 0.15F + 1.1F * std::exp(-squaredDistance(x, y, 760.0F, 420.0F) / kPoolSquared));
    }

    static Light floor(int x, int y)
    {
        constexpr Light kWood{0.20F, 0.13F, 0.08F};
        constexpr int kBoard = 160;
        const float joint = (x + (y - kFloorTop) / 4) % kBoard < 3 ? 0.4F : 1.0F;
        const float depth =
            static_cast<float>(y - kFloorTop) / static_cast<float>(DemoScene::kHeight);
        return scaled(kWood, joint * (0.5F + 1.5F * depth));
    }

    /// A bulb ten stops above the darkest corner, with its glow.
    static Light lamp(int x, int y)
    {
        constexpr Light kWarm{1.0F, 0.72F, 0.42F};
        constexpr float kBulb = 26.0F;
        constexpr float kGlowSquared = 130.0F * 130.0F;
        const float distance = squaredDistance(x, y, 300.0F, 190.0F);
        const float edge = std::clamp(kBulb + 0.5F - std::sqrt(distance), 0.0F, 1.0F);
        return scaled(kWarm, 16.0F * edge + 0.9F * std::exp(-distance / kGlowSquared));
    }

    std::array<Light, 24> m_chart;
};

/// A warm ball lit from the upper left, with a highlight.
Light ballLight(float dx, float dy)
{
    constexpr Light kSkin{0.50F, 0.28F, 0.19F};
    const float nx = dx / kBallRadius;
    const float ny = dy / kBallRadius;
    const float nz = std::sqrt(std::max(0.0F, 1.0F - nx * nx - ny * ny));
    const float facing = std::max(0.0F, -0.50F * nx - 0.60F * ny + 0.62F * nz);
    const float highlight = 2.5F * std::pow(facing, 60.0F);
    return sum(scaled(kSkin, 0.06F + 1.1F * facing), {highlight, highlight, highlight});
}

/// Fills a frame with what `lightAt` sees; chroma is taken on even columns.
template <class LightAt>
void record(image::Frame& frame, float exposure, LightAt lightAt)
{
    std::size_t luma = 0;
    std::size_t chroma = 0;
    for (int y = 0; y < frame.height; ++y)
        for (int x = 0; x < frame.width; ++x) {
            const Codes codes = record(scaled(lightAt(x, y), exposure));
            frame.y[luma++] = codes.y;
            if (x % 2 == 0) {
                frame.cb[chroma] = codes.cb;
                frame.cr[chroma++] = codes.cr;
            }
        }
}

std::uint16_t mixed(std::uint16_t below, std::uint16_t above, float coverage)
{
    const auto from = static_cast<float>(below);
    return static_cast<std::uint16_t>(from + (static_cast<float>(above) - from) * coverage + 0.5F);
}

constexpr image::SignalTag kSignal{image::Matrix::Bt709, image::Range::Legal};

} // namespace

DemoScene::DemoScene(image::Frame set, Ball ball)
    : m_set(std::move(set))
    , m_ball(std::move(ball))
{
}

Result<DemoScene> DemoScene::create(double exposureStops)
{
    const auto exposure = static_cast<float>(std::exp2(exposureStops));
    TAILSLATE_TRY(image::Frame set, image::makeFrame(kWidth, kHeight, kSignal));
    const Set studio;
    record(set, exposure, [&](int x, int y) { return studio.at(x, y); });

    constexpr int kSide = 2 * kBallRadius;
    Ball ball;
    TAILSLATE_TRY(ball.codes, image::makeFrame(kSide, kSide, kSignal));
    const auto fromCenter = [](int position) {
        return static_cast<float>(position - kBallRadius) + 0.5F;
    };
    record(ball.codes, exposure,
           [&](int x, int y) { return ballLight(fromCenter(x), fromCenter(y)); });
    for (int y = 0; y < kSide; ++y)
        for (int x = 0; x < kSide; ++x)
            ball.coverage.push_back(
                std::clamp(kBallRadius - std::hypot(fromCenter(x), fromCenter(y)), 0.0F, 1.0F));
    return DemoScene(std::move(set), std::move(ball));
}

image::Frame DemoScene::frame(std::int64_t number, std::int64_t count) const
{
    image::Frame frame = m_set;
    frame.number = number;
    const int side = m_ball.codes.width;
    const std::int64_t way = kWidth - side;
    const auto left = static_cast<int>(way * number / std::max<std::int64_t>(count - 1, 1)) / 2 * 2;
    for (int y = 0; y < side; ++y)
        for (int x = 0; x < side; ++x) {
            const auto from = static_cast<std::size_t>(y * side + x);
            const auto to = static_cast<std::size_t>((kBallTop + y) * kWidth + left + x);
            const float coverage = m_ball.coverage[from];
            frame.y[to] = mixed(frame.y[to], m_ball.codes.y[from], coverage);
            if (x % 2 == 0) {
                frame.cb[to / 2] = mixed(frame.cb[to / 2], m_ball.codes.cb[from / 2], coverage);
                frame.cr[to / 2] = mixed(frame.cr[to / 2], m_ball.codes.cr[from / 2], coverage);
            }
        }
    return frame;
}

} // namespace tailslate::app::detail
