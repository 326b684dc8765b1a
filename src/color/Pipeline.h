// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "color/Cdl.h"
#include "color/Lut3d.h"
#include "image/Frame.h"

#include <array>
#include <memory>
#include <string>
#include <vector>

namespace tailslate::color {

/// A named place for a signal to come from or go to.
struct SpaceChoice {
    std::string id;   ///< Stable, for files and options: `arri-logc3-ei800`, `rec709`.
    std::string name; ///< For people: `ARRI LogC3 EI 800`, `Rec.709`.
};

/// What turns a camera signal into the picture on the monitor. A value type.
struct PipelineSettings {
    std::string input = "arri-logc3-ei800"; ///< One of cameraSpaces().
    Cdl cdl{};                              ///< Applied to the camera's log signal.
    CdlStyle style = CdlStyle::Asc;
    std::string output =
        "rec709"; ///< One of displaySpaces(); through the ACES 1.0 SDR output transform.

    bool operator==(const PipelineSettings&) const = default;
};

/// The camera signals this build knows, in the order to offer them.
[[nodiscard]] const std::vector<SpaceChoice>& cameraSpaces();

/// The displays this build knows, in the order to offer them.
[[nodiscard]] const std::vector<SpaceChoice>& displaySpaces();

/// GLSL 4.00 source for the viewer: functions before and after the CDL, which the caller writes
/// with its own uniforms so that no shader is rebuilt while a wheel moves.
struct GpuProgram {
    struct Texture3d {
        std::string sampler;       ///< Name of the `sampler3D` in the source.
        int edge = 0;              ///< Samples per side.
        std::vector<float> values; ///< RGB, 3 × edge³, red fastest. Linear filter, clamp to edge.
    };

    struct Texture2d {
        std::string sampler; ///< Name of the `sampler1D` (height 1) or `sampler2D` in the source.
        int width = 0;
        int height = 1;
        int channels = 3;          ///< 1 or 3.
        std::vector<float> values; ///< channels × width × height. Linear filter, clamp to edge.
    };

    std::string source;         ///< Both functions; no `#version`, no main().
    std::string inputFunction;  ///< `vec4 name(vec4)`: camera signal to grading space.
    std::string outputFunction; ///< `vec4 name(vec4)`: grading space to display code values.
    std::vector<Texture3d> textures3d;
    std::vector<Texture2d> textures2d;
};

/// Camera → grading space → CDL → output transform → display, exact in 32-bit float. Immutable and
/// thread-safe; a grade change makes a new one and swaps the pointer.
class Pipeline {
public:
    /// @return InvalidArgument for unknown spaces or a CDL out of range; Internal when the color
    /// library refuses.
    [[nodiscard]] static Result<std::shared_ptr<const Pipeline>> create(PipelineSettings settings);

    ~Pipeline();
    Pipeline(const Pipeline&) = delete;
    Pipeline& operator=(const Pipeline&) = delete;

    [[nodiscard]] const PipelineSettings& settings() const noexcept;

    /// Grades in place: camera code values (0 to 1 nominal, beyond allowed) in, display code values
    /// out. Lossless optimization; about half a second for 1920 × 1080 on one core.
    [[nodiscard]] Result<void> apply(image::RgbImage& image) const;

    /// Samples the whole chain on a cube over 0 to 1.
    /// @param edge 2 to 129.
    [[nodiscard]] Result<Lut3d> bake(int edge) const;

    /// The parts for the GPU. The same for every CDL of the same input, style and output.
    [[nodiscard]] Result<GpuProgram> gpuProgram() const;

private:
    struct Impl;
    explicit Pipeline(std::unique_ptr<Impl> impl);

    std::unique_ptr<Impl> m_impl;
};

} // namespace tailslate::color
