// SPDX-License-Identifier: Apache-2.0
#include "av/detail/PictureConverter.h"

#include "av/detail/RgbEncoder.h"

#include <fmt/format.h>
extern "C" {
#include <libavutil/opt.h>
#include <libavutil/pixdesc.h>
}

#include <algorithm>
#include <cstddef>
#include <vector>

namespace tailslate::av::detail {
namespace {

constexpr unsigned kLargestCode = 1023;

/// From this size on an untagged picture is taken as high definition.
constexpr int kHdWidth = 1280;
constexpr int kHdHeight = 720;

Result<image::Matrix> matrixOf(const AVFrame& picture)
{
    switch (picture.colorspace) {
    case AVCOL_SPC_BT709:
        return image::Matrix::Bt709;
    case AVCOL_SPC_BT470BG:
    case AVCOL_SPC_SMPTE170M:
    case AVCOL_SPC_FCC:
        return image::Matrix::Bt601;
    case AVCOL_SPC_BT2020_NCL:
        return image::Matrix::Bt2020;
    case AVCOL_SPC_UNSPECIFIED:
    case AVCOL_SPC_RESERVED:
        return picture.width >= kHdWidth || picture.height >= kHdHeight ? image::Matrix::Bt709
                                                                        : image::Matrix::Bt601;
    default:
        return failure(ErrorCode::Unsupported,
                       fmt::format("pictures in the color encoding {} are not supported",
                                   av_color_space_name(picture.colorspace) != nullptr
                                       ? av_color_space_name(picture.colorspace)
                                       : "of this source"));
    }
}

/// The old `yuvj` formats say full range by their name alone.
bool saysFullRange(const AVFrame& picture)
{
    switch (picture.format) {
    case AV_PIX_FMT_YUVJ411P:
    case AV_PIX_FMT_YUVJ420P:
    case AV_PIX_FMT_YUVJ422P:
    case AV_PIX_FMT_YUVJ440P:
    case AV_PIX_FMT_YUVJ444P:
        return true;
    default:
        return picture.color_range == AVCOL_RANGE_JPEG;
    }
}

template <class Sample, class Change>
void copyPlane(const AVFrame& picture, int plane, int width, int height,
               std::vector<std::uint16_t>& samples, Change change)
{
    const std::uint8_t* row = picture.data[plane];
    auto out = samples.begin();
    for (int line = 0; line < height; ++line) {
        const auto* codes = reinterpret_cast<const Sample*>(row);
        out = std::transform(codes, codes + width, out, [change](Sample code) {
            return static_cast<std::uint16_t>(change(code));
        });
        row += picture.linesize[plane];
    }
}

/// The gray format of 8, 10, 12 or 16 bits that holds what a format of `depth` bits holds.
AVPixelFormat grayFor(int depth)
{
    if (depth <= 8)
        return AV_PIX_FMT_GRAY8;
    if (depth <= 10)
        return AV_PIX_FMT_GRAY10;
    return depth <= 12 ? AV_PIX_FMT_GRAY12 : AV_PIX_FMT_GRAY16;
}

/// Shifts, as legal range demands (ITU-R BT.709-6, item 3.4).
void copyGray(const AVFrame& picture, image::Frame& frame)
{
    constexpr std::uint16_t kNeutral = 512;
    const int depth =
        av_pix_fmt_desc_get(static_cast<AVPixelFormat>(picture.format))->comp[0].depth;
    if (depth == 8)
        copyPlane<std::uint8_t>(picture, 0, frame.width, frame.height, frame.y,
                                [](unsigned code) { return code << 2; });
    else
        copyPlane<std::uint16_t>(picture, 0, frame.width, frame.height, frame.y,
                                 [depth](unsigned code) { return code >> (depth - 10); });
    std::ranges::fill(frame.cb, kNeutral);
    std::ranges::fill(frame.cr, kNeutral);
}

/// Raw files may hold words beyond 10 bits, which later tables have no entry for.
void copyTenBit(const AVFrame& picture, image::Frame& frame)
{
    const auto limited = [](unsigned code) { return std::min<unsigned>(code, kLargestCode); };
    copyPlane<std::uint16_t>(picture, 0, frame.width, frame.height, frame.y, limited);
    copyPlane<std::uint16_t>(picture, 1, frame.chromaWidth(), frame.height, frame.cb, limited);
    copyPlane<std::uint16_t>(picture, 2, frame.chromaWidth(), frame.height, frame.cr, limited);
}

} // namespace

Result<void> PictureConverter::prepare(const Key& key)
{
    if (m_scaler && key == m_key)
        return {};
    m_scaler.reset(sws_alloc_context());
    if (!m_scaler)
        throw std::bad_alloc();
    SwsContext* scaler = m_scaler.get();
    av_opt_set_int(scaler, "srcw", key.width, 0);
    av_opt_set_int(scaler, "srch", key.height, 0);
    av_opt_set_int(scaler, "src_format", key.from, 0);
    av_opt_set_int(scaler, "dstw", key.width, 0);
    av_opt_set_int(scaler, "dsth", key.height, 0);
    av_opt_set_int(scaler, "dst_format", key.to, 0);
    // Bilinear: chroma that is resampled must not ring beyond its neighbors.
    av_opt_set_int(scaler, "sws_flags",
                   SWS_BILINEAR | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INP | SWS_BITEXACT, 0);
    // Chroma sits on even columns, as image::Frame says.
    av_opt_set_int(scaler, "dst_h_chr_pos", 0, 0);
    int result = sws_init_context(scaler, nullptr, nullptr);
    if (result >= 0) {
        // The same on both sides, so that neither matrix nor range is converted.
        const int* coefficients = sws_getCoefficients(SWS_CS_ITU709);
        const int range = key.fullRange ? 1 : 0;
        constexpr int kUnity = 1 << 16;
        result = sws_setColorspaceDetails(scaler, coefficients, range, coefficients, range, 0,
                                          kUnity, kUnity);
    }
    if (result < 0) {
        m_scaler.reset();
        const char* name = av_get_pix_fmt_name(key.from);
        return failure(ErrorCode::Unsupported,
                       fmt::format("pictures of {} x {} in the format {} cannot be converted",
                                   key.width, key.height, name != nullptr ? name : "of this file"));
    }
    m_key = key;
    m_scaled = makeAvFrame();
    m_scaled->width = key.width;
    m_scaled->height = key.height;
    m_scaled->format = key.to;
    if (av_frame_get_buffer(m_scaled.get(), 0) < 0)
        throw std::bad_alloc();
    return {};
}

Result<const AVFrame*> PictureConverter::inFormat(const AVFrame& picture, AVPixelFormat format,
                                                  bool fullRange)
{
    const auto from = static_cast<AVPixelFormat>(picture.format);
    if (from == format)
        return &picture;
    TAILSLATE_CHECK(prepare({picture.width, picture.height, from, format, fullRange}));
    const int result = sws_scale_frame(m_scaler.get(), m_scaled.get(), &picture);
    if (result < 0)
        return avFailure(result, "a picture cannot be converted");
    return m_scaled.get();
}

Result<std::shared_ptr<const image::Frame>> PictureConverter::convert(const AVFrame& picture)
{
    const auto format = static_cast<AVPixelFormat>(picture.format);
    const AVPixFmtDescriptor* description = av_pix_fmt_desc_get(format);
    if (description == nullptr || (description->flags & AV_PIX_FMT_FLAG_HWACCEL) != 0)
        return failure(ErrorCode::Unsupported, "pictures in this format cannot be converted");
    const bool rgb = (description->flags & (AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_PAL)) != 0;
    const bool gray = !rgb && description->nb_components < 3;
    const bool full = rgb || saysFullRange(picture);

    image::SignalTag signal; // Legal-range BT.709, which is what RGB becomes.
    if (!rgb) {
        TAILSLATE_TRY(signal.matrix, matrixOf(picture));
        signal.range = full ? image::Range::Full : image::Range::Legal;
    }
    TAILSLATE_TRY(image::Frame frame, image::makeFrame(picture.width, picture.height, signal));
    frame.number = picture.pts;

    if (rgb) {
        TAILSLATE_TRY(const AVFrame* planes, inFormat(picture, planarRgbFor(format), full));
        encodeBt709(*planes, frame);
    } else if (gray) {
        // The scaler would take it for full range whatever it says.
        TAILSLATE_TRY(const AVFrame* plane,
                      inFormat(picture, grayFor(description->comp[0].depth), full));
        copyGray(*plane, frame);
    } else {
        TAILSLATE_TRY(const AVFrame* planes, inFormat(picture, AV_PIX_FMT_YUV422P10, full));
        copyTenBit(*planes, frame);
    }
    return std::make_shared<const image::Frame>(std::move(frame));
}

} // namespace tailslate::av::detail
