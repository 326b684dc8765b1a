// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/Services.h"
#include "base/Clock.h"
#include "base/Result.h"
#include "base/Uuid.h"
#include "jobs/JobContext.h"
#include "media/Card.h"
#include "project/Project.h"

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace tailslate::app {

/// How a card stands to one that was offloaded, told by paths, sizes and times of its files. On FAT
/// and exFAT, times that are all shifted as by another time zone are the same times.
enum class CardMatch {
    Same = 1, ///< The very files.
    Grown,    ///< All files of then, as they were, and more.
    Changed,  ///< Some files as they were; others are gone or changed.
    Other     ///< Not one file as it was: another card, with the same roll name.
};

/// Where the copies of an offload were verified and sealed.
struct EarlierPlace {
    std::filesystem::path rollFolder;
    bool present = false; ///< Every copy is there now.
};

/// An earlier offload of a card, or of another one with its roll name.
struct EarlierOffload {
    CardMatch match = CardMatch::Other;
    Uuid job;
    std::string roll;
    TimePoint started;
    std::optional<TimePoint> finished; ///< Nothing while it runs or when it was cut off.
    /// How much later the times of all files are than they were, as on a card with FAT or exFAT
    /// that is mounted with another time zone; zero where they are the same.
    std::chrono::minutes shift{0};
    std::size_t destinations = 0;
    std::vector<EarlierPlace> places{}; ///< Destinations verified and sealed. Not for other cards.
    bool wasSafe = false;               ///< The verdict when it ended.
    std::size_t newClips = 0;           ///< On the card and not among the copies.
    std::size_t newFiles = 0;           ///< Likewise.
    std::size_t lostFiles = 0;          ///< Among the copies and not as they were on the card.

    /// How many destinations were verified and sealed.
    [[nodiscard]] std::size_t verified() const noexcept { return places.size(); }

    /// Of those, where every copy is there now.
    [[nodiscard]] std::size_t present() const noexcept;

    /// A roll folder whose copies are all there; empty for none.
    [[nodiscard]] std::filesystem::path copy() const;

    /// Nothing is missing: this very card with its times, called safe, and every verified copy is
    /// where it was.
    [[nodiscard]] bool settled() const noexcept
    {
        return match == CardMatch::Same && shift == std::chrono::minutes(0) && wasSafe &&
               verified() > 0 && present() == verified();
    }

    /// One sentence for people, with the date in UTC.
    [[nodiscard]] std::string sentence() const;

    /// Where the verified copies lie, for people; empty for none.
    [[nodiscard]] std::string placesWords() const;
};

/// What a project knows of a card before it is offloaded: first what concerns the card itself, best
/// match first, newest first; of other cards with its roll name only the newest. Looks at the
/// copies, reads none and changes nothing.
/// @return Errors of the project; Cancelled.
[[nodiscard]] Result<std::vector<EarlierOffload>> cardHistory(const Services& services,
                                                              project::Project& project,
                                                              const media::Card& card,
                                                              const jobs::JobContext& context);

/// Where a verified copy of the card lies, all of it: a roll folder of an earlier offload, as
/// cardHistory() finds it. The card may have grown or changed since.
/// @return Empty for none; as cardHistory().
[[nodiscard]] Result<std::filesystem::path> verifiedCopyOf(const Services& services,
                                                           project::Project& project,
                                                           const media::Card& card,
                                                           const jobs::JobContext& context);

/// The same for the same files, wherever and with whatever time zone the card is mounted, and
/// whatever its roll is called; another one for another path or size of any file, or another time
/// of some. Thirty-two hexadecimal digits.
[[nodiscard]] std::string cardFingerprint(const media::Card& card);

} // namespace tailslate::app
