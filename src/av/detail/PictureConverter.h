// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "av/detail/Ffmpeg.h"
#include "base/Result.h"
#include "image/Frame.h"

#include <memory>

namespace tailslate::av::detail {

/// Turns FFmpeg's pictures into 10-bit Y'CbCr 4:2:2. What is 10-bit 4:2:2 already passes bit for
/// bit; other Y'CbCr keeps its matrix and range and so whatever lies outside legal range; RGB
/// becomes legal-range BT.709. One thread at a time.
class PictureConverter {
public:
    /// A frame with the picture's `pts` as its number.
    /// @return Unsupported for color encodings that image::SignalTag has no word for.
    [[nodiscard]] Result<std::shared_ptr<const image::Frame>> convert(const AVFrame& picture);

private:
    /// What a scaler was made for.
    struct Key {
        int width = 0;
        int height = 0;
        AVPixelFormat from = AV_PIX_FMT_NONE;
        AVPixelFormat to = AV_PIX_FMT_NONE;
        bool fullRange = false;

        bool operator==(const Key&) const = default;
    };

    [[nodiscard]] Result<void> prepare(const Key& key);

    /// The picture itself, or the same in another format; valid until the next call.
    [[nodiscard]] Result<const AVFrame*> inFormat(const AVFrame& picture, AVPixelFormat format,
                                                  bool fullRange);

    Key m_key;
    ScalerPtr m_scaler;
    FramePtr m_scaled; ///< Padded as the scaler wants it.
};

} // namespace tailslate::av::detail
