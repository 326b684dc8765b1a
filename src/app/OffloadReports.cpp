// SPDX-License-Identifier: Apache-2.0
#include "app/OffloadReports.h"

#include "av/FrameReader.h"
#include "av/Probe.h"
#include "color/Pipeline.h"
#include "image/DecodeYcbcr.h"
#include "io/DurableFile.h"
#include "stills/StillFile.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tailslate::app {
namespace {

namespace fs = std::filesystem;

constexpr int kThumbnailWidth = 480;
constexpr int kThumbnailHeight = 270;
constexpr int kJpegQuality = 88;

/// The first frame of a movie, small and as seen on a Rec.709 monitor.
Result<std::vector<std::byte>> makeThumbnail(const fs::path& path, const color::Pipeline& pipeline,
                                             std::stop_token stop)
{
    TAILSLATE_TRY(const auto reader,
                  av::FrameReader::open({av::SourceKind::File, path.native()}, std::move(stop)));
    TAILSLATE_TRY(const auto frame, reader->next());
    if (!frame)
        return failure(ErrorCode::NotFound, "the movie has no frame", path);
    TAILSLATE_TRY(const image::RgbImage full, image::decodeYcbcr(*frame));
    TAILSLATE_TRY(image::RgbImage small,
                  stills::thumbnail(full, kThumbnailWidth, kThumbnailHeight));
    TAILSLATE_CHECK(pipeline.apply(small));
    return stills::encodeJpeg(small, kJpegQuality);
}

std::string pictureWords(const av::VideoInfo& video)
{
    const std::string profile = video.profile.empty() ? "" : " " + video.profile;
    return fmt::format("{}{} {}×{} {}", video.codec, profile, video.width, video.height,
                       video.rate.toString());
}

std::string soundWords(const av::AudioInfo& audio)
{
    return fmt::format("{} ch {} Hz {} bit", audio.channels, audio.sampleRate, audio.bitsPerSample);
}

std::string secondsWords(std::int64_t samples, int sampleRate)
{
    const std::int64_t seconds = (samples + sampleRate / 2) / sampleRate;
    return fmt::format("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

void describeMedia(const av::MediaInfo& info, report::ClipDetail& detail)
{
    if (info.startTimecode)
        detail.timecode = info.startTimecode->toString();
    if (info.video) {
        detail.codec = pictureWords(*info.video);
        const auto length = timing::Timecode::fromFrames(info.video->frames, info.video->rate,
                                                         timing::DropFrame::No);
        if (length)
            detail.duration = length->toString();
    } else if (info.audio && info.audio->sampleRate > 0) {
        detail.codec = soundWords(*info.audio);
        detail.duration = secondsWords(info.audio->samples, info.audio->sampleRate);
        if (info.samplesSinceMidnight)
            detail.timecode = secondsWords(*info.samplesSinceMidnight, info.audio->sampleRate);
    }
}

/// Where the media can be looked at: the first good copy, else the card.
fs::path mediaRootOf(const offload::OffloadResult& result)
{
    for (std::size_t i = 0; i < result.destinations.size(); ++i) {
        if (result.destinations[i].good())
            return result.plan.destinations[i].rollFolder;
    }
    return result.plan.card.root;
}

/// The verdict that was given when the job ended; for a job that never did, what its copies are
/// worth.
Result<offload::Verdict> verdictOf(project::Project& project, const offload::OffloadResult& result)
{
    auto stored = project.verdict(result.plan.jobId);
    if (!stored && stored.error().code == ErrorCode::NotFound)
        return offload::judge(result, {});
    return stored;
}

std::string reportBaseName(const offload::OffloadResult& result)
{
    // ISO 8601 without what file systems dislike: 2026-11-21_030606Z.
    std::string time = toIso8601(result.started);
    std::erase(time, ':');
    std::ranges::replace(time, 'T', '_');
    return result.plan.card.roll + "_offload_" + time;
}

} // namespace

Result<std::vector<report::ClipDetail>>
clipDetails(const media::Card& card, const fs::path& mediaRoot, jobs::JobContext context)
{
    TAILSLATE_TRY(const auto pipeline, color::Pipeline::create({}));
    std::vector<report::ClipDetail> details;
    for (std::size_t i = 0; i < card.clips.size(); ++i) {
        TAILSLATE_CHECK(context.checkStop());
        report::ClipDetail& detail = details.emplace_back();
        detail.clip = i;
        const media::Clip& clip = card.clips[i];
        if (clip.files.empty())
            continue;
        const fs::path path = mediaRoot / card.files[clip.files.front()].path;
        // Media that cannot be read here is no error: the report then says nothing about it.
        const auto info = av::probe(path);
        if (!info)
            continue;
        describeMedia(*info, detail);
        if (!info->video)
            continue;
        if (auto jpeg = makeThumbnail(path, *pipeline, context.stop))
            detail.thumbnailJpeg = std::move(*jpeg);
    }
    return details;
}

Result<ReportFiles> writeOffloadReport(const Services& services, project::Project& project,
                                       Uuid jobId, const fs::path& folder, jobs::JobContext context)
{
    TAILSLATE_TRY(const project::ProjectInfo info, project.info());
    report::OffloadReportInput input;
    input.show = info.show;
    input.unit = info.unit;
    input.programVersion = programVersion();
    TAILSLATE_TRY(input.result, project.offload(jobId));
    TAILSLATE_TRY(input.verdict, verdictOf(project, input.result));
    TAILSLATE_TRY(input.clips, clipDetails(input.result.plan.card, mediaRootOf(input.result),
                                           std::move(context)));

    // The card may be back in its reader.
    if (services.files.info(input.result.plan.card.root))
        TAILSLATE_CHECK(offload::ensureNotOnCard(services.files, input.result.plan.card, folder));
    TAILSLATE_CHECK(services.files.createFolders(folder));
    const std::string base = reportBaseName(input.result);
    ReportFiles written;
    written.csv = folder / (base + ".csv");
    TAILSLATE_CHECK(io::writeDurably(services.files, written.csv, report::offloadCsv(input),
                                     io::Existing::Replace));
    if (services.writePdf) {
        written.pdf = folder / (base + ".pdf");
        TAILSLATE_CHECK(services.writePdf(report::offloadReport(input), *written.pdf));
    }
    TAILSLATE_CHECK(project.recordAct("report.written", jobId.toString(), "{}"));
    return written;
}

} // namespace tailslate::app
