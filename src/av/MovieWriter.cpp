// SPDX-License-Identifier: Apache-2.0
#include "av/MovieWriter.h"

#include "av/detail/Ffmpeg.h"

#include <fmt/format.h>
extern "C" {
#include <libavutil/opt.h>
}

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <limits>
#include <system_error>
#include <utility>
#include <vector>

namespace tailslate::av {
namespace {

/// The encoder FFmpeg has for a codec, and what selects the profile in it.
struct EncoderChoice {
    const char* encoder;
    const char* name; ///< For people.
    int profile;
};

EncoderChoice choiceOf(MovieCodec codec)
{
    switch (codec) {
    case MovieCodec::ProResProxy:
        // Three times as fast as prores_ks at the same profile.
        return {"prores_aw", "ProRes 422 Proxy", FF_PROFILE_PRORES_PROXY};
    case MovieCodec::DnxhrHqx:
        return {"dnxhd", "DNxHR HQX", FF_PROFILE_DNXHR_HQX};
    case MovieCodec::ProRes422Hq:
        break;
    }
    return {"prores_aw", "ProRes 422 HQ", FF_PROFILE_PRORES_HQ};
}

const char* muxerOf(MovieContainer container)
{
    return container == MovieContainer::Mxf ? "mxf" : "mov";
}

template <class Target>
void applyColorTags(Target& target, image::SignalTag signal)
{
    switch (signal.matrix) {
    case image::Matrix::Bt601:
        target.color_primaries = AVCOL_PRI_SMPTE170M;
        target.color_trc = AVCOL_TRC_SMPTE170M;
        target.colorspace = AVCOL_SPC_SMPTE170M;
        break;
    case image::Matrix::Bt709:
        target.color_primaries = AVCOL_PRI_BT709;
        target.color_trc = AVCOL_TRC_BT709;
        target.colorspace = AVCOL_SPC_BT709;
        break;
    case image::Matrix::Bt2020:
        target.color_primaries = AVCOL_PRI_BT2020;
        target.color_trc = AVCOL_TRC_BT2020_10;
        target.colorspace = AVCOL_SPC_BT2020_NCL;
        break;
    }
    target.color_range = signal.range == image::Range::Full ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG;
}

AVRational frameTime(timing::FrameRate rate)
{
    const Rational ratio = rate.ratio();
    return {static_cast<int>(ratio.denominator()), static_cast<int>(ratio.numerator())};
}

Result<void> checkSettings(const MovieSettings& settings)
{
    constexpr int kMaxSide = 16384;
    if (settings.width < 2 || settings.height < 2 || settings.width > kMaxSide ||
        settings.height > kMaxSide)
        return failure(ErrorCode::InvalidArgument,
                       fmt::format("a movie cannot be {} x {}", settings.width, settings.height));
    if (settings.width % 2 != 0)
        return failure(
            ErrorCode::InvalidArgument,
            fmt::format("the width of a 4:2:2 movie must be even, not {}", settings.width));
    constexpr int kMinDnxhrWidth = 256;
    constexpr int kMinDnxhrHeight = 120;
    if (settings.codec == MovieCodec::DnxhrHqx &&
        (settings.width < kMinDnxhrWidth || settings.height < kMinDnxhrHeight))
        return failure(ErrorCode::InvalidArgument,
                       fmt::format("DNxHR starts at {} x {}, not {} x {}", kMinDnxhrWidth,
                                   kMinDnxhrHeight, settings.width, settings.height));
    const Rational rate = settings.startTimecode.rate().ratio();
    constexpr std::int64_t kLargest = std::numeric_limits<int>::max();
    if (rate.numerator() > kLargest || rate.denominator() > kLargest)
        return failure(ErrorCode::InvalidArgument,
                       "the frame rate of a movie needs smaller numbers");
    // The reel goes into the file as a text that ends with a zero byte.
    if (settings.reel.find('\0') != std::string::npos)
        return failure(ErrorCode::InvalidArgument, "a reel name cannot hold a zero byte");
    return {};
}

Result<detail::CodecPtr> openEncoder(const MovieSettings& settings)
{
    const EncoderChoice choice = choiceOf(settings.codec);
    const AVCodec* codec = avcodec_find_encoder_by_name(choice.encoder);
    if (codec == nullptr)
        return failure(ErrorCode::Unsupported,
                       fmt::format("this build of FFmpeg cannot write {}", choice.name));
    detail::CodecPtr encoder(avcodec_alloc_context3(codec));
    if (!encoder)
        throw std::bad_alloc();
    encoder->width = settings.width;
    encoder->height = settings.height;
    encoder->pix_fmt = AV_PIX_FMT_YUV422P10;
    encoder->time_base = frameTime(settings.startTimecode.rate());
    encoder->framerate = av_inv_q(encoder->time_base);
    encoder->sample_aspect_ratio = {1, 1};
    encoder->profile = choice.profile;
    encoder->thread_count = 0; // As many as there are cores.
    encoder->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
    applyColorTags(*encoder, settings.signal);
    if (settings.codec == MovieCodec::DnxhrHqx)
        av_opt_set_int(encoder->priv_data, "profile", choice.profile, 0);
    const int result = avcodec_open2(encoder.get(), codec, nullptr);
    if (result < 0)
        return failure(ErrorCode::InvalidArgument,
                       fmt::format("{} does not take {} x {} at {} frames per second", choice.name,
                                   settings.width, settings.height,
                                   settings.startTimecode.rate().toString()));
    return encoder;
}

/// Creates the file and fails if there is one: FFmpeg itself would empty it.
Result<void> createExclusively(const std::filesystem::path& path)
{
    std::FILE* file = std::fopen(path.c_str(), "wbx");
    if (file == nullptr)
        return errno == EEXIST
                   ? failure(ErrorCode::AlreadyExists, "there is a file of this name already", path)
                   : osFailure(errno, "cannot create the movie", path);
    if (std::fclose(file) != 0)
        return osFailure(errno, "cannot create the movie", path);
    return {};
}

void copyPlane(const std::vector<std::uint16_t>& samples, int width, AVFrame& picture, int plane)
{
    const auto rowSamples = static_cast<std::size_t>(width);
    std::uint8_t* row = picture.data[plane];
    for (std::size_t at = 0; at < samples.size(); at += rowSamples) {
        std::memcpy(row, samples.data() + at, rowSamples * sizeof(std::uint16_t));
        row += picture.linesize[plane];
    }
}

} // namespace

struct MovieWriter::Impl {
    std::filesystem::path path;
    MovieSettings settings;
    detail::CodecPtr encoder;
    detail::OutputPtr output;
    AVStream* stream = nullptr; ///< Inside output.
    detail::PacketPtr packet = detail::makeAvPacket();
    std::int64_t frames = 0;
    bool open = true; ///< Neither finished nor failed.

    Result<void> openOutput();
    Result<void> checkFrame(const image::Frame& frame) const;
    Result<void> encode(const AVFrame* input);
    std::unexpected<Error> broken(int result, const char* message);
};

Result<void> MovieWriter::Impl::openOutput()
{
    AVFormatContext* context = nullptr;
    const char* muxer = muxerOf(settings.container);
    if (avformat_alloc_output_context2(&context, nullptr, muxer, nullptr) < 0)
        return failure(ErrorCode::Unsupported,
                       fmt::format("this build of FFmpeg cannot write {} files", muxer));
    output.reset(context);
    stream = avformat_new_stream(context, nullptr);
    if (stream == nullptr)
        throw std::bad_alloc();
    stream->time_base = encoder->time_base;
    stream->avg_frame_rate = encoder->framerate;
    stream->sample_aspect_ratio = encoder->sample_aspect_ratio;
    int result = avcodec_parameters_from_context(stream->codecpar, encoder.get());
    if (result < 0)
        return detail::avFailure(result, "cannot set the movie up", path);

    const std::string timecode = settings.startTimecode.toString();
    av_dict_set(&stream->metadata, "timecode", timecode.c_str(), 0);
    if (!settings.reel.empty()) {
        if (settings.container == MovieContainer::Mxf)
            av_dict_set(&context->metadata, "material_package_name", settings.reel.c_str(), 0);
        else
            av_dict_set(&stream->metadata, "reel_name", settings.reel.c_str(), 0);
    }

    const std::string url = "file:" + path.native();
    result = avio_open2(&context->pb, url.c_str(), AVIO_FLAG_WRITE, nullptr, nullptr);
    if (result < 0)
        return detail::avFailure(result, "cannot create the movie", path);
    detail::Options options;
    if (settings.container == MovieContainer::Mov)
        options.set("movflags", "+write_colr");
    result = avformat_write_header(context, options.address());
    if (result == AVERROR(EINVAL) || result == AVERROR_INVALIDDATA)
        return failure(ErrorCode::InvalidArgument,
                       fmt::format("{} files do not take {} x {} at {} frames per second", muxer,
                                   settings.width, settings.height,
                                   settings.startTimecode.rate().toString()),
                       path);
    if (result < 0)
        return detail::avFailure(result, "cannot write the movie", path);
    return {};
}

Result<void> MovieWriter::Impl::checkFrame(const image::Frame& frame) const
{
    if (!open)
        return failure(ErrorCode::Internal, "the movie is finished or failed before", path);
    if (frame.width != settings.width || frame.height != settings.height)
        return failure(ErrorCode::InvalidArgument,
                       fmt::format("a frame of {} x {} does not fit a movie of {} x {}",
                                   frame.width, frame.height, settings.width, settings.height),
                       path);
    const auto height = static_cast<std::size_t>(frame.height);
    const std::size_t chroma = static_cast<std::size_t>(frame.chromaWidth()) * height;
    if (frame.y.size() != static_cast<std::size_t>(frame.width) * height ||
        frame.cb.size() != chroma || frame.cr.size() != chroma)
        return failure(ErrorCode::InvalidArgument,
                       "the planes of a frame do not have the size it states", path);
    if (frame.signal != settings.signal)
        return failure(ErrorCode::InvalidArgument,
                       "the matrix or range of a frame differs from the movie's", path);
    return {};
}

std::unexpected<Error> MovieWriter::Impl::broken(int result, const char* message)
{
    open = false;
    return detail::avFailure(result, message, path);
}

Result<void> MovieWriter::Impl::encode(const AVFrame* input)
{
    int result = avcodec_send_frame(encoder.get(), input);
    while (result >= 0) {
        result = avcodec_receive_packet(encoder.get(), packet.get());
        if (result == AVERROR(EAGAIN) || result == AVERROR_EOF)
            return {};
        if (result < 0)
            break;
        packet->stream_index = stream->index;
        packet->duration = 1;
        av_packet_rescale_ts(packet.get(), encoder->time_base, stream->time_base);
        result = av_write_frame(output.get(), packet.get());
        av_packet_unref(packet.get());
        if (result >= 0 && output->pb->error < 0)
            result = output->pb->error;
        if (result < 0)
            return broken(result, "cannot write the movie");
    }
    return broken(result, "cannot encode a frame");
}

MovieWriter::MovieWriter(std::unique_ptr<Impl> impl)
    : m_impl(std::move(impl))
{
}

MovieWriter::~MovieWriter() = default;

Result<std::unique_ptr<MovieWriter>> MovieWriter::create(const std::filesystem::path& path,
                                                         const MovieSettings& settings)
{
    detail::silenceFfmpeg();
    TAILSLATE_CHECK(checkSettings(settings));
    auto impl = std::make_unique<Impl>();
    impl->path = path;
    impl->settings = settings;
    TAILSLATE_TRY(impl->encoder, openEncoder(settings));

    TAILSLATE_CHECK(createExclusively(path));
    if (auto opened = impl->openOutput(); !opened) {
        impl.reset(); // Closes the file.
        std::error_code ignored;
        std::filesystem::remove(path, ignored);
        return std::unexpected(std::move(opened).error());
    }
    return std::unique_ptr<MovieWriter>(new MovieWriter(std::move(impl)));
}

Result<void> MovieWriter::write(const image::Frame& frame)
{
    Impl& movie = *m_impl;
    TAILSLATE_CHECK(movie.checkFrame(frame));
    // A picture of its own for each frame: the encoder's threads may still read the last one.
    const detail::FramePtr picture = detail::makeAvFrame();
    picture->width = frame.width;
    picture->height = frame.height;
    picture->format = AV_PIX_FMT_YUV422P10;
    applyColorTags(*picture, frame.signal);
    if (av_frame_get_buffer(picture.get(), 0) < 0)
        throw std::bad_alloc();
    copyPlane(frame.y, frame.width, *picture, 0);
    copyPlane(frame.cb, frame.chromaWidth(), *picture, 1);
    copyPlane(frame.cr, frame.chromaWidth(), *picture, 2);
    picture->pts = movie.frames++;
    return movie.encode(picture.get());
}

Result<void> MovieWriter::finish()
{
    Impl& movie = *m_impl;
    if (!movie.open)
        return failure(ErrorCode::Internal, "the movie is finished or failed before", movie.path);
    if (movie.frames == 0)
        return failure(ErrorCode::InvalidArgument, "a movie needs at least one frame", movie.path);
    TAILSLATE_CHECK(movie.encode(nullptr));
    movie.open = false;
    int result = av_write_trailer(movie.output.get());
    const int closed = avio_closep(&movie.output->pb);
    result = result < 0 ? result : closed;
    if (result < 0)
        return detail::avFailure(result, "cannot finish the movie", movie.path);
    return {};
}

} // namespace tailslate::av
