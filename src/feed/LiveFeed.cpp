// SPDX-License-Identifier: Apache-2.0
#include "feed/LiveFeed.h"

#include "jobs/Mailbox.h"
#include "jobs/Worker.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <utility>

namespace tailslate::feed {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::chrono::seconds kRetryAfter{2};

/// A player this late plays on from where it is instead of hurrying after the time it lost.
constexpr std::chrono::milliseconds kMostLate{250};

/// Nor does it wait longer for one frame than this, or two frame times: in damaged files the times
/// jump.
constexpr std::chrono::seconds kMostEarly{2};

/// Returns at `moment` or as soon as stop is requested.
void waitUntil(SteadyClock::time_point moment, const std::stop_token& stop)
{
    std::mutex mutex;
    std::condition_variable_any nobodySignals;
    std::unique_lock lock(mutex);
    nobodySignals.wait_until(lock, stop, moment, [] { return false; });
}

/// Says when the next frame is due.
class Pacer {
public:
    explicit Pacer(timing::FrameRate rate)
        : m_framesPerSecond(rate.ratio().toDouble())
        , m_longestWait(std::max<SteadyClock::duration>(kMostEarly, after(2)))
        , m_start(SteadyClock::now())
    {
    }

    /// The moment of frame `number`, counted from the last restart.
    SteadyClock::time_point due(std::int64_t number)
    {
        const SteadyClock::time_point now = SteadyClock::now();
        const SteadyClock::duration wait = m_start + after(number) - now;
        if (wait < -kMostLate || wait > m_longestWait)
            m_start -= wait; // Time goes on from here.
        return m_start + after(number);
    }

    /// The file begins again after `frames` frames.
    void restart(std::int64_t frames) { m_start += after(frames); }

private:
    [[nodiscard]] SteadyClock::duration after(std::int64_t number) const
    {
        constexpr double kLargestSeconds = 1e9; // What nanoseconds in 64 bits can hold, and room.
        return std::chrono::duration_cast<SteadyClock::duration>(std::chrono::duration<double>(
            std::min(static_cast<double>(number) / m_framesPerSecond, kLargestSeconds)));
    }

    double m_framesPerSecond;
    SteadyClock::duration m_longestWait;
    SteadyClock::time_point m_start;
};

bool isLive(av::SourceKind kind)
{
    return kind == av::SourceKind::Stream || kind == av::SourceKind::Device;
}

} // namespace

struct LiveFeed::Impl {
    Impl(av::SourceSpec feedSource, AtEnd whatAtEnd)
        : source(std::move(feedSource))
        , atEnd(whatAtEnd)
        , worker("feed", [this](std::stop_token stop) { run(stop); })
    {
    }

    void run(const std::stop_token& stop);
    Result<void> play(const std::stop_token& stop);
    void show(std::shared_ptr<const image::Frame> frame);
    void become(FeedState newState, std::optional<Error> why = std::nullopt);

    const av::SourceSpec source;
    const AtEnd atEnd;
    jobs::Mailbox<image::Frame> mailbox;

    mutable std::mutex mutex; ///< Guards the three below.
    FeedState state = FeedState::Connecting;
    std::optional<Error> error;
    std::optional<av::StreamInfo> info;

    jobs::Worker worker; // Last: its thread uses the members above.
};

void LiveFeed::Impl::become(FeedState newState, std::optional<Error> why)
{
    const std::lock_guard lock(mutex);
    state = newState;
    error = std::move(why);
}

void LiveFeed::Impl::show(std::shared_ptr<const image::Frame> frame)
{
    mailbox.put(std::move(frame));
    const std::lock_guard lock(mutex);
    state = FeedState::Live;
}

void LiveFeed::Impl::run(const std::stop_token& stop)
{
    for (;;) {
        become(FeedState::Connecting);
        auto played = play(stop);
        if (stop.stop_requested())
            return;
        if (played) {
            become(FeedState::Ended);
            return;
        }
        become(FeedState::Lost, std::move(played).error());
        if (!isLive(source.kind))
            return;
        waitUntil(SteadyClock::now() + kRetryAfter, stop);
        if (stop.stop_requested())
            return;
    }
}

/// Shows frames until the source ends (success), fails, or stop is requested.
Result<void> LiveFeed::Impl::play(const std::stop_token& stop)
{
    TAILSLATE_TRY(const auto reader, av::FrameReader::open(source, stop));
    {
        const std::lock_guard lock(mutex);
        info = reader->info();
    }
    Pacer pacer(reader->info().rate);
    std::int64_t frames = 0; ///< Of this pass through a file.
    for (;;) {
        TAILSLATE_TRY(auto frame, reader->next());
        if (frame) {
            frames = frame->number + 1;
            if (!isLive(source.kind))
                waitUntil(pacer.due(frame->number), stop);
            if (stop.stop_requested())
                return {};
            show(std::move(frame));
            continue;
        }
        if (isLive(source.kind))
            return failure(ErrorCode::DeviceLost,
                           fmt::format("the sender ended {}", av::describe(source)));
        if (frames == 0)
            return failure(ErrorCode::BadFormat,
                           fmt::format("no frame of {} can be decoded", av::describe(source)));
        waitUntil(pacer.due(frames), stop); // The last frame is shown for its whole time.
        if (source.kind == av::SourceKind::Pattern || atEnd == AtEnd::Stop)
            return {};
        TAILSLATE_CHECK(reader->seek(0));
        pacer.restart(frames);
        frames = 0;
    }
}

LiveFeed::LiveFeed(av::SourceSpec source, AtEnd atEnd)
    : m_impl(std::make_unique<Impl>(std::move(source), atEnd))
{
}

LiveFeed::~LiveFeed() = default;

std::shared_ptr<const image::Frame> LiveFeed::takeFrame()
{
    return m_impl->mailbox.take();
}

FeedState LiveFeed::state() const
{
    const std::lock_guard lock(m_impl->mutex);
    return m_impl->state;
}

std::optional<Error> LiveFeed::error() const
{
    const std::lock_guard lock(m_impl->mutex);
    return m_impl->error;
}

std::optional<av::StreamInfo> LiveFeed::info() const
{
    const std::lock_guard lock(m_impl->mutex);
    return m_impl->info;
}

std::optional<timing::Timecode> LiveFeed::timecodeOf(std::int64_t number) const
{
    const std::lock_guard lock(m_impl->mutex);
    if (!m_impl->info || !m_impl->info->startTimecode)
        return std::nullopt;
    return m_impl->info->startTimecode->advancedBy(number);
}

std::uint64_t LiveFeed::droppedFrames() const
{
    return m_impl->mailbox.dropped();
}

const av::SourceSpec& LiveFeed::source() const noexcept
{
    return m_impl->source;
}

} // namespace tailslate::feed
