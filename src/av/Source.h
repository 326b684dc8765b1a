// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"

#include <string>
#include <string_view>

namespace tailslate::av {

/// Where moving pictures come from.
enum class SourceKind {
    File = 1, ///< A media file.
    Stream,   ///< A network address: srt://, rtsp://, udp://, rtp://, tcp://.
    Device,   ///< A V4L2 capture device: /dev/video0.
    Pattern   ///< FFmpeg's own test picture; runs for ever.
};

/// A source as the operator names it. A value type.
struct SourceSpec {
    SourceKind kind = SourceKind::Pattern;
    std::string
        location; ///< Path (bytes as they are), URL, device, or for Pattern an FFmpeg lavfi graph.

    bool operator==(const SourceSpec&) const = default;
};

/// The lavfi graph of the default pattern: FFmpeg's moving test picture, 1920 × 1080 at 24 frames
/// per second, softened and encoded as an ARRI LogC3 camera at EI 800 would send it, so that it
/// looks right through the default grade. The formula is ARRI's for scene values above the cut; val
/// is a display value taken through a power of 2.4.
inline constexpr std::string_view kDefaultPattern =
    "testsrc2=size=1920x1080:rate=24,hue=s=0.4,format=gbrp10,lutrgb="
    "r='maxval*(0.24719*log(5.555556*pow(0.12+0.75*val/maxval,2.4)+0.052272)/log(10)+0.385537)':"
    "g='maxval*(0.24719*log(5.555556*pow(0.12+0.75*val/maxval,2.4)+0.052272)/log(10)+0.385537)':"
    "b='maxval*(0.24719*log(5.555556*pow(0.12+0.75*val/maxval,2.4)+0.052272)/log(10)+0.385537)'";

/// Reads what an operator types: `pattern`, `pattern:<lavfi graph>`, `v4l2:/dev/video0`, a path
/// under /dev/video*, an address with a known scheme, or else the path of a file. Nothing is
/// opened.
/// @return InvalidArgument for an empty text; Unsupported for a scheme this build does not take
/// (http, ftp, …).
[[nodiscard]] Result<SourceSpec> parseSource(std::string_view text);

/// The same source in words: `test pattern`, `stream srt://…`, `file A001.mov`. Passwords and
/// passphrases in an address come out as `***`.
[[nodiscard]] std::string describe(const SourceSpec& source);

} // namespace tailslate::av
