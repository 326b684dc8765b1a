// SPDX-License-Identifier: Apache-2.0
#include "app/detail/ClipFrames.h"

#include "av/FrameReader.h"
#include "av/Probe.h"
#include "image/DecodeYcbcr.h"
#include "media/ClipFiles.h"
#include "stills/StillFile.h"

#include <algorithm>

namespace tailslate::app::detail {
namespace {

namespace fs = std::filesystem;

/// A movie of a clip and the frames of the clip that it holds.
struct Part {
    std::size_t file;
    std::int64_t begin; ///< The first frame, counted in the clip.
    std::int64_t frames;
};

/// The movies of a clip, as far as their lengths are known.
Result<std::vector<Part>> partsOf(const media::Card& card, const std::vector<std::size_t>& movies,
                                  const fs::path& root, const std::stop_token& stop)
{
    std::vector<Part> parts;
    std::int64_t begin = 0;
    for (const std::size_t file : movies) {
        if (stop.stop_requested())
            return failure(ErrorCode::Cancelled, "stopped by the operator");
        const auto info = av::probe(root / card.files[file].path);
        if (!info && parts.empty())
            return std::unexpected(info.error());
        // Where a later part begins is not known when one before it does not tell its length.
        if (!info)
            break;
        if (!info->video)
            continue;
        // A recording that was never finished may not tell how long it is.
        const std::int64_t frames = std::max<std::int64_t>(info->video->frames, 1);
        parts.push_back({file, begin, frames});
        begin += frames;
    }
    if (parts.empty())
        return failure(ErrorCode::Unsupported, "there is no picture in the files of this clip");
    return parts;
}

FramePlace placeIn(const std::vector<Part>& parts, std::int64_t frame)
{
    const auto after = std::ranges::upper_bound(parts, frame, {}, &Part::begin);
    const Part& part = *std::prev(after);
    return {.frame = frame, .file = part.file, .inFile = frame - part.begin};
}

/// The numbers of the first, middle and last of `count` frames, each once.
std::vector<std::int64_t> firstMiddleLast(std::int64_t count)
{
    std::vector<std::int64_t> frames{0, count / 2, count - 1};
    std::ranges::sort(frames);
    const auto [begin, end] = std::ranges::unique(frames);
    frames.erase(begin, end);
    return frames;
}

Result<image::RgbImage> readMovieFrame(const fs::path& path, std::int64_t frame,
                                       const std::stop_token& stop)
{
    TAILSLATE_TRY(const auto reader,
                  av::FrameReader::open({av::SourceKind::File, path.native()}, stop));
    if (frame > 0)
        TAILSLATE_CHECK(reader->seek(frame));
    TAILSLATE_TRY(const auto picture, reader->next());
    if (!picture)
        return failure(ErrorCode::BadFormat, "the movie ends before this frame", path);
    return image::decodeYcbcr(*picture);
}

} // namespace

Result<std::vector<FramePlace>> threeFrames(const media::Card& card, const media::Clip& clip,
                                            const fs::path& root, const std::stop_token& stop)
{
    if (clip.kind == media::ClipKind::Sound)
        return failure(ErrorCode::Unsupported, "sound has no pictures");
    const media::ClipFiles files = media::filesOf(card, clip);
    std::vector<FramePlace> places;
    if (!files.frames.empty()) {
        for (const std::int64_t frame :
             firstMiddleLast(static_cast<std::int64_t>(files.frames.size())))
            places.push_back({.frame = frame,
                              .file = files.frames[static_cast<std::size_t>(frame)],
                              .still = true});
        return places;
    }
    if (files.movies.empty())
        return failure(ErrorCode::Unsupported, "the clip has no pictures that can be decoded here");
    TAILSLATE_TRY(const auto parts, partsOf(card, files.movies, root, stop));
    for (const std::int64_t frame : firstMiddleLast(parts.back().begin + parts.back().frames))
        places.push_back(placeIn(parts, frame));
    return places;
}

Result<image::RgbImage> readFrame(io::FileSystem& files, const media::Card& card,
                                  const FramePlace& place, const fs::path& root,
                                  const std::stop_token& stop)
{
    const media::CardFile& file = card.files[place.file];
    const fs::path path = root / file.path;
    TAILSLATE_TRY(const io::FileInfo info, files.info(path));
    if (info.size != file.size)
        return failure(ErrorCode::InvalidArgument,
                       "the file has another size than when the card was listed", path);
    return place.still ? stills::readStill(path) : readMovieFrame(path, place.inFile, stop);
}

} // namespace tailslate::app::detail
