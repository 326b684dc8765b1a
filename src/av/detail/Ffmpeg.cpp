// SPDX-License-Identifier: Apache-2.0
#include "av/detail/Ffmpeg.h"

#include <new>
#include <utility>

namespace tailslate::av::detail {
namespace {

ErrorCode codeOf(int result) noexcept
{
    switch (result) {
    case AVERROR_INVALIDDATA:
    case AVERROR_EOF:
        return ErrorCode::BadFormat;
    case AVERROR_DECODER_NOT_FOUND:
    case AVERROR_DEMUXER_NOT_FOUND:
    case AVERROR_ENCODER_NOT_FOUND:
    case AVERROR_MUXER_NOT_FOUND:
    case AVERROR_PROTOCOL_NOT_FOUND:
    case AVERROR_PATCHWELCOME:
        return ErrorCode::Unsupported;
    case AVERROR_EXIT:
        return ErrorCode::Cancelled;
    default:
        return ErrorCode::Io;
    }
}

/// FFmpeg's own results are four-letter tags, far above any errno.
constexpr int kLargestErrno = 4095;

} // namespace

void silenceFfmpeg() noexcept
{
    av_log_set_level(AV_LOG_QUIET);
}

std::string entry(const AVDictionary* dictionary, const char* key)
{
    const AVDictionaryEntry* found = av_dict_get(dictionary, key, nullptr, 0);
    return found != nullptr && found->value != nullptr ? found->value : "";
}

std::unexpected<Error> avFailure(int result, std::string message, std::filesystem::path path)
{
    const int number = AVUNERROR(result);
    if (number > 0 && number <= kLargestErrno)
        return osFailure(number, std::move(message), std::move(path));
    return failure(codeOf(result), std::move(message), std::move(path));
}

FramePtr makeAvFrame()
{
    FramePtr frame(av_frame_alloc());
    if (!frame)
        throw std::bad_alloc();
    return frame;
}

PacketPtr makeAvPacket()
{
    PacketPtr packet(av_packet_alloc());
    if (!packet)
        throw std::bad_alloc();
    return packet;
}

} // namespace tailslate::av::detail
