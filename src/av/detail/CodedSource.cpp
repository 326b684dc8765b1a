// SPDX-License-Identifier: Apache-2.0
#include "av/detail/Input.h"
#include "av/detail/PictureSource.h"
#include "av/detail/StreamFacts.h"

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <utility>

namespace tailslate::av::detail {
namespace {

/// A live source that gives nothing for this long is lost.
constexpr std::chrono::milliseconds kSilenceLimit{10'000};

/// How often a device that has no frame yet is asked again: well under a frame at 60 per second.
constexpr std::chrono::milliseconds kDevicePoll{2};

/// A file whose rest cannot be read is given up after this many failures in a row.
constexpr int kMaxFailuresInARow = 500;

/// Times in damaged files reach further than anybody counts: 35 000 years at 1000 per second.
constexpr std::int64_t kLargestNumber = std::int64_t{1} << 50;

/// The largest picture image::makeFrame() takes.
constexpr std::int64_t kMaxPixels = std::int64_t{16384} * 16384;

class CodedSource final : public PictureSource {
public:
    CodedSource(SourceSpec source, std::stop_token stop, Input input, int streamIndex,
                CodecPtr decoder, StreamInfo info)
        : m_source(std::move(source))
        , m_stop(std::move(stop))
        , m_input(std::move(input))
        , m_stream(m_input.format->streams[streamIndex])
        , m_decoder(std::move(decoder))
        , m_info(std::move(info))
        , m_packet(makeAvPacket())
        , m_ahead(makeAvFrame())
    {
    }

    const StreamInfo& info() const noexcept override { return m_info; }

    std::int64_t damagedFrames() const noexcept override { return m_damaged; }

    Result<bool> next(AVFrame& picture) override
    {
        if (m_hasAhead) {
            m_hasAhead = false;
            av_frame_move_ref(&picture, m_ahead.get());
            return true;
        }
        TAILSLATE_TRY(const bool more, decode(picture));
        if (!more || !m_target)
            return more;
        return findTarget(picture, *std::exchange(m_target, std::nullopt));
    }

    Result<void> seek(std::int64_t frameNumber) override
    {
        if (live())
            return failure(ErrorCode::Unsupported, "a live source cannot be moved");
        if (frameNumber < 0)
            return failure(ErrorCode::InvalidArgument, "a frame number cannot be negative");
        const std::int64_t time =
            av_sat_add64(start(), av_rescale_q(std::min(frameNumber, kLargestNumber), inverseRate(),
                                               m_stream->time_base));
        const int result =
            av_seek_frame(m_input.format.get(), m_stream->index, time, AVSEEK_FLAG_BACKWARD);
        if (result < 0)
            return avFailure(result, "cannot move within the file", m_source.location);
        avcodec_flush_buffers(m_decoder.get());
        m_hasAhead = false;
        m_atEnd = false;
        m_target = frameNumber;
        m_number = -1;
        return {};
    }

private:
    [[nodiscard]] bool live() const { return m_source.kind != SourceKind::File; }

    [[nodiscard]] AVRational inverseRate() const
    {
        const Rational ratio = m_info.rate.ratio();
        return {static_cast<int>(ratio.denominator()), static_cast<int>(ratio.numerator())};
    }

    [[nodiscard]] std::int64_t start() const
    {
        return m_stream->start_time != AV_NOPTS_VALUE ? m_stream->start_time : 0;
    }

    /// After a seek the demuxer stands at a key frame, at or before the target: reads on to the
    /// last frame that is not past it.
    Result<bool> findTarget(AVFrame& picture, std::int64_t target)
    {
        while (picture.pts < target) {
            TAILSLATE_TRY(const bool more, decode(*m_ahead));
            if (!more)
                return true;
            if (m_ahead->pts > target) {
                m_hasAhead = true;
                return true;
            }
            av_frame_unref(&picture);
            av_frame_move_ref(&picture, m_ahead.get());
        }
        return true;
    }

    /// The next good picture, numbered. False at the end.
    Result<bool> decode(AVFrame& picture)
    {
        for (int failures = 0; failures < kMaxFailuresInARow;) {
            if (m_stop.stop_requested())
                return failure(ErrorCode::Cancelled, "stopped by the operator");
            const int result = avcodec_receive_frame(m_decoder.get(), &picture);
            if (result == 0) {
                const bool damaged =
                    picture.decode_error_flags != 0 || (picture.flags & AV_FRAME_FLAG_CORRUPT) != 0;
                if (!damaged) {
                    picture.pts = number(picture);
                    return true;
                }
                ++m_damaged;
                ++failures;
                av_frame_unref(&picture);
                continue;
            }
            if (result == AVERROR_EOF)
                return false;
            if (result != AVERROR(EAGAIN)) {
                ++m_damaged;
                ++failures;
                continue;
            }
            TAILSLATE_TRY(const bool fed, feed());
            failures += fed ? 0 : 1;
        }
        return failure(ErrorCode::Io,
                       fmt::format("{} has too many damaged frames in a row", describe(m_source)),
                       live() ? std::string() : m_source.location);
    }

    /// Hands the decoder one packet, or tells it that there are no more. False when the packet was
    /// damaged and left out.
    Result<bool> feed()
    {
        TAILSLATE_TRY(const PacketState state, read());
        switch (state) {
        case PacketState::End:
            m_atEnd = true;
            avcodec_send_packet(m_decoder.get(), nullptr);
            return true;
        case PacketState::Damaged:
            ++m_damaged;
            return false;
        case PacketState::Good:
            break;
        }
        const int result = avcodec_send_packet(m_decoder.get(), m_packet.get());
        av_packet_unref(m_packet.get());
        if (result < 0)
            ++m_damaged;
        return result >= 0;
    }

    enum class PacketState { Good = 1, Damaged, End };

    /// Fills m_packet with the next packet of the picture stream.
    Result<PacketState> read()
    {
        if (live())
            m_input.interruption->allow(kSilenceLimit);
        for (;;) {
            const int result = av_read_frame(m_input.format.get(), m_packet.get());
            if (m_stop.stop_requested())
                return failure(ErrorCode::Cancelled, "stopped by the operator");
            if (result >= 0) {
                if (m_packet->stream_index != m_stream->index) {
                    av_packet_unref(m_packet.get());
                    continue;
                }
                if ((m_packet->flags & AV_PKT_FLAG_CORRUPT) == 0 || !intraOnly())
                    return PacketState::Good;
                av_packet_unref(m_packet.get());
                return PacketState::Damaged;
            }
            if (m_input.interruption->expired())
                return failure(ErrorCode::DeviceLost,
                               fmt::format("{} has sent nothing for {} seconds", describe(m_source),
                                           kSilenceLimit.count() / 1000));
            if (result == AVERROR(EAGAIN)) {
                pause();
                continue;
            }
            if (result == AVERROR_EOF)
                return PacketState::End;
            if (result == AVERROR_INVALIDDATA)
                return PacketState::Damaged;
            if (live())
                return failure(ErrorCode::DeviceLost,
                               fmt::format("{} broke off", describe(m_source)), {},
                               avFailure(result, "").error().osError);
            return avFailure(result, "cannot read on", m_source.location);
        }
    }

    /// Every frame stands alone, so one damaged packet harms one frame only.
    [[nodiscard]] bool intraOnly() const
    {
        const AVCodecDescriptor* descriptor = m_decoder->codec_descriptor;
        return descriptor != nullptr && (descriptor->props & AV_CODEC_PROP_INTRA_ONLY) != 0;
    }

    void pause()
    {
        std::mutex mutex;
        std::condition_variable_any nobodySignals;
        std::unique_lock lock(mutex);
        nobodySignals.wait_for(lock, m_stop, kDevicePoll, [] { return false; });
    }

    /// A file's frames are numbered by their time, so that a damaged one leaves a gap and timecode
    /// stays right; a live source's as they come.
    std::int64_t number(const AVFrame& picture)
    {
        std::int64_t value = m_number + 1;
        if (!live() && picture.best_effort_timestamp != AV_NOPTS_VALUE)
            value =
                std::max(value, av_rescale_q(av_sat_sub64(picture.best_effort_timestamp, start()),
                                             m_stream->time_base, inverseRate()));
        m_number = std::min(value, kLargestNumber);
        return m_number;
    }

    SourceSpec m_source;
    std::stop_token m_stop;
    Input m_input;
    AVStream* m_stream; ///< Inside m_input.
    CodecPtr m_decoder;
    StreamInfo m_info;
    PacketPtr m_packet;
    FramePtr m_ahead; ///< Decoded while looking for the target of a seek.
    bool m_hasAhead = false;
    bool m_atEnd = false;
    std::optional<std::int64_t> m_target; ///< Set by seek(), used up by the next next().
    std::int64_t m_number = -1;           ///< Of the frame given last.
    std::int64_t m_damaged = 0;
};

Result<CodecPtr> openDecoder(const SourceSpec& source, const AVStream& stream)
{
    const AVCodecParameters& parameters = *stream.codecpar;
    const AVCodec* codec = avcodec_find_decoder(parameters.codec_id);
    if (codec == nullptr)
        return failure(ErrorCode::Unsupported,
                       fmt::format("there is no decoder for {} in {}",
                                   avcodec_get_name(parameters.codec_id), describe(source)));
    CodecPtr decoder(avcodec_alloc_context3(codec));
    if (!decoder)
        throw std::bad_alloc();
    int result = avcodec_parameters_to_context(decoder.get(), &parameters);
    if (result >= 0) {
        decoder->pkt_timebase = stream.time_base;
        decoder->max_pixels = kMaxPixels;
        decoder->thread_count = 0; // As many as there are cores.
        if (source.kind != SourceKind::File) {
            // Decoding several frames at once would show each that many frames late.
            decoder->thread_type = FF_THREAD_SLICE;
            decoder->flags |= AV_CODEC_FLAG_LOW_DELAY;
        }
        result = avcodec_open2(decoder.get(), codec, nullptr);
    }
    if (result < 0)
        return avFailure(result,
                         fmt::format("cannot decode {} in {}", codec->name, describe(source)));
    return decoder;
}

} // namespace

Result<std::unique_ptr<PictureSource>> openCodedSource(const SourceSpec& source,
                                                       std::stop_token stop)
{
    TAILSLATE_TRY(Input input, openInput(source, stop));
    const int index = videoStreamIndex(*input.format);
    if (index < 0)
        return failure(ErrorCode::BadFormat,
                       fmt::format("there is no picture in {}", describe(source)),
                       source.kind == SourceKind::File ? source.location : std::string());
    AVStream& stream = *input.format->streams[index];
    for (unsigned i = 0; i < input.format->nb_streams; ++i)
        if (static_cast<int>(i) != index)
            input.format->streams[i]->discard = AVDISCARD_ALL;
    TAILSLATE_TRY(CodecPtr decoder, openDecoder(source, stream));

    StreamInfo info;
    info.width = stream.codecpar->width;
    info.height = stream.codecpar->height;
    info.rate = frameRateOf(*input.format, stream);
    info.codec = avcodec_get_name(stream.codecpar->codec_id);
    info.startTimecode = startTimecodeOf(*input.format, info.rate);
    return std::make_unique<CodedSource>(source, std::move(stop), std::move(input), index,
                                         std::move(decoder), std::move(info));
}

} // namespace tailslate::av::detail
