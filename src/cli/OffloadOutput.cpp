// SPDX-License-Identifier: Apache-2.0
#include "cli/OffloadOutput.h"

#include "base/DisplayText.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

namespace tailslate::cli {
namespace {

const char* eventName(app::OffloadEvent::Kind kind)
{
    switch (kind) {
    case app::OffloadEvent::Kind::CopyVerified:
        return "copyVerified";
    case app::OffloadEvent::Kind::CopyHashed:
        return "copyHashed";
    case app::OffloadEvent::Kind::CopyFailed:
        return "copyFailed";
    case app::OffloadEvent::Kind::DestinationSealed:
        return "destinationSealed";
    case app::OffloadEvent::Kind::DestinationCopied:
        return "destinationCopied";
    case app::OffloadEvent::Kind::DestinationFailed:
        return "destinationFailed";
    case app::OffloadEvent::Kind::Notice:
        return "notice";
    }
    return "unknown";
}

void report(Console& console, const app::OffloadEvent& event)
{
    console.send({{"type", eventName(event.kind)},
                  {"file", displayText(event.file)},
                  {"destination", displayText(event.destination)},
                  {"level", event.level ? nlohmann::json(offload::evidenceName(*event.level))
                                        : nlohmann::json()},
                  {"text", event.text}});
    if (event.kind == app::OffloadEvent::Kind::CopyFailed)
        console.say(fmt::format("FAILED {} at {}: {}", displayText(event.file),
                                displayText(event.destination), event.text));
    if (event.kind == app::OffloadEvent::Kind::Notice)
        console.say(fmt::format("Note: {}{}{}", displayText(event.destination),
                                event.destination.empty() ? "" : ": ", event.text));
}

/// What is proved of every file at a destination.
offload::EvidenceLevel weakestLevel(const offload::OffloadResult& result, std::size_t destination)
{
    auto weakest = offload::EvidenceLevel::Reverified;
    for (std::size_t file = 0; file < result.copies.files(); ++file)
        weakest = std::min(weakest, result.copies.hasError(file, destination)
                                        ? offload::EvidenceLevel::None
                                        : result.copies.level(file, destination));
    return result.copies.files() == 0 ? offload::EvidenceLevel::None : weakest;
}

/// `171 verified, 40 copied, not verified, 3 failed`, without what there is none of.
std::string countsOf(const offload::DestinationOutcome& outcome)
{
    std::vector<std::string> counts;
    if (outcome.filesVerified > 0)
        counts.push_back(fmt::format("{} verified", outcome.filesVerified));
    if (outcome.filesUnverified > 0)
        counts.push_back(fmt::format("{} copied, not verified", outcome.filesUnverified));
    if (outcome.filesFailed > 0)
        counts.push_back(fmt::format("{} failed", outcome.filesFailed));
    return fmt::format("{}", fmt::join(counts, ", "));
}

} // namespace

OffloadOutput::OffloadOutput(Console& console, app::OffloadMonitor& monitor)
    : m_console(console)
    , m_monitor(monitor)
{
}

/// Percent, rate, time left and what limits it: `62 %  412.0 MB/s  6:02 left  limit: sdb, writing`.
void OffloadOutput::tick(const jobs::Progress& progress)
{
    flush();
    const auto now = std::chrono::steady_clock::now();
    const jobs::Progress::Snapshot seen = progress.snapshot();
    m_rate.sample(now, seen.bytesDone);
    const std::uint64_t percent = seen.bytesTotal > 0 ? seen.bytesDone * 100 / seen.bytesTotal : 0;
    std::string line = fmt::format("{} %", percent);
    if (const auto perSecond = m_rate.bytesPerSecond())
        line += fmt::format("  {}/s", displaySize(static_cast<std::uint64_t>(*perSecond)));
    if (const auto left = m_rate.timeLeft(seen.bytesTotal))
        line += fmt::format("  {}:{:02} left", left->count() / 60, left->count() % 60);
    if (const std::string limit = m_limit.look(m_monitor, now); !limit.empty())
        line += "  limit: " + limit;
    m_console.showProgress(line);
}

void OffloadOutput::flush()
{
    for (const app::OffloadEvent& event : m_monitor.takeEvents())
        report(m_console, event);
}

void print(Console& console, const app::OffloadOutcome& outcome)
{
    const offload::OffloadResult& result = outcome.result;
    if (outcome.alreadyOffloaded)
        console.say(fmt::format("Already offloaded as {}; nothing was done. Add --reverify to read "
                                "the copies back anew.",
                                result.plan.jobId.toString()));
    for (std::size_t i = 0; i < result.destinations.size(); ++i) {
        const offload::DestinationOutcome& one = result.destinations[i];
        const std::string folder = displayText(result.plan.destinations[i].rollFolder);
        if (one.good())
            console.say(fmt::format(
                "● {}: {} files {} (read back, {}), sealed as {}", folder, one.filesVerified,
                offload::evidenceWords(weakestLevel(result, i)),
                hash::algorithmName(result.plan.algorithm), displayText(one.manifest->filename())));
        else if (one.complete() && one.filesUnverified > 0)
            console.say(fmt::format("◐ {}: {}", folder, countsOf(one)));
        else
            console.say(fmt::format("■ {}: {}: {}", folder, countsOf(one),
                                    one.error ? one.error->describe() : "stopped"));
    }
    console.say(outcome.verdict.headline());
    for (const std::string& reason : outcome.verdict.reasons)
        console.say("  " + reason);
}

nlohmann::json toJson(const app::OffloadOutcome& outcome)
{
    const offload::OffloadResult& result = outcome.result;
    nlohmann::json destinations = nlohmann::json::array();
    for (std::size_t i = 0; i < result.destinations.size(); ++i) {
        const offload::DestinationOutcome& one = result.destinations[i];
        destinations.push_back(
            {{"folder", displayText(result.plan.destinations[i].rollFolder)},
             {"device", result.plan.destinations[i].volume.deviceName},
             {"good", one.good()},
             {"level", offload::evidenceName(weakestLevel(result, i))},
             {"filesVerified", one.filesVerified},
             {"filesUnverified", one.filesUnverified},
             {"filesFailed", one.filesFailed},
             {"filledFromCopies", one.filledFromCopies},
             {"unsealedNames", one.unsealedNames},
             {"manifest",
              one.manifest ? nlohmann::json(displayText(*one.manifest)) : nlohmann::json()},
             {"error", one.error ? nlohmann::json(one.error->describe()) : nlohmann::json()}});
    }
    const auto cardRead = result.copies.cardRead();
    return {{"type", "result"},
            {"job", result.plan.jobId.toString()},
            {"roll", displayText(std::string_view(result.plan.card.roll))},
            {"files", result.plan.files().size()},
            {"bytes", result.plan.card.totalBytes()},
            {"allVerified", outcome.verdict.allVerified},
            {"safeToFormat", outcome.verdict.safeToFormat},
            {"mode", std::string(offload::modeName(result.plan.mode))},
            {"cardRead", cardRead ? nlohmann::json(io::transferName(*cardRead)) : nlohmann::json()},
            {"alreadyOffloaded", outcome.alreadyOffloaded},
            {"cancelled", result.cancelled},
            {"reasons", outcome.verdict.reasons},
            {"destinations", std::move(destinations)}};
}

} // namespace tailslate::cli
