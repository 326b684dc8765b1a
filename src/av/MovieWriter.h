// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "image/Frame.h"
#include "timing/Timecode.h"

#include <filesystem>
#include <memory>
#include <string>

namespace tailslate::av {

/// The codecs we write.
enum class MovieCodec { ProRes422Hq = 1, ProResProxy, DnxhrHqx };

/// The files we write.
enum class MovieContainer { Mov = 1, Mxf };

struct MovieSettings {
    MovieCodec codec = MovieCodec::ProRes422Hq;
    MovieContainer container = MovieContainer::Mov;
    int width = 0;
    int height = 0;
    timing::Timecode startTimecode; ///< Its rate is the movie's rate.
    std::string reel;               ///< Reel name (MOV) or material package name (MXF).
    image::SignalTag signal;        ///< What every frame is, and what the movie is tagged as.
};

/// Encodes 10-bit frames into a movie with timecode, reel name and colour tags. One thread at a
/// time. A writer that is destroyed before finish() leaves an unfinished file behind, for the
/// caller to remove.
class MovieWriter {
public:
    /// Never replaces a file, and leaves none behind on failure.
    /// @return InvalidArgument (odd width, a size or rate that codec or container does not take),
    /// AlreadyExists, NotFound (no such folder), PermissionDenied, NoSpace, Io.
    [[nodiscard]] static Result<std::unique_ptr<MovieWriter>>
    create(const std::filesystem::path& path, const MovieSettings& settings);

    ~MovieWriter();
    MovieWriter(const MovieWriter&) = delete;
    MovieWriter& operator=(const MovieWriter&) = delete;

    /// Appends one frame; `number` is not looked at.
    /// @return InvalidArgument when its size or signal is not the one given at creation; NoSpace,
    /// Io; Internal after finish() or a failure.
    [[nodiscard]] Result<void> write(const image::Frame& frame);

    /// Writes what is buffered and the index. Call once, last. Does not sync the file to the
    /// medium.
    /// @return InvalidArgument when no frame was written; otherwise as write().
    [[nodiscard]] Result<void> finish();

private:
    struct Impl;
    explicit MovieWriter(std::unique_ptr<Impl> impl);

    std::unique_ptr<Impl> m_impl;
};

} // namespace tailslate::av
