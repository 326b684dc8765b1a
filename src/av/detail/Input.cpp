// SPDX-License-Identifier: Apache-2.0
#include "av/detail/Input.h"

#include <fmt/format.h>
extern "C" {
#include <libavdevice/avdevice.h>
}

#include <system_error>
#include <utility>

namespace tailslate::av::detail {
namespace {

// Containers that cameras, recorders and post make. Formats that name other files or addresses
// (playlists, concat scripts, sequences of pictures, sdp) are left out on purpose.
constexpr const char* kFileFormats =
    "mov,mp4,mxf,matroska,webm,avi,mpegts,mpeg,mpegvideo,wav,w64,aiff,caf,flac,mp3,aac,ogg,dv,gxf,"
    "lxf,asf,flv,nut,ivf,h264,hevc,m4v,mjpeg,yuv4mpegpipe,r3d";

constexpr const char* kStreamFormats =
    "mpegts,rtsp,rtp,h264,hevc,mpegvideo,mpeg,matroska,webm,flv,nut,mov,mp4,mjpeg,mpjpeg,"
    "yuv4mpegpipe,mxf";

constexpr const char* kStreamProtocols = "srt,rtsp,udp,rtp,tcp";

/// What the library is told to open, and how.
struct Request {
    std::string url;
    const AVInputFormat* format = nullptr;
    bool analyse = true;
};

Result<Request> prepare(const SourceSpec& source, Options& options)
{
    switch (source.kind) {
    case SourceKind::File: {
        // A pipe or a socket would block without end, and a folder is no media file.
        std::error_code error;
        const auto status = std::filesystem::status(source.location, error);
        if (status.type() == std::filesystem::file_type::not_found)
            return failure(ErrorCode::NotFound, "there is no such file", source.location);
        if (error)
            return osFailure(error.value(), "cannot look at the file", source.location);
        if (status.type() != std::filesystem::file_type::regular)
            return failure(ErrorCode::BadFormat, "this is not a file", source.location);
        options.set("protocol_whitelist", "file");
        options.set("format_whitelist", kFileFormats);
        // The prefix keeps a colon in the name from being read as a protocol.
        return Request{.url = "file:" + source.location};
    }
    case SourceKind::Stream:
        options.set("protocol_whitelist", kStreamProtocols);
        options.set("format_whitelist", kStreamFormats);
        options.set("probesize", "2000000");
        options.set("analyzeduration", "2000000");
        return Request{.url = source.location};
    case SourceKind::Device: {
        avdevice_register_all();
        const AVInputFormat* format = av_find_input_format("video4linux2");
        if (format == nullptr)
            return failure(ErrorCode::Unsupported,
                           "this build of FFmpeg has no support for capture devices");
        return Request{.url = source.location, .format = format, .analyse = false};
    }
    case SourceKind::Pattern:
        break;
    }
    return failure(ErrorCode::Internal, "a test pattern is not opened as an input");
}

std::unexpected<Error> openFailure(int result, const SourceSpec& source,
                                   const Interruption& interruption)
{
    if (interruption.stopped())
        return failure(ErrorCode::Cancelled, "stopped by the operator");
    const std::string name = describe(source);
    switch (source.kind) {
    case SourceKind::File:
        if (result == AVERROR(EINVAL) || result == AVERROR_INVALIDDATA || result == AVERROR_EOF)
            return failure(ErrorCode::BadFormat,
                           "this is not a media file that can be read, or it is damaged or cut "
                           "short",
                           source.location);
        return avFailure(result, "cannot open the media file", source.location);
    case SourceKind::Stream:
        if (result == AVERROR_EXIT)
            return failure(ErrorCode::NotFound, fmt::format("{} did not answer within {} seconds",
                                                            name, kOpenLimit.count() / 1000));
        if (result == AVERROR(EINVAL) || result == AVERROR_INVALIDDATA || result == AVERROR_EOF)
            return failure(ErrorCode::BadFormat,
                           fmt::format("{} does not carry a stream that can be read", name));
        if (result == AVERROR_PROTOCOL_NOT_FOUND)
            return avFailure(result, fmt::format("this build cannot receive {}", name));
        return failure(ErrorCode::NotFound, fmt::format("cannot reach {}", name), {},
                       avFailure(result, "").error().osError);
    default:
        return avFailure(result, fmt::format("cannot open {}", name), source.location);
    }
}

} // namespace

Result<Input> openInput(const SourceSpec& source, std::stop_token stop)
{
    silenceFfmpeg();
    Options options;
    TAILSLATE_TRY(const Request request, prepare(source, options));

    Input input{std::make_unique<Interruption>(std::move(stop)), nullptr, nullptr};
    input.interruption->allow(kOpenLimit);
    if (source.kind == SourceKind::File) {
        TAILSLATE_TRY(input.file, MediaFile::open(source.location, *input.interruption));
    }
    AVFormatContext* context = avformat_alloc_context();
    if (context == nullptr)
        throw std::bad_alloc();
    context->interrupt_callback = input.interruption->callback();
    if (input.file)
        context->pb = input.file->context();
    if (source.kind == SourceKind::Device)
        context->flags |= AVFMT_FLAG_NONBLOCK; // Else a device without signal blocks for ever.

    // On failure the library frees the context itself.
    int result =
        avformat_open_input(&context, request.url.c_str(), request.format, options.address());
    if (result < 0)
        return openFailure(result, source, *input.interruption);
    input.format.reset(context);

    if (request.analyse) {
        result = avformat_find_stream_info(context, nullptr);
        if (result < 0 || input.interruption->stopped() || input.interruption->expired())
            return openFailure(result < 0 ? result : AVERROR_EXIT, source, *input.interruption);
    }
    input.interruption->allowForEver();
    return input;
}

int videoStreamIndex(const AVFormatContext& input) noexcept
{
    for (unsigned i = 0; i < input.nb_streams; ++i) {
        const AVStream& stream = *input.streams[i];
        if (stream.codecpar->codec_type == AVMEDIA_TYPE_VIDEO &&
            (stream.disposition & AV_DISPOSITION_ATTACHED_PIC) == 0)
            return static_cast<int>(i);
    }
    return -1;
}

} // namespace tailslate::av::detail
