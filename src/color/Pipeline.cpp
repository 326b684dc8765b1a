// SPDX-License-Identifier: Apache-2.0
#include "color/Pipeline.h"

#include "color/detail/ColorConfig.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <OpenColorIO/OpenColorIO.h>

#include <algorithm>
#include <exception>
#include <iterator>
#include <type_traits>
#include <utility>

namespace OCIO = OCIO_NAMESPACE;

namespace tailslate::color {
namespace {

constexpr const char* kInputFunction = "tailslateInput";
constexpr const char* kOutputFunction = "tailslateOutput";

/// The largest cube that OpenColorIO and the LUT boxes take.
constexpr int kMaxBakeEdge = 129;

/// Runs what may throw. The color library reports everything by exception.
template <class Function>
auto guarded(const Function& function) -> Result<decltype(function())>
{
    try {
        if constexpr (std::is_void_v<decltype(function())>) {
            function();
            return {};
        } else {
            return function();
        }
    } catch (const std::exception& error) {
        return failure(ErrorCode::Internal,
                       fmt::format("the color library refused: {}", error.what()));
    }
}

/// The name of a choice.
/// @return InvalidArgument that lists what there is.
Result<std::string> nameOf(const std::vector<SpaceChoice>& choices, const std::string& id,
                           const char* what)
{
    const auto found = std::ranges::find(choices, id, &SpaceChoice::id);
    if (found != choices.end())
        return found->name;
    std::vector<std::string> known;
    std::ranges::transform(choices, std::back_inserter(known), &SpaceChoice::id);
    return failure(ErrorCode::InvalidArgument, fmt::format("there is no {} called '{}', only {}",
                                                           what, id, fmt::join(known, ", ")));
}

OCIO::TransformRcPtr cdlTransform(const Cdl& cdl, CdlStyle style)
{
    const auto transform = OCIO::CDLTransform::Create();
    transform->setStyle(style == CdlStyle::Asc ? OCIO::CDL_ASC : OCIO::CDL_NO_CLAMP);
    transform->setSlope(cdl.slope.data());
    transform->setOffset(cdl.offset.data());
    transform->setPower(cdl.power.data());
    transform->setSat(cdl.saturation);
    return transform;
}

OCIO::TransformRcPtr outputTransform(const PipelineSettings& settings)
{
    const auto transform = OCIO::DisplayViewTransform::Create();
    transform->setSrc(settings.input.c_str());
    transform->setDisplay(settings.output.c_str());
    transform->setView(detail::kView);
    return transform;
}

GpuProgram extract(const OCIO::ConstProcessorRcPtr& processor)
{
    auto shader = OCIO::GpuShaderDesc::CreateShaderDesc();
    shader->setLanguage(OCIO::GPU_LANGUAGE_GLSL_4_0);
    shader->setFunctionName(kOutputFunction);
    shader->setResourcePrefix(kOutputFunction);
    processor->getOptimizedGPUProcessor(OCIO::OPTIMIZATION_LOSSLESS)->extractGpuShaderInfo(shader);

    GpuProgram program;
    program.inputFunction = kInputFunction;
    program.outputFunction = kOutputFunction;
    // The color decision works on the camera's own signal, so nothing happens before it.
    program.source = fmt::format("vec4 {}(vec4 pixel)\n{{\n    return pixel;\n}}\n{}\n",
                                 kInputFunction, shader->getShaderText());

    for (unsigned i = 0; i < shader->getNum3DTextures(); ++i) {
        const char* texture = nullptr;
        const char* sampler = nullptr;
        unsigned edge = 0;
        OCIO::Interpolation interpolation{};
        shader->get3DTexture(i, texture, sampler, edge, interpolation);
        const float* values = nullptr;
        shader->get3DTextureValues(i, values);
        const std::size_t count = 3 * static_cast<std::size_t>(edge) * edge * edge;
        program.textures3d.push_back(
            {sampler, static_cast<int>(edge), std::vector<float>(values, values + count)});
    }
    for (unsigned i = 0; i < shader->getNumTextures(); ++i) {
        const char* texture = nullptr;
        const char* sampler = nullptr;
        unsigned width = 0;
        unsigned height = 0;
        OCIO::GpuShaderDesc::TextureType type{};
        OCIO::Interpolation interpolation{};
        shader->getTexture(i, texture, sampler, width, height, type, interpolation);
        const float* values = nullptr;
        shader->getTextureValues(i, values);
        const int channels = type == OCIO::GpuShaderDesc::TEXTURE_RED_CHANNEL ? 1 : 3;
        const std::size_t count =
            static_cast<std::size_t>(channels) * static_cast<std::size_t>(width) * height;
        program.textures2d.push_back({sampler, static_cast<int>(width), static_cast<int>(height),
                                      channels, std::vector<float>(values, values + count)});
    }
    return program;
}

} // namespace

const std::vector<SpaceChoice>& cameraSpaces()
{
    static const std::vector<SpaceChoice> kChoices = detail::cameraChoices();
    return kChoices;
}

const std::vector<SpaceChoice>& displaySpaces()
{
    static const std::vector<SpaceChoice> kChoices = detail::displayChoices();
    return kChoices;
}

struct Pipeline::Impl {
    PipelineSettings settings;
    std::string title;
    OCIO::ConstConfigRcPtr config;
    OCIO::ConstCPUProcessorRcPtr processor;

    /// @param pixels RGB, 3 × width × height values.
    Result<void> grade(std::vector<float>& pixels, long width, long height) const
    {
        return guarded([&] {
            OCIO::PackedImageDesc image(pixels.data(), width, height, 3);
            processor->apply(image);
        });
    }
};

Pipeline::Pipeline(std::unique_ptr<Impl> impl)
    : m_impl(std::move(impl))
{
}

Pipeline::~Pipeline() = default;

Result<std::shared_ptr<const Pipeline>> Pipeline::create(PipelineSettings settings)
{
    TAILSLATE_TRY(const std::string input, nameOf(cameraSpaces(), settings.input, "camera space"));
    TAILSLATE_TRY(const std::string output, nameOf(displaySpaces(), settings.output, "display"));
    TAILSLATE_CHECK(validate(settings.cdl));

    auto impl = std::make_unique<Impl>();
    impl->settings = std::move(settings);
    impl->title = fmt::format("{} to {}", input, output);
    TAILSLATE_CHECK(guarded([&] {
        impl->config = detail::makeColorConfig();
        const auto chain = OCIO::GroupTransform::Create();
        chain->appendTransform(cdlTransform(impl->settings.cdl, impl->settings.style));
        chain->appendTransform(outputTransform(impl->settings));
        impl->processor = impl->config->getProcessor(chain)->getOptimizedCPUProcessor(
            OCIO::OPTIMIZATION_LOSSLESS);
    }));
    return std::shared_ptr<const Pipeline>(new Pipeline(std::move(impl)));
}

const PipelineSettings& Pipeline::settings() const noexcept
{
    return m_impl->settings;
}

Result<void> Pipeline::apply(image::RgbImage& image) const
{
    if (image.width < 1 || image.height < 1 ||
        image.pixels.size() !=
            3 * static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.height))
        return failure(ErrorCode::InvalidArgument,
                       "the pixels of an image do not have the size that its width and height ask");
    return m_impl->grade(image.pixels, image.width, image.height);
}

Result<Lut3d> Pipeline::bake(int edge) const
{
    if (edge < 2 || edge > kMaxBakeEdge)
        return failure(ErrorCode::InvalidArgument,
                       fmt::format("a cube of edge {} is outside 2 to {}", edge, kMaxBakeEdge));

    const auto side = static_cast<std::size_t>(edge);
    std::vector<float> values(3 * side * side * side);
    const auto last = static_cast<float>(edge - 1);
    float* out = values.data();
    for (int blue = 0; blue < edge; ++blue)
        for (int green = 0; green < edge; ++green)
            for (int red = 0; red < edge; ++red) {
                *out++ = static_cast<float>(red) / last;
                *out++ = static_cast<float>(green) / last;
                *out++ = static_cast<float>(blue) / last;
            }
    TAILSLATE_CHECK(m_impl->grade(values, edge * edge, edge));
    return Lut3d{edge, std::move(values), m_impl->title};
}

Result<GpuProgram> Pipeline::gpuProgram() const
{
    return guarded(
        [&] { return extract(m_impl->config->getProcessor(outputTransform(m_impl->settings))); });
}

} // namespace tailslate::color
