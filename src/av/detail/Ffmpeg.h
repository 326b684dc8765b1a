// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavfilter/avfilter.h>
#include <libavformat/avformat.h>
#include <libavutil/dict.h>
#include <libavutil/frame.h>
#include <libswscale/swscale.h>
}

#include <filesystem>
#include <memory>
#include <string>

namespace tailslate::av::detail {

/// Frees what FFmpeg allocated, each kind in its own way.
struct FfmpegDelete {
    void operator()(AVCodecContext* context) const noexcept { avcodec_free_context(&context); }

    void operator()(AVFrame* frame) const noexcept { av_frame_free(&frame); }

    void operator()(AVPacket* packet) const noexcept { av_packet_free(&packet); }

    void operator()(AVFilterGraph* graph) const noexcept { avfilter_graph_free(&graph); }

    void operator()(SwsContext* context) const noexcept { sws_freeContext(context); }
};

/// Closes a demuxer and the file or socket under it.
struct InputClose {
    void operator()(AVFormatContext* input) const noexcept { avformat_close_input(&input); }
};

/// Closes a muxer and the file under it.
struct OutputClose {
    void operator()(AVFormatContext* output) const noexcept
    {
        avio_closep(&output->pb);
        avformat_free_context(output);
    }
};

using CodecPtr = std::unique_ptr<AVCodecContext, FfmpegDelete>;
using FramePtr = std::unique_ptr<AVFrame, FfmpegDelete>;
using PacketPtr = std::unique_ptr<AVPacket, FfmpegDelete>;
using GraphPtr = std::unique_ptr<AVFilterGraph, FfmpegDelete>;
using ScalerPtr = std::unique_ptr<SwsContext, FfmpegDelete>;
using InputPtr = std::unique_ptr<AVFormatContext, InputClose>;
using OutputPtr = std::unique_ptr<AVFormatContext, OutputClose>;

/// Options for a library call; what the call did not know stays inside.
class Options {
public:
    Options() = default;

    ~Options() { av_dict_free(&m_options); }

    Options(const Options&) = delete;
    Options& operator=(const Options&) = delete;

    void set(const char* key, const char* value) { av_dict_set(&m_options, key, value, 0); }

    [[nodiscard]] AVDictionary** address() noexcept { return &m_options; }

private:
    AVDictionary* m_options = nullptr;
};

/// Keeps the libraries from writing to standard error. The level is a global of FFmpeg, so every
/// entry into this module sets it to the same value.
void silenceFfmpeg() noexcept;

/// The value of an entry, or an empty text.
[[nodiscard]] std::string entry(const AVDictionary* dictionary, const char* key);

/// The Error for a negative result of a library call. System errors keep their number; end of file
/// and invalid data become BadFormat, a missing codec, format or protocol Unsupported, an
/// interrupted call Cancelled, the rest Io.
[[nodiscard]] std::unexpected<Error> avFailure(int result, std::string message,
                                               std::filesystem::path path = {});

/// Allocation by the libraries fails only when memory is exhausted; ends the program as `new` does.
[[nodiscard]] FramePtr makeAvFrame();
[[nodiscard]] PacketPtr makeAvPacket();

} // namespace tailslate::av::detail
