// SPDX-License-Identifier: Apache-2.0
#include "app/Thumbnails.h"

#include "app/detail/ClipFrames.h"
#include "app/detail/ThumbnailCache.h"
#include "hash/Hasher.h"
#include "jobs/Crew.h"
#include "jobs/Priority.h"
#include "offload/NameRules.h"
#include "offload/Plan.h"
#include "stills/StillFile.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <atomic>
#include <span>

namespace tailslate::app {
namespace {

namespace fs = std::filesystem;

constexpr int kPictureWidth = 480;
constexpr int kPictureHeight = 270;
/// Log has little contrast, and what is lost in it shows when it is graded.
constexpr int kLoggedQuality = 95;
constexpr int kGradedQuality = 88;
/// Decoders use all cores by themselves; more at once only bridges what waits for the medium.
constexpr std::size_t kClipsAtOnce = 3;

/// The look as one word, another one for each that differs.
std::string lookWord(const color::PipelineSettings& look)
{
    const color::Cdl& cdl = look.cdl;
    const std::string text =
        fmt::format("{}\n{}\n{}\n{}\n{}\n{}\n{}", look.input, look.output,
                    static_cast<int>(look.style), fmt::join(cdl.slope, " "),
                    fmt::join(cdl.offset, " "), fmt::join(cdl.power, " "), cdl.saturation);
    return hash::digestOf(hash::Algorithm::Xxh64, std::as_bytes(std::span(text))).toText();
}

} // namespace

fs::path thumbnailFolder(const fs::path& project)
{
    fs::path folder = project;
    folder += "-thumbnails";
    return folder;
}

Thumbnails::Thumbnails(const Services& services, const media::Card& card,
                       ThumbnailSettings settings, std::shared_ptr<const color::Pipeline> pipeline)
    : m_services(services)
    , m_card(card)
    , m_settings(std::move(settings))
    , m_pipeline(std::move(pipeline))
    , m_look(lookWord(m_settings.look))
{
}

Thumbnails::~Thumbnails() = default;

Result<std::unique_ptr<Thumbnails>>
Thumbnails::create(const Services& services, const media::Card& card, ThumbnailSettings settings)
{
    TAILSLATE_TRY(auto pipeline, color::Pipeline::create(settings.look));
    std::unique_ptr<Thumbnails> made(
        new Thumbnails(services, card, std::move(settings), std::move(pipeline)));
    fs::path& cache = made->m_settings.cacheFolder;
    // The card may not be in its reader; then nothing can be written to it.
    const bool onCard = !cache.empty() && services.files.info(card.root) &&
                        !offload::ensureNotOnCard(services.files, card, cache);
    if (onCard || (!cache.empty() && !services.files.createFolders(cache)))
        cache.clear();
    const auto isQuick = [](const auto& volume) { return volume && !volume->rotational; };
    bool quick = isQuick(services.files.volume(made->m_settings.mediaRoot));
    if (fs::path& copy = made->m_settings.copy; !copy.empty()) {
        const auto volume = services.files.volume(copy);
        quick = quick && isQuick(volume);
        if (volume)
            made->m_copyTimes = offload::nameRulesFor(*volume).timeResolution;
        else
            copy.clear();
    }
    if (quick)
        made->m_width = kClipsAtOnce;
    return made;
}

const fs::path& Thumbnails::rootFor(const media::Clip& clip) const
{
    const bool copied =
        !m_settings.copy.empty() && std::ranges::all_of(clip.files, [this](std::size_t number) {
            const media::CardFile& file = m_card.files[number];
            const auto info = m_services.files.info(m_settings.copy / file.path);
            return info && info->kind == io::FileKind::Regular && info->size == file.size &&
                   std::chrono::abs(info->modified - file.modified) < m_copyTimes;
        });
    return copied ? m_settings.copy : m_settings.mediaRoot;
}

Result<ClipPictures> Thumbnails::of(std::size_t clip, const std::stop_token& stop) const
{
    const media::Clip& one = m_card.clips[clip];
    const bool caching = !m_settings.cacheFolder.empty();
    const fs::path path =
        caching ? m_settings.cacheFolder / detail::cacheName(m_card, one) : fs::path();
    if (caching) {
        if (auto found = detail::readFromCache(m_services.files, path)) {
            ClipPictures pictures{
                .frames = std::move(found->frames), .problem = {}, .cached = true};
            if (found->look == m_look)
                return pictures;
            if (gradeAll(pictures)) {
                keep(path, pictures);
                return pictures;
            }
        }
    }
    TAILSLATE_TRY(ClipPictures pictures, decode(one, stop));
    if (caching && pictures.problem.empty())
        keep(path, pictures);
    return pictures;
}

void Thumbnails::prune() const
{
    if (!m_settings.cacheFolder.empty())
        detail::pruneCache(m_services.files, m_settings.cacheFolder, m_settings.cacheLimit);
}

Result<ClipPictures> Thumbnails::decode(const media::Clip& clip, const std::stop_token& stop) const
{
    ClipPictures pictures;
    const fs::path& root = rootFor(clip);
    const auto places = detail::threeFrames(m_card, clip, root, stop);
    if (!places && places.error().code == ErrorCode::Cancelled)
        return std::unexpected(places.error());
    if (!places) {
        pictures.problem = places.error().message;
        return pictures;
    }
    for (const detail::FramePlace& place : *places) {
        const auto picture = [&]() -> Result<FramePictures> {
            TAILSLATE_TRY(const image::RgbImage full,
                          detail::readFrame(m_services.files, m_card, place, root, stop));
            TAILSLATE_TRY(const image::RgbImage small,
                          stills::thumbnail(full, kPictureWidth, kPictureHeight));
            FramePictures frame{.frame = place.frame, .logged = {}, .graded = {}};
            TAILSLATE_TRY(frame.logged, stills::encodeJpeg(small, kLoggedQuality));
            TAILSLATE_TRY(frame.graded, grade(frame.logged));
            return frame;
        }();
        if (stop.stop_requested())
            return failure(ErrorCode::Cancelled, "stopped by the operator");
        if (picture)
            pictures.frames.push_back(*picture);
        else if (pictures.problem.empty())
            pictures.problem = picture.error().message;
    }
    return pictures;
}

/// Always from the JPEG, so that a picture looks the same whether its look came first or later.
Result<std::vector<std::byte>> Thumbnails::grade(const std::vector<std::byte>& logged) const
{
    TAILSLATE_TRY(image::RgbImage picture, stills::decodeJpeg(logged));
    TAILSLATE_CHECK(m_pipeline->apply(picture));
    return stills::encodeJpeg(picture, kGradedQuality);
}

Result<void> Thumbnails::gradeAll(ClipPictures& pictures) const
{
    for (FramePictures& frame : pictures.frames) {
        TAILSLATE_TRY(frame.graded, grade(frame.logged));
    }
    return {};
}

/// A cache that cannot be written costs time, nothing else.
void Thumbnails::keep(const fs::path& path, const ClipPictures& pictures) const
{
    static_cast<void>(
        detail::writeToCache(m_services.files, path, {.look = m_look, .frames = pictures.frames}));
}

Result<void> makeThumbnails(const Thumbnails& thumbnails, ThumbnailTray& tray, ThumbnailPace pace,
                            const jobs::JobContext& context)
{
    if (pace == ThumbnailPace::Background)
        jobs::giveWay(); // The crew's threads are this one's children.
    const std::size_t clips = thumbnails.card().clips.size();
    context.progress.setTotals(0, clips);
    jobs::Crew crew("thumbnails", thumbnails.width() - 1);
    crew.forEach(clips, [&](std::size_t clip, std::size_t) {
        if (!context.checkStop())
            return;
        if (auto pictures = thumbnails.of(clip, context.stop)) {
            tray.put(clip, std::move(*pictures));
            context.progress.addItems(1);
        }
    });
    thumbnails.prune();
    return context.checkStop();
}

} // namespace tailslate::app
