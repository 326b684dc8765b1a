// SPDX-License-Identifier: Apache-2.0
#include "av/FrameReader.h"

#include "av/detail/Input.h"
#include "av/detail/PictureConverter.h"
#include "av/detail/PictureSource.h"

#include <utility>

namespace tailslate::av {

static_assert(kOpenTimeout == detail::kOpenLimit);

struct FrameReader::Impl {
    std::unique_ptr<detail::PictureSource> source;
    detail::PictureConverter converter;
    detail::FramePtr picture = detail::makeAvFrame();
};

FrameReader::FrameReader(std::unique_ptr<Impl> impl)
    : m_impl(std::move(impl))
{
}

FrameReader::~FrameReader() = default;

Result<std::unique_ptr<FrameReader>> FrameReader::open(const SourceSpec& source,
                                                       std::stop_token stop)
{
    auto impl = std::make_unique<Impl>();
    if (source.kind == SourceKind::Pattern) {
        TAILSLATE_TRY(impl->source, detail::openPatternSource(source.location, std::move(stop)));
    } else {
        TAILSLATE_TRY(impl->source, detail::openCodedSource(source, std::move(stop)));
    }
    return std::unique_ptr<FrameReader>(new FrameReader(std::move(impl)));
}

const StreamInfo& FrameReader::info() const noexcept
{
    return m_impl->source->info();
}

Result<std::shared_ptr<const image::Frame>> FrameReader::next()
{
    AVFrame& picture = *m_impl->picture;
    av_frame_unref(&picture);
    TAILSLATE_TRY(const bool more, m_impl->source->next(picture));
    if (!more)
        return nullptr;
    return m_impl->converter.convert(picture);
}

Result<void> FrameReader::seek(std::int64_t frameNumber)
{
    return m_impl->source->seek(frameNumber);
}

std::int64_t FrameReader::damagedFrames() const noexcept
{
    return m_impl->source->damagedFrames();
}

} // namespace tailslate::av
