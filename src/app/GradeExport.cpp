// SPDX-License-Identifier: Apache-2.0
#include "app/GradeExport.h"

#include "app/ProjectPlace.h"
#include "av/FrameReader.h"
#include "image/DecodeYcbcr.h"
#include "io/DurableFile.h"
#include "stills/StillFile.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace tailslate::app {
namespace {

std::string lowerExtension(const std::filesystem::path& path)
{
    std::string extension = path.extension().string();
    std::ranges::transform(extension, extension.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return extension;
}

Result<color::CdlFileKind> cdlKind(const std::filesystem::path& path)
{
    const std::string extension = lowerExtension(path);
    if (extension == ".cc")
        return color::CdlFileKind::Cc;
    if (extension == ".ccc")
        return color::CdlFileKind::Ccc;
    if (extension == ".cdl")
        return color::CdlFileKind::Cdl;
    return failure(ErrorCode::InvalidArgument, "a CDL file ends in .cc, .ccc or .cdl", path);
}

} // namespace

Result<void> exportCdl(const Services& services, const std::filesystem::path& path,
                       const color::ColorCorrection& correction)
{
    TAILSLATE_TRY(const color::CdlFileKind kind, cdlKind(path));
    TAILSLATE_CHECK(ensureNotOnAnyCard(services, path));
    TAILSLATE_TRY(const std::string text, color::cdlFileText(kind, {correction}));
    return io::writeDurably(services.files, path, text, io::Existing::Replace);
}

Result<void> exportCube(const Services& services, const std::filesystem::path& path,
                        const color::PipelineSettings& settings, int edge, const std::string& title)
{
    if (lowerExtension(path) != ".cube")
        return failure(ErrorCode::InvalidArgument, "a LUT file ends in .cube", path);
    TAILSLATE_CHECK(ensureNotOnAnyCard(services, path));
    TAILSLATE_TRY(const auto pipeline, color::Pipeline::create(settings));
    TAILSLATE_TRY(color::Lut3d lut, pipeline->bake(edge));
    lut.title = title;
    TAILSLATE_TRY(const std::string text, color::cubeFileText(lut));
    return io::writeDurably(services.files, path, text, io::Existing::Replace);
}

Result<void> exportStill(const Services& services, const std::filesystem::path& path,
                         const image::Frame& frame, const color::PipelineSettings& settings)
{
    TAILSLATE_CHECK(ensureNotOnAnyCard(services, path));
    TAILSLATE_TRY(const auto pipeline, color::Pipeline::create(settings));
    TAILSLATE_TRY(image::RgbImage picture, image::decodeYcbcr(frame));
    TAILSLATE_CHECK(pipeline->apply(picture));
    const std::string description = fmt::format("Frame {}, {} to {}, graded with Tailslate",
                                                frame.number, settings.input, settings.output);
    return stills::writeStill(path, picture, stills::StillDepth::Bits16,
                              {{"ImageDescription", description}});
}

Result<void> grabStill(const Services& services, const av::SourceSpec& source, std::int64_t skip,
                       const color::PipelineSettings& settings, const std::filesystem::path& path,
                       std::stop_token stop)
{
    TAILSLATE_TRY(const auto reader, av::FrameReader::open(source, std::move(stop)));
    std::shared_ptr<const image::Frame> frame;
    for (std::int64_t i = 0; i <= skip; ++i) {
        TAILSLATE_TRY(frame, reader->next());
        if (!frame)
            return failure(ErrorCode::NotFound,
                           fmt::format("{} has only {} frames", av::describe(source), i));
    }
    return exportStill(services, path, *frame, settings);
}

} // namespace tailslate::app
