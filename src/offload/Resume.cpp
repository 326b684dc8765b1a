// SPDX-License-Identifier: Apache-2.0
#include "offload/Resume.h"

#include "base/DisplayText.h"
#include "offload/HistoryPaths.h"
#include "offload/NameRules.h"
#include "offload/ZoneShift.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <utility>

namespace tailslate::offload {
namespace {

namespace fs = std::filesystem;

Result<void> checkSameCard(const Plan& earlier, const media::Card& card)
{
    const auto changed = [&](const std::string& path, const char* what) {
        return failure(
            ErrorCode::InvalidArgument,
            std::string("the card is not what it was when the offload began: this file ") + what +
                "; offload the card anew, copies that are good are kept",
            card.root / path);
    };
    if (const auto shift = zoneShift(earlier.files(), card); shift != std::chrono::minutes(0))
        return failure(
            ErrorCode::InvalidArgument,
            fmt::format("the times of all files of the card are {} than when the offload "
                        "began, as after a change of time zone: mount it with the zone "
                        "of then, or offload the card anew, copies that are good are "
                        "kept",
                        shiftWords(shift)),
            card.root);
    auto was = earlier.files().begin();
    for (const media::CardFile& file : card.files) {
        if (isLeftToTheSeal(card, file.path))
            continue;
        if (was == earlier.files().end() || file.path < was->path)
            return changed(file.path, "is new");
        if (was->path < file.path)
            return changed(was->path, "is gone");
        if (was->size != file.size || was->modified != file.modified)
            return changed(file.path, "has changed");
        ++was;
    }
    if (was != earlier.files().end())
        return changed(was->path, "is gone");
    return {};
}

/// What can be told of a copy without reading it.
enum class Look {
    Gone = 1,
    Changed, ///< Its time is not what it was, or nobody can tell: to be read back again.
    Unchanged
};

/// Times are compared as exactly as the file system keeps them.
Look lookAt(io::FileSystem& files, const Plan& plan, std::size_t file, std::size_t destination)
{
    const PlannedDestination& planned = plan.destinations[destination];
    const media::CardFile& expected = plan.files()[file];
    const auto info = files.info(planned.rollFolder / expected.path);
    if (!info && info.error().code != ErrorCode::NotFound)
        return Look::Changed;
    if (!info || info->kind != io::FileKind::Regular || info->size != expected.size)
        return Look::Gone;
    const auto resolution = nameRulesFor(planned.volume).timeResolution;
    return std::chrono::abs(info->modified - expected.modified) < resolution ? Look::Unchanged
                                                                             : Look::Changed;
}

/// Where an identifier is unknown, another volume may be mounted in the same place, also on the
/// same port: what it holds counts only after it was read back.
bool isSurelySameVolume(const io::Volume& was, const io::Volume& is)
{
    return !was.volumeId.empty() && was.volumeId == is.volumeId;
}

/// The earlier evidence, less what is no longer on the disks.
Result<CopyTable> stillThere(io::FileSystem& files, const OffloadResult& earlier, const Plan& plan,
                             const jobs::JobContext& context)
{
    CopyEvidence notReached;
    notReached.at = plan.created;
    notReached.error = Error{.code = ErrorCode::Cancelled,
                             .message = "the offload ended before this file was copied",
                             .path = {}};
    CopyTable known(plan.files().size(), plan.destinations.size(), notReached);
    for (std::size_t file = 0; file < plan.files().size(); ++file) {
        TAILSLATE_CHECK(context.checkStop());
        for (std::size_t i = 0; i < plan.destinations.size(); ++i) {
            const PlannedDestination& planned = plan.destinations[i];
            if (planned.absent) { // Nothing speaks against what was proved there.
                known.put(earlier.copies.at(file, i));
                continue;
            }
            const Error* const error = earlier.copies.error(file, i);
            if (earlier.copies.level(file, i) < EvidenceLevel::Hashed ||
                (error && error->code == ErrorCode::DataCorrupted))
                continue;
            const Look look = lookAt(files, plan, file, i);
            if (look == Look::Gone)
                continue;
            CopyEvidence copy = earlier.copies.at(file, i);
            if (copy.error || look == Look::Changed ||
                !isSurelySameVolume(earlier.plan.destinations[i].volume, planned.volume))
                copy.level = EvidenceLevel::Hashed;
            copy.error.reset();
            known.put(copy);
        }
    }
    return known;
}

/// Remembers the seals of earlier runs that are still there.
void rememberSeals(io::FileSystem& files, const OffloadResult& earlier, Plan& plan)
{
    for (std::size_t i = 0; i < earlier.destinations.size(); ++i) {
        const auto& manifest = earlier.destinations[i].manifest;
        if (manifest && files.info(*manifest))
            plan.destinations[i].sealed = manifest;
    }
}

bool hasCopies(const Plan& plan, const CopyTable& known)
{
    for (std::size_t file = 0; file < known.files(); ++file) {
        for (std::size_t i = 0; i < known.destinations(); ++i) {
            if (!plan.destinations[i].absent && known.level(file, i) >= EvidenceLevel::Hashed)
                return true;
        }
    }
    return false;
}

} // namespace

Result<TakenUp> takeUp(io::FileSystem& files, const OffloadResult& earlier, media::Card card,
                       const TakeUpOptions& how, const Clock& clock,
                       const jobs::JobContext& context)
{
    const Plan& before = earlier.plan;
    TAILSLATE_CHECK(checkSameCard(before, card));
    const PlanOptions options{.algorithm = before.algorithm,
                              .mode = before.mode,
                              .rollFolder = {},
                              .useCardManifests = how.useCardManifests,
                              .reverify = how.reverify};
    std::vector<DestinationRequest> requests;
    for (const PlannedDestination& destination : before.destinations) {
        TAILSLATE_CHECK(sameVolumeNow(files, destination));
        requests.push_back({destination.folder, destination.role,
                            destination.rollFolder.lexically_relative(destination.folder)});
    }
    TakenUp taken;
    TAILSLATE_TRY(taken.plan, makePlan(files, std::move(card), requests, options, clock, context));
    taken.plan.jobId = before.jobId;
    taken.plan.created = before.created;
    TAILSLATE_TRY(taken.known, stillThere(files, earlier, taken.plan, context));
    rememberSeals(files, earlier, taken.plan);
    return taken;
}

Result<TakenUp> takeUpWithoutCard(io::FileSystem& files, const OffloadResult& earlier,
                                  bool reverify, const jobs::JobContext& context)
{
    TakenUp taken;
    taken.plan = earlier.plan;
    taken.plan.reverify = reverify;
    for (PlannedDestination& destination : taken.plan.destinations) {
        auto volume = sameVolumeNow(files, destination);
        destination.absent.reset(); // What an earlier run found.
        if (volume)
            destination.volume = std::move(*volume);
        else
            destination.absent = std::move(volume).error();
    }
    const auto present = std::ranges::find_if(
        taken.plan.destinations, [](const auto& destination) { return !destination.absent; });
    if (present == taken.plan.destinations.end() && !taken.plan.destinations.empty())
        return std::unexpected(*taken.plan.destinations.front().absent);
    TAILSLATE_CHECK(ensureApart(files, taken.plan, context));
    TAILSLATE_TRY(taken.known, stillThere(files, earlier, taken.plan, context));
    if (!hasCopies(taken.plan, taken.known))
        return failure(ErrorCode::InvalidArgument,
                       "nothing of this offload is there to read back; resume it with the card",
                       taken.plan.card.root);
    rememberSeals(files, earlier, taken.plan);
    return taken;
}

} // namespace tailslate::offload
