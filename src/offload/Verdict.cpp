// SPDX-License-Identifier: Apache-2.0
#include "offload/Verdict.h"

#include "base/DisplayText.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace tailslate::offload {
namespace {

std::string plural(std::size_t count, std::string_view one, std::string_view many)
{
    return fmt::format("{} {}", count, count == 1 ? one : many);
}

/// Names the first file that failed at a destination and says how many more there are.
std::string failedFiles(const OffloadResult& result, std::size_t destination)
{
    const std::size_t count = result.destinations[destination].filesFailed;
    for (std::size_t file = 0; file < result.plan.files().size(); ++file) {
        const Error* const error = result.copies.error(file, destination);
        if (!error)
            continue;
        const std::string_view path = result.plan.files()[file].path;
        std::string text = fmt::format("{}: {}", displayText(path), error->describe());
        if (count > 1)
            text += fmt::format(", and {} more", plural(count - 1, "file", "files"));
        return text;
    }
    return plural(count, "file", "files");
}

/// How to go on, unless the sentence says so already.
std::string_view wayOn(std::string_view sentence)
{
    const bool says = sentence.find("offload the card") != std::string_view::npos ||
                      sentence.find("resume the offload") != std::string_view::npos;
    return says ? "." : ". Cure the cause and offload the card again.";
}

void addDestinationReason(const OffloadResult& result, std::size_t destination,
                          std::vector<std::string>& reasons)
{
    const DestinationOutcome& outcome = result.destinations[destination];
    const std::string folder = displayText(result.plan.destinations[destination].folder);
    if (outcome.filesFailed > 0) {
        const std::string failed = failedFiles(result, destination);
        reasons.push_back(fmt::format("{} is not complete: {}{}", folder, failed, wayOn(failed)));
    } else if (outcome.error) {
        const std::string error = outcome.error->describe();
        reasons.push_back(fmt::format("{} is not sealed: {}{}", folder, error, wayOn(error)));
    } else if (outcome.filesUnverified > 0)
        reasons.push_back(fmt::format("{} is copied, not verified: {} still to be read back. "
                                      "Verify the offload.",
                                      folder,
                                      plural(outcome.filesUnverified, "file is", "files are")));
    else if (!outcome.manifest)
        reasons.push_back(fmt::format("{} is not sealed. Offload the card again.", folder));
}

} // namespace

std::string Verdict::headline() const
{
    return safeToFormat ? "SAFE TO FORMAT" : "NOT SAFE TO FORMAT";
}

Verdict judge(const OffloadResult& result, const SafetyRule& rule)
{
    Verdict verdict;
    std::size_t good = 0;
    std::set<std::string> devices;
    bool unknownDevice = false;
    bool unverified = false;
    std::size_t unsealedNames = 0;
    std::vector<std::string> onCard; // Good copies that would go with the card.
    if (result.cancelled)
        verdict.reasons.emplace_back(
            "The offload was stopped before it was done. Offload the card again.");
    for (std::size_t i = 0; i < result.destinations.size(); ++i) {
        if (result.destinations[i].good()) {
            ++good;
            const std::string& device = result.plan.destinations[i].volume.deviceId;
            if (device.empty())
                unknownDevice = true;
            else if (device == result.plan.cardVolume.deviceId)
                onCard.push_back(displayText(result.plan.destinations[i].folder));
            else
                devices.insert(device);
            unsealedNames = std::max(unsealedNames, result.destinations[i].unsealedNames);
        } else {
            unverified = unverified || result.destinations[i].filesUnverified > 0;
            addDestinationReason(result, i, verdict.reasons);
        }
    }
    verdict.allVerified = !result.cancelled && good == result.destinations.size() && good > 0;

    // A device nobody can tell apart may be any of the others.
    const std::size_t deviceCount = devices.empty() && unknownDevice ? 1 : devices.size();
    const std::size_t safe = good - onCard.size();
    for (const std::string& folder : onCard)
        verdict.reasons.push_back(fmt::format("{} is on the card's own device and does not count. "
                                              "Add a destination on another device.",
                                              folder));
    if (safe < rule.verifiedCopies)
        verdict.reasons.push_back(fmt::format(
            "{}{}; the plan asks for {}. {}.", plural(safe, "verified copy", "verified copies"),
            onCard.empty() ? "" : " away from the card's device", rule.verifiedCopies,
            unverified ? "Verify the offload" : "Add a destination"));
    if (safe > 0 && deviceCount < rule.devices)
        verdict.reasons.push_back(fmt::format("The verified copies are on {}; the plan asks for "
                                              "{}. Add a destination on another device.",
                                              plural(deviceCount, "device", "devices"),
                                              rule.devices));
    if (!rule.allowOpenWarnings) {
        if (unsealedNames > 0)
            verdict.reasons.push_back(fmt::format(
                "Open warning: {} names that no manifest can hold (not UTF-8, or with control "
                "characters); verified, but not sealed",
                plural(unsealedNames, "file has", "files have")));
        for (const media::Finding& finding : result.plan.card.findings) {
            if (finding.severity == media::Severity::Warning)
                verdict.reasons.push_back(fmt::format("Open warning: {}", finding.sentence));
        }
    }
    verdict.safeToFormat = verdict.allVerified && verdict.reasons.empty();
    return verdict;
}

} // namespace tailslate::offload
