// SPDX-License-Identifier: Apache-2.0
#include "av/detail/PictureSource.h"
#include "av/detail/StreamFacts.h"

#include <fmt/format.h>
extern "C" {
#include <libavfilter/buffersink.h>
#include <libavutil/avstring.h>
#include <libavutil/mem.h>
#include <libavutil/pixdesc.h>
}

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>
#include <utility>

namespace tailslate::av::detail {
namespace {

constexpr std::array<std::string_view, 42> kAllowedFilters{
    "allrgb",  "allyuv",  "blend",      "boxblur",     "color",     "colorchart", "colorspectrum",
    "crop",    "drawbox", "drawgrid",   "eq",          "fade",      "format",     "fps",
    "gblur",   "geq",     "gradients",  "haldclutsrc", "hflip",     "hstack",     "hue",
    "lutrgb",  "lutyuv",  "mandelbrot", "mptestsrc",   "negate",    "noise",      "null",
    "nullsrc", "overlay", "pad",        "pal100bars",  "pal75bars", "rgbtestsrc", "rotate",
    "scale",   "setsar",  "smptebars",  "smptehdbars", "split",     "testsrc",    "testsrc2"};

constexpr const char* kSpace = " \n\t\r";

/// One token as FFmpeg's own graph reader would take it, quotes and escapes removed.
std::string token(const char*& text, const char* terminators)
{
    char* taken = av_get_token(&text, terminators);
    std::string copy = taken != nullptr ? taken : "";
    av_free(taken);
    return copy;
}

void skipLabels(const char*& text)
{
    while (*text == '[') {
        ++text;
        token(text, "]");
        if (*text == ']')
            ++text;
        text += std::strspn(text, kSpace);
    }
}

/// Walks the graph the way libavfilter does (graphparser.c: labels, `name=options`, labels, then
/// `,` or `;`) and refuses every filter that is not on the list. It has to be done before the
/// library reads the text, because a filter may open a file as soon as it is named.
Result<void> checkGraph(const std::string& graph)
{
    const char* text = graph.c_str();
    for (;;) {
        text += std::strspn(text, kSpace);
        skipLabels(text);
        std::string name = token(text, "=,;[");
        name.erase(std::min(name.find('@'), name.size()));
        if (name.empty())
            return failure(ErrorCode::InvalidArgument, "the test pattern is not a filter graph");
        if (std::ranges::find(kAllowedFilters, name) == kAllowedFilters.end())
            return failure(ErrorCode::Unsupported,
                           fmt::format("a test pattern cannot use the filter `{}`", name));
        if (*text == '=') {
            ++text;
            token(text, "[],;");
        }
        text += std::strspn(text, kSpace);
        skipLabels(text);
        if (*text == '\0')
            return {};
        if (*text != ',' && *text != ';')
            return failure(ErrorCode::InvalidArgument, "the test pattern is not a filter graph");
        ++text;
    }
}

/// A configured graph with one open output.
struct Graph {
    GraphPtr graph;
    AVFilterContext* sink = nullptr; ///< Inside graph.
};

std::unexpected<Error> graphFailure(int result, const std::string& graph)
{
    return failure(result == AVERROR(ENOMEM) ? ErrorCode::Io : ErrorCode::InvalidArgument,
                   fmt::format("`{}` is not a test pattern FFmpeg can draw", graph));
}

Result<Graph> buildGraph(const std::string& description)
{
    Graph built{GraphPtr(avfilter_graph_alloc()), nullptr};
    if (!built.graph)
        throw std::bad_alloc();
    int result = avfilter_graph_create_filter(&built.sink, avfilter_get_by_name("buffersink"),
                                              "out", nullptr, nullptr, built.graph.get());
    if (result < 0)
        return graphFailure(result, description);

    AVFilterInOut* inputs = nullptr;
    AVFilterInOut* outputs = nullptr;
    result = avfilter_graph_parse2(built.graph.get(), description.c_str(), &inputs, &outputs);
    const bool oneOutput =
        result >= 0 && inputs == nullptr && outputs != nullptr && outputs->next == nullptr &&
        avfilter_pad_get_type(outputs->filter_ctx->output_pads, outputs->pad_idx) ==
            AVMEDIA_TYPE_VIDEO;
    if (oneOutput)
        result = avfilter_link(outputs->filter_ctx, static_cast<unsigned>(outputs->pad_idx),
                               built.sink, 0);
    avfilter_inout_free(&inputs);
    avfilter_inout_free(&outputs);
    if (!oneOutput)
        return graphFailure(result, description);
    if (result >= 0)
        result = avfilter_graph_config(built.graph.get(), nullptr);
    if (result < 0)
        return graphFailure(result, description);
    return built;
}

class PatternSource final : public PictureSource {
public:
    PatternSource(Graph graph, std::stop_token stop, StreamInfo info)
        : m_graph(std::move(graph))
        , m_stop(std::move(stop))
        , m_info(std::move(info))
    {
    }

    const StreamInfo& info() const noexcept override { return m_info; }

    std::int64_t damagedFrames() const noexcept override { return 0; }

    Result<bool> next(AVFrame& picture) override
    {
        if (m_stop.stop_requested())
            return failure(ErrorCode::Cancelled, "stopped by the operator");
        const int result = av_buffersink_get_frame(m_graph.sink, &picture);
        if (result == AVERROR_EOF)
            return false;
        if (result < 0)
            return avFailure(result, "the test pattern cannot be drawn");
        picture.pts = m_number++;
        return true;
    }

    Result<void> seek(std::int64_t) override
    {
        return failure(ErrorCode::Unsupported, "a live source cannot be moved");
    }

private:
    Graph m_graph;
    std::stop_token m_stop;
    StreamInfo m_info;
    std::int64_t m_number = 0;
};

/// FFmpeg's generators draw Y'CbCr with BT.601 coefficients and do not say so; asked for RGB they
/// draw the exact colors, which then become BT.709 like everything else.
Result<bool> drawsUntaggedYcbcr(const std::string& description)
{
    TAILSLATE_TRY(const Graph trial, buildGraph(description));
    const FramePtr picture = makeAvFrame();
    const int result = av_buffersink_get_frame(trial.sink, picture.get());
    if (result < 0)
        return graphFailure(result, description);
    const AVPixFmtDescriptor* format =
        av_pix_fmt_desc_get(static_cast<AVPixelFormat>(picture->format));
    return format != nullptr && (format->flags & AV_PIX_FMT_FLAG_RGB) == 0 &&
           picture->colorspace == AVCOL_SPC_UNSPECIFIED;
}

} // namespace

Result<std::unique_ptr<PictureSource>> openPatternSource(const std::string& graph,
                                                         std::stop_token stop)
{
    silenceFfmpeg();
    TAILSLATE_CHECK(checkGraph(graph));
    TAILSLATE_TRY(const bool inRgb, drawsUntaggedYcbcr(graph));
    TAILSLATE_TRY(Graph built, buildGraph(inRgb ? graph + ",format=gbrp" : graph));

    StreamInfo info;
    info.width = av_buffersink_get_w(built.sink);
    info.height = av_buffersink_get_h(built.sink);
    info.rate = frameRateFrom(av_buffersink_get_frame_rate(built.sink));
    info.codec = "rawvideo";
    return std::make_unique<PatternSource>(std::move(built), std::move(stop), std::move(info));
}

} // namespace tailslate::av::detail
