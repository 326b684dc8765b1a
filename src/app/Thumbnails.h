// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/Services.h"
#include "base/Result.h"
#include "color/Pipeline.h"
#include "jobs/JobContext.h"
#include "media/Card.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace tailslate::app {

/// One frame of a clip, at most 480 × 270, as JPEG.
struct FramePictures {
    std::int64_t frame = 0;        ///< Within the clip, from 0.
    std::vector<std::byte> logged; ///< As the camera recorded it.
    std::vector<std::byte> graded; ///< Through the look.
};

/// What is seen of a clip.
struct ClipPictures {
    std::vector<FramePictures> frames; ///< First, middle, last; fewer of a clip that has fewer.
    std::string problem;               ///< Why one of them, or all, cannot be seen; else empty.
    bool cached = false;               ///< Nothing was decoded.
};

/// Where pictures come from and how they look.
struct ThumbnailSettings {
    /// Where the card's files lie.
    std::filesystem::path mediaRoot;
    /// A verified copy, as verifiedCopyOf(); may be empty. A clip whose files all lie there with
    /// the size and time they have on the card is read there, and the card is left alone.
    std::filesystem::path copy{};
    /// Where they are kept, as thumbnailFolder() names it; empty keeps none. One that would lie on
    /// the card counts as empty.
    std::filesystem::path cacheFolder{};
    color::PipelineSettings look{};
    std::uint64_t cacheLimit = std::uint64_t{2} << 30; ///< Bytes; the oldest go first.
};

/// Where the thumbnails of a project are kept: beside it, in a folder named after it. All of it can
/// be deleted at any time.
[[nodiscard]] std::filesystem::path thumbnailFolder(const std::filesystem::path& project);

/// Makes the thumbnails of a card's clips, or takes them from the cache. Another look is put on
/// cached pictures without the media. Nothing on the card is written, and no trace is left there.
/// Thread-safe.
class Thumbnails {
public:
    /// @param services, card Borrowed; must outlive the object.
    /// @return As color::Pipeline::create().
    [[nodiscard]] static Result<std::unique_ptr<Thumbnails>>
    create(const Services& services, const media::Card& card, ThumbnailSettings settings);

    ~Thumbnails();
    Thumbnails(const Thumbnails&) = delete;
    Thumbnails& operator=(const Thumbnails&) = delete;

    /// The pictures of a clip: an index into Card::clips. Media that cannot be decoded is no error;
    /// ClipPictures::problem says why. A file is open only while a frame is read from it.
    /// @return Cancelled.
    [[nodiscard]] Result<ClipPictures> of(std::size_t clip, const std::stop_token& stop) const;

    [[nodiscard]] const media::Card& card() const noexcept { return m_card; }

    /// How many clips may be worked on at once: one where the medium has to seek.
    [[nodiscard]] std::size_t width() const noexcept { return m_width; }

    /// Keeps the cache within its limit.
    void prune() const;

private:
    Thumbnails(const Services& services, const media::Card& card, ThumbnailSettings settings,
               std::shared_ptr<const color::Pipeline> pipeline);

    [[nodiscard]] const std::filesystem::path& rootFor(const media::Clip& clip) const;
    [[nodiscard]] Result<ClipPictures> decode(const media::Clip& clip,
                                              const std::stop_token& stop) const;
    [[nodiscard]] Result<std::vector<std::byte>> grade(const std::vector<std::byte>& logged) const;
    [[nodiscard]] Result<void> gradeAll(ClipPictures& pictures) const;
    void keep(const std::filesystem::path& path, const ClipPictures& pictures) const;

    const Services& m_services;
    const media::Card& m_card;
    ThumbnailSettings m_settings;
    std::shared_ptr<const color::Pipeline> m_pipeline;
    std::string m_look;
    std::size_t m_width = 1;
    std::chrono::nanoseconds m_copyTimes{0}; ///< How exactly the copy's volume keeps times.
};

/// Holds thumbnails from when they are made until somebody takes them. Thread-safe.
class ThumbnailTray {
public:
    void put(std::size_t clip, ClipPictures pictures)
    {
        const std::lock_guard lock(m_mutex);
        m_pictures.emplace_back(clip, std::move(pictures));
    }

    /// What was put since the last call, with the clips as indices into Card::clips.
    [[nodiscard]] std::vector<std::pair<std::size_t, ClipPictures>> take()
    {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_pictures, {});
    }

private:
    std::mutex m_mutex;
    std::vector<std::pair<std::size_t, ClipPictures>> m_pictures;
};

/// Whether somebody waits for thumbnails.
enum class ThumbnailPace {
    AtOnce = 1,
    Background ///< The threads give way to all others, the caller's too, from then on.
};

/// Makes the thumbnails of all clips, several at once. Counts clips; can be paused between them.
/// @return Cancelled, within a second of the stop; what was made until then is in the tray.
[[nodiscard]] Result<void> makeThumbnails(const Thumbnails& thumbnails, ThumbnailTray& tray,
                                          ThumbnailPace pace, const jobs::JobContext& context);

} // namespace tailslate::app
