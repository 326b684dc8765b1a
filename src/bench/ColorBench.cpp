// SPDX-License-Identifier: Apache-2.0
#include "bench/BuiltinBenches.h"
#include "bench/Measure.h"
#include "color/Lut3d.h"
#include "color/Pipeline.h"
#include "image/DecodeYcbcr.h"

#include <fmt/format.h>

#include <algorithm>
#include <random>
#include <utility>

namespace tailslate::bench {
namespace {

constexpr int kWidth = 1920;
constexpr int kHeight = 1080;
constexpr double kAimMilliseconds = 5.0; ///< A 1080p frame, decoded and graded, on one core.
constexpr double kAimOfExact = 1.0 / 60.0;

/// Slow ramps through hue and brightness with a little grain, so that neighbours hit neighbouring
/// cells of a cube as in a picture.
Result<image::Frame> grainyRamps()
{
    TAILSLATE_TRY(image::Frame frame, image::makeFrame(kWidth, kHeight, {}));
    std::minstd_rand random(1);
    const auto grain = [&random] { return static_cast<int>(random() % 17) - 8; };
    const auto sample = [&grain](int position, int count) {
        return static_cast<std::uint16_t>(
            std::clamp(64 + 876 * position / count + grain(), 4, 1019));
    };
    for (int row = 0; row < kHeight; ++row) {
        for (int column = 0; column < kWidth; ++column)
            frame.y[static_cast<std::size_t>(row * kWidth + column)] = sample(column, kWidth);
        const int chroma = frame.chromaWidth();
        for (int column = 0; column < chroma; ++column) {
            const auto index = static_cast<std::size_t>(row * chroma + column);
            frame.cb[index] = sample(row, kHeight);
            frame.cr[index] = sample(chroma - 1 - column, chroma);
        }
    }
    return frame;
}

/// The pixels that baking a cube grades: its grid over 0 to 1.
Result<image::RgbImage> gridOfCube(int edge)
{
    TAILSLATE_TRY(image::RgbImage grid, image::makeRgbImage(edge * edge, edge));
    const auto step = [edge](int index) {
        return static_cast<float>(index) / static_cast<float>(edge - 1);
    };
    auto value = grid.pixels.begin();
    for (int blue = 0; blue < edge; ++blue) {
        for (int green = 0; green < edge; ++green) {
            for (int red = 0; red < edge; ++red) {
                *value++ = step(red);
                *value++ = step(green);
                *value++ = step(blue);
            }
        }
    }
    return grid;
}

/// Grades a copy of the image; the copying is outside the clock.
template <class Apply>
Result<double> timeApply(const image::RgbImage& image, const Apply& apply)
{
    image::RgbImage graded = image;
    const Stopwatch watch;
    TAILSLATE_CHECK(apply(graded));
    const double seconds = watch.seconds();
    keep(graded.pixels.back());
    return seconds;
}

Row row(std::string name, std::string against, double ours, double reference,
        std::optional<double> target)
{
    return {.name = std::move(name),
            .against = std::move(against),
            .unit = "ms",
            .better = Better::Lower,
            .ours = ours * 1e3,
            .reference = reference * 1e3,
            .target = target};
}

/// What the timed things share: made once, only read while they run.
struct Scene {
    image::Frame frame;
    image::RgbImage decoded;
    std::shared_ptr<const color::Pipeline> pipeline;
    color::Lut3d cube;
};

Result<Scene> makeScene()
{
    TAILSLATE_TRY(image::Frame frame, grainyRamps());
    TAILSLATE_TRY(image::RgbImage decoded, image::decodeYcbcr(frame));
    color::PipelineSettings settings;
    settings.cdl = {.slope = {1.1, 1.0, 0.95},
                    .offset = {0.02, 0.0, -0.01},
                    .power = {0.95, 1.0, 1.05},
                    .saturation = 0.9};
    TAILSLATE_TRY(auto pipeline, color::Pipeline::create(settings));
    TAILSLATE_TRY(color::Lut3d cube, pipeline->bake(33));
    return Scene{std::move(frame), std::move(decoded), std::move(pipeline), std::move(cube)};
}

Timed decodeAndApplyCube(const Scene& scene)
{
    return [&scene]() -> Result<double> {
        const Stopwatch watch;
        TAILSLATE_TRY(image::RgbImage image, image::decodeYcbcr(scene.frame));
        TAILSLATE_CHECK(color::apply(scene.cube, image));
        keep(image.pixels.back());
        return watch.seconds();
    };
}

Timed decodeOnly(const Scene& scene)
{
    return [&scene]() -> Result<double> {
        const Stopwatch watch;
        TAILSLATE_TRY(const image::RgbImage image, image::decodeYcbcr(scene.frame));
        keep(image.pixels.back());
        return watch.seconds();
    };
}

/// The least that any decoding into a new image has to do: allocate it and write every value.
Timed copyImage(const Scene& scene)
{
    return timed([&scene] {
        const image::RgbImage copy = scene.decoded;
        keep(copy.pixels.back());
    });
}

Timed bake(const Scene& scene, int edge)
{
    return [&scene, edge]() -> Result<double> {
        const Stopwatch watch;
        TAILSLATE_TRY(const color::Lut3d cube, scene.pipeline->bake(edge));
        keep(cube.values.back());
        return watch.seconds();
    };
}

class ColorBench final : public Bench {
public:
    std::string name() const override { return "color"; }

    std::string description() const override
    {
        return "a 1080p frame of 10-bit 4:2:2 decoded and graded through a baked cube, against the "
               "exact pipeline";
    }

    Result<Findings> run(const BenchOptions& options, jobs::JobContext context) const override
    {
        const std::chrono::seconds budget(options.quick ? 12 : 90);
        TAILSLATE_TRY(const Scene scene, makeScene());
        const auto exact = [&scene](image::RgbImage& image) {
            return scene.pipeline->apply(image);
        };
        const auto cube = [&scene](image::RgbImage& image) {
            return color::apply(scene.cube, image);
        };
        TAILSLATE_TRY(const auto frame,
                      medianSeconds({decodeAndApplyCube(scene), decodeOnly(scene), copyImage(scene),
                                     [&] { return timeApply(scene.decoded, cube); },
                                     [&] { return timeApply(scene.decoded, exact); }},
                                    {options.quick ? 7 : 31, budget}, context));
        std::vector<Row> rows{
            row("1080p: decode and 33-cube", "exact pipeline", frame[0], frame[4], kAimOfExact),
            row("1080p: decode and 33-cube", "the aim", frame[0], kAimMilliseconds / 1e3, 1.0),
            row("1080p: 33-cube alone", "exact pipeline", frame[3], frame[4], std::nullopt),
            row("1080p: decode alone", "copying the image", frame[1], frame[2], std::nullopt)};
        for (const int edge : {17, 33, 65}) {
            TAILSLATE_TRY(const image::RgbImage grid, gridOfCube(edge));
            TAILSLATE_TRY(const auto baked,
                          medianSeconds({bake(scene, edge), [&] { return timeApply(grid, exact); }},
                                        {options.quick ? 9 : 31, budget / 2}, context));
            rows.push_back(row(fmt::format("bake a {}-cube", edge), "exact pipeline on its grid",
                               baked[0], baked[1], std::nullopt));
        }
        return Findings{.rows = std::move(rows), .notes = {}};
    }
};

} // namespace

std::unique_ptr<Bench> makeColorBench()
{
    return std::make_unique<ColorBench>();
}

} // namespace tailslate::bench
