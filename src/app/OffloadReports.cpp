// SPDX-License-Identifier: Apache-2.0
#include "app/OffloadReports.h"

#include "app/ClipReader.h"
#include "app/ProjectPlace.h"
#include "app/Thumbnails.h"
#include "io/DurableFile.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tailslate::app {
namespace {

namespace fs = std::filesystem;

std::string pictureWords(const media::ClipMetadata& clip)
{
    std::string words = clip.codec ? clip.codec->value : std::string();
    if (clip.size)
        words += fmt::format(" {}×{}", clip.size->value.width, clip.size->value.height);
    if (clip.rate)
        words += " " + clip.rate->value.toString();
    return words.starts_with(' ') ? words.substr(1) : words;
}

std::string soundWords(const media::SoundFormat& sound)
{
    return fmt::format("{} ch {} Hz {} bit", sound.channels, sound.sampleRate, sound.bitsPerSample);
}

std::string secondsWords(std::int64_t samples, int sampleRate)
{
    const std::int64_t seconds = (samples + sampleRate / 2) / sampleRate;
    return fmt::format("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

void describePicture(const media::ClipMetadata& clip, report::ClipDetail& detail)
{
    detail.codec = pictureWords(clip);
    if (clip.start)
        detail.timecode = clip.start->value.toString();
    if (!clip.frames || !clip.rate)
        return;
    const auto length =
        timing::Timecode::fromFrames(clip.frames->value, clip.rate->value, timing::DropFrame::No);
    if (length)
        detail.duration = length->toString();
}

void describeSound(const media::ClipMetadata& clip, report::ClipDetail& detail)
{
    if (!clip.sound || clip.sound->value.sampleRate <= 0)
        return;
    const int rate = clip.sound->value.sampleRate;
    detail.codec = clip.codec ? clip.codec->value + " " + soundWords(clip.sound->value)
                              : soundWords(clip.sound->value);
    if (clip.samples)
        detail.duration = secondsWords(clip.samples->value, rate);
    if (clip.startSamples)
        detail.timecode = secondsWords(static_cast<std::int64_t>(clip.startSamples->value), rate);
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

/// Puts the first frame of each clip that can be decoded beside what is known of it.
Result<void> addThumbnails(const Services& services, const project::Project& project,
                           const offload::OffloadResult& result,
                           std::vector<report::ClipDetail>& details,
                           const jobs::JobContext& context)
{
    TAILSLATE_TRY(const auto thumbnails,
                  Thumbnails::create(services, result.plan.card,
                                     {.mediaRoot = mediaRootOf(result),
                                      .cacheFolder = thumbnailFolder(project.path())}));
    ThumbnailTray tray;
    TAILSLATE_CHECK(makeThumbnails(*thumbnails, tray, ThumbnailPace::AtOnce, context));
    for (auto& [clip, pictures] : tray.take()) {
        if (!pictures.frames.empty())
            details[clip].thumbnailJpeg = std::move(pictures.frames.front().graded);
    }
    return {};
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

Result<std::vector<report::ClipDetail>> clipDetails(const Services& services,
                                                    const media::Card& card,
                                                    const fs::path& mediaRoot,
                                                    jobs::JobContext context)
{
    ClipReader reader(services.files, card, mediaRoot);
    std::vector<report::ClipDetail> details;
    for (std::size_t i = 0; i < card.clips.size(); ++i) {
        TAILSLATE_TRY(const media::ClipMetadata known, reader.read(i, context));
        report::ClipDetail& detail = details.emplace_back();
        detail.clip = i;
        if (card.clips[i].kind == media::ClipKind::Sound)
            describeSound(known, detail);
        else
            describePicture(known, detail);
    }
    return details;
}

namespace {

/// A drive that the roll was copied to looks like a card until it is sealed.
bool isOnDestinationOf(const Services& services, const offload::Plan& plan, const fs::path& place)
{
    const auto volume = services.files.volume(place);
    return volume && std::ranges::any_of(plan.destinations, [&](const auto& destination) {
               return destination.volume.mountPoint == volume->mountPoint;
           });
}

} // namespace

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
    TAILSLATE_TRY(input.notices, project.notices(jobId));
    TAILSLATE_TRY(input.clips, clipDetails(services, input.result.plan.card,
                                           mediaRootOf(input.result), context));
    TAILSLATE_CHECK(addThumbnails(services, project, input.result, input.clips, context));

    // The card may be back in its reader.
    if (services.files.info(input.result.plan.card.root))
        TAILSLATE_CHECK(offload::ensureNotOnCard(services.files, input.result.plan.card, folder));
    if (!isOnDestinationOf(services, input.result.plan, folder))
        TAILSLATE_CHECK(ensureNotOnAnyCard(services, folder));
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
