// SPDX-License-Identifier: Apache-2.0
#include "app/CardHistory.h"

#include "base/DisplayText.h"
#include "hash/Hasher.h"
#include "offload/HistoryPaths.h"
#include "offload/NameRules.h"
#include "offload/Resume.h"
#include "offload/ZoneShift.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace tailslate::app {
namespace {

bool isAsItWas(const media::CardFile& was, const media::CardFile& is, std::chrono::minutes shift)
{
    return was.size == is.size && was.modified + shift == is.modified;
}

/// What became of the files of a card.
struct Difference {
    std::size_t same = 0;
    std::size_t lost = 0;    ///< Gone or changed.
    std::vector<bool> isNew; ///< As the files now.
    std::size_t newFiles = 0;
};

/// @param then In byte order of the paths, as the card's files are, and without what plans leave to
/// the seal.
/// @param shift How much later all times are now.
Difference compare(const std::vector<media::CardFile>& then, const media::Card& card,
                   std::chrono::minutes shift)
{
    const auto& now = card.files;
    Difference difference;
    difference.isNew.resize(now.size());
    auto was = then.begin();
    for (std::size_t i = 0; i < now.size(); ++i) {
        if (offload::isLeftToTheSeal(card, now[i].path))
            continue;
        for (; was != then.end() && was->path < now[i].path; ++was)
            ++difference.lost;
        if (was != then.end() && was->path == now[i].path) {
            const bool same = isAsItWas(*was++, now[i], shift);
            (same ? difference.same : difference.lost) += 1;
        } else {
            difference.isNew[i] = true;
            ++difference.newFiles;
        }
    }
    difference.lost += static_cast<std::size_t>(then.end() - was);
    return difference;
}

/// How many files of a card plans copy, and their bytes.
std::pair<std::size_t, std::uint64_t> copiedOf(const media::Card& card)
{
    std::pair<std::size_t, std::uint64_t> copied;
    for (const media::CardFile& file : card.files) {
        if (offload::isLeftToTheSeal(card, file.path))
            continue;
        ++copied.first;
        copied.second += file.size;
    }
    return copied;
}

/// What times are counted from, so that those of a card are the same with every time zone: the
/// quarter hour of the earliest. A single one has nothing to be compared with, and stays.
TimePoint zoneOf(const media::Card& card)
{
    std::size_t files = 0;
    TimePoint earliest = TimePoint::max();
    for (const media::CardFile& file : card.files) {
        if (offload::isLeftToTheSeal(card, file.path))
            continue;
        ++files;
        earliest = std::min(earliest, file.modified);
    }
    if (files < 2)
        return {};
    const auto quarters = std::chrono::floor<std::chrono::minutes>(earliest);
    return quarters - quarters.time_since_epoch() % offload::kZoneStep;
}

CardMatch matchOf(const Difference& difference)
{
    if (difference.same == 0)
        return CardMatch::Other;
    if (difference.lost > 0)
        return CardMatch::Changed;
    return difference.newFiles > 0 ? CardMatch::Grown : CardMatch::Same;
}

std::size_t newClipsOf(const media::Card& card, const std::vector<bool>& isNew)
{
    return static_cast<std::size_t>(std::ranges::count_if(card.clips, [&](const media::Clip& clip) {
        return !clip.files.empty() && isNew[clip.files.front()];
    }));
}

/// Whether a destination has all it had when it was verified and sealed.
bool isPresent(const offload::TakenUp& taken, std::size_t destination)
{
    const offload::PlannedDestination& planned = taken.plan.destinations[destination];
    if (planned.absent || !planned.sealed)
        return false;
    for (std::size_t file = 0; file < taken.known.files(); ++file)
        if (taken.known.level(file, destination) < offload::EvidenceLevel::Verified)
            return false;
    return true;
}

Result<void> lookAtCopies(const Services& services, const offload::OffloadResult& result,
                          EarlierOffload& earlier, const jobs::JobContext& context)
{
    const auto taken = offload::takeUpWithoutCard(services.files, result, false, context);
    if (!taken && taken.error().code == ErrorCode::Cancelled)
        return std::unexpected(taken.error());
    for (std::size_t i = 0; i < result.destinations.size(); ++i) {
        // Without taken no destination is there, or they cannot be looked at.
        if (result.destinations[i].good())
            earlier.places.push_back(
                {result.plan.destinations[i].rollFolder, taken && isPresent(*taken, i)});
    }
    return {};
}

std::string counted(std::size_t count, std::string_view one, std::string_view many)
{
    return fmt::format("{} {}", count, count == 1 ? one : many);
}

/// `2026-11-21 14:26 UTC`.
std::string timeWords(TimePoint time)
{
    const std::string iso = toIso8601(time);
    return iso.substr(0, 10) + " " + iso.substr(11, 5) + " UTC";
}

std::string provedWords(const EarlierOffload& earlier)
{
    if (earlier.verified() == 0)
        return "no destination was verified";
    std::string words = "verified at " + counted(earlier.verified(), "destination", "destinations");
    if (earlier.verified() < earlier.destinations)
        words += fmt::format(" of {}", earlier.destinations);
    return words;
}

/// What a card has that is not among the copies.
std::string moreWords(const EarlierOffload& earlier)
{
    if (earlier.newClips == 0)
        return counted(earlier.newFiles, "file", "files") + " more";
    return fmt::format("{} more ({})", counted(earlier.newClips, "clip", "clips"),
                       counted(earlier.newFiles, "file", "files"));
}

std::string safetyWords(const EarlierOffload& earlier)
{
    if (!earlier.wasSafe)
        return "NOT SAFE TO FORMAT";
    if (earlier.present() == earlier.verified())
        return "SAFE TO FORMAT then, and every copy is still there";
    return fmt::format("SAFE TO FORMAT then, but the copies were found at {} of {} only",
                       earlier.present(),
                       counted(earlier.verified(), "destination", "destinations"));
}

} // namespace

std::size_t EarlierOffload::present() const noexcept
{
    return static_cast<std::size_t>(std::ranges::count_if(places, &EarlierPlace::present));
}

std::filesystem::path EarlierOffload::copy() const
{
    const auto found = std::ranges::find_if(places, &EarlierPlace::present);
    return found == places.end() ? std::filesystem::path() : found->rollFolder;
}

std::string EarlierOffload::placesWords() const
{
    std::string words;
    for (const EarlierPlace& place : places)
        words +=
            fmt::format("{}{}{}", words.empty() ? "Copies: " : "; ", displayText(place.rollFolder),
                        place.present ? "" : " (not all there now)");
    return words;
}

std::string EarlierOffload::sentence() const
{
    const std::string when = timeWords(finished.value_or(started));
    if (match == CardMatch::Other)
        return fmt::format("Another card with the roll name {} was offloaded {}: look which of the "
                           "two has the wrong name, or give this one another folder",
                           roll, when);
    if (!finished)
        return fmt::format("An offload of this card began {} and has not come to its end", when);
    const std::string proved = provedWords(*this);
    const std::string shifted =
        shift == std::chrono::minutes(0)
            ? std::string()
            : fmt::format(
                  ". The times of all its files are {} than then, as after a change of time "
                  "zone: it is known by names and sizes, and offloading it again compares "
                  "every byte",
                  offload::shiftWords(shift));
    switch (match) {
    case CardMatch::Grown:
        return fmt::format("Offloaded {}, {}; since then the card has {}, which {} not copied: NOT "
                           "SAFE TO FORMAT{}",
                           when, proved, moreWords(*this), newFiles == 1 ? "is" : "are", shifted);
    case CardMatch::Changed:
        return fmt::format("Offloaded {}, {}; since then {} of the card {} gone or changed, and {} "
                           "new: NOT SAFE TO FORMAT",
                           when, proved, counted(lostFiles, "file", "files"),
                           lostFiles == 1 ? "is" : "are",
                           newFiles == 1 ? "1 is" : fmt::format("{} are", newFiles));
    case CardMatch::Same:
    case CardMatch::Other:
        break;
    }
    return fmt::format("Already offloaded {}, {}: {}{}", when, proved, safetyWords(*this), shifted);
}

Result<std::vector<EarlierOffload>> cardHistory(const Services& services, project::Project& project,
                                                const media::Card& card,
                                                const jobs::JobContext& context)
{
    TAILSLATE_TRY(const auto rows, project.offloads());
    const auto [files, bytes] = copiedOf(card);
    std::vector<EarlierOffload> history;
    const auto volume = services.files.volume(card.root);
    const bool localTimes = volume && offload::nameRulesFor(*volume).keepsLocalTime;
    bool otherTold = false;
    for (const project::OffloadRow& row : rows) {
        TAILSLATE_CHECK(context.checkStop());
        // The very card may have been named after its folder, and that had another name.
        if (row.roll != card.roll && (row.files != files || row.bytes != bytes))
            continue;
        TAILSLATE_TRY(const offload::OffloadResult result, project.offload(row.jobId));
        const auto shift =
            localTimes ? offload::zoneShift(result.plan.files(), card) : std::chrono::minutes(0);
        const Difference difference = compare(result.plan.files(), card, shift);
        EarlierOffload earlier{.match = matchOf(difference),
                               .job = row.jobId,
                               .roll = row.roll,
                               .started = row.started,
                               .finished = row.finished,
                               .shift = shift,
                               .destinations = result.destinations.size()};
        if (earlier.match == CardMatch::Other) {
            if (row.roll == card.roll && !otherTold)
                history.push_back(std::move(earlier));
            otherTold = true;
            continue;
        }
        earlier.newFiles = difference.newFiles;
        earlier.newClips = newClipsOf(card, difference.isNew);
        earlier.lostFiles = difference.lost;
        if (const auto verdict = project.verdict(row.jobId))
            earlier.wasSafe = verdict->safeToFormat;
        TAILSLATE_CHECK(lookAtCopies(services, result, earlier, context));
        history.push_back(std::move(earlier));
    }
    std::ranges::stable_sort(history, {}, &EarlierOffload::match);
    return history;
}

Result<std::filesystem::path> verifiedCopyOf(const Services& services, project::Project& project,
                                             const media::Card& card,
                                             const jobs::JobContext& context)
{
    TAILSLATE_TRY(const auto history, cardHistory(services, project, card, context));
    for (const EarlierOffload& earlier : history)
        if (auto copy = earlier.copy(); !copy.empty())
            return copy;
    return std::filesystem::path();
}

std::string cardFingerprint(const media::Card& card)
{
    const auto hasher = hash::makeHasher(hash::Algorithm::Xxh128);
    const TimePoint zero = zoneOf(card);
    for (const media::CardFile& file : card.files) {
        if (offload::isLeftToTheSeal(card, file.path))
            continue;
        const std::string text =
            fmt::format("{}\n{} {}\n", file.path, file.size, (file.modified - zero).count());
        hasher->update(std::as_bytes(std::span(text)));
    }
    return hasher->finish().toText();
}

} // namespace tailslate::app
