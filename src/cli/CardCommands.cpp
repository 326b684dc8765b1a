// SPDX-License-Identifier: Apache-2.0
#include "app/CardHistory.h"
#include "app/OffloadCard.h"
#include "app/ProjectPlace.h"
#include "base/DisplayText.h"
#include "cli/Commands.h"
#include "cli/Console.h"
#include "cli/FindingOutput.h"
#include "cli/Foreground.h"
#include "media/ClipNameParts.h"
#include "project/Project.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <optional>
#include <vector>

namespace tailslate::cli {
namespace {

/// A card, and what a project knows of it.
struct ShownCard {
    media::Card card;
    std::optional<std::vector<app::EarlierOffload>> history; ///< Nothing without a project.
};

Result<ShownCard> showKnownCard(const app::Services& services, const std::string& path,
                                const std::string& projectPath, const jobs::JobContext& job)
{
    ShownCard shown;
    TAILSLATE_TRY(shown.card, app::inspectCard(services, path, job));
    if (projectPath.empty())
        return shown;
    TAILSLATE_TRY(const auto project, app::openProjectToRead(services, projectPath));
    TAILSLATE_TRY(shown.history, app::cardHistory(services, *project, shown.card, job));
    return shown;
}

const char* matchName(app::CardMatch match)
{
    switch (match) {
    case app::CardMatch::Same:
        return "same";
    case app::CardMatch::Grown:
        return "grown";
    case app::CardMatch::Changed:
        return "changed";
    case app::CardMatch::Other:
        break;
    }
    return "other";
}

nlohmann::json earlierToJson(const ShownCard& shown)
{
    if (!shown.history)
        return nullptr;
    nlohmann::json offloads = nlohmann::json::array();
    for (const app::EarlierOffload& earlier : *shown.history) {
        nlohmann::json places = nlohmann::json::array();
        for (const app::EarlierPlace& place : earlier.places)
            places.push_back(
                {{"rollFolder", displayText(place.rollFolder)}, {"present", place.present}});
        offloads.push_back(
            {{"match", matchName(earlier.match)},
             {"job", earlier.job.toString()},
             {"roll", displayText(std::string_view(earlier.roll))},
             {"finished",
              earlier.finished ? nlohmann::json(toIso8601(*earlier.finished)) : nlohmann::json()},
             {"shiftMinutes", earlier.shift.count()},
             {"destinations", earlier.destinations},
             {"verified", earlier.verified()},
             {"present", earlier.present()},
             {"places", std::move(places)},
             {"wasSafe", earlier.wasSafe},
             {"settled", earlier.settled()},
             {"newClips", earlier.newClips},
             {"newFiles", earlier.newFiles},
             {"lostFiles", earlier.lostFiles},
             {"sentence", displayText(std::string_view(earlier.sentence()))}});
    }
    return offloads;
}

nlohmann::json cardToJson(const ShownCard& shown)
{
    const media::Card& card = shown.card;
    nlohmann::json clips = nlohmann::json::array();
    for (const media::Clip& clip : card.clips) {
        nlohmann::json files = nlohmann::json::array();
        for (const std::size_t file : clip.files)
            files.push_back(displayText(std::string_view(card.files[file].path)));
        const media::ClipNameParts parts = media::partsOfClipName(clip.name);
        clips.push_back({{"name", displayText(std::string_view(clip.name))},
                         {"camera", parts.camera},
                         {"number", parts.number ? nlohmann::json(*parts.number) : nullptr},
                         {"date", parts.date},
                         {"roll", displayText(std::string_view(clip.roll))},
                         {"kind", clip.kind == media::ClipKind::Sound ? "sound" : "picture"},
                         {"files", std::move(files)}});
    }
    return {{"type", "card"},
            {"root", displayText(card.root)},
            {"typeId", card.typeId},
            {"typeName", card.typeName},
            {"reason", card.reason},
            {"roll", displayText(std::string_view(card.roll))},
            {"files", card.files.size()},
            {"bytes", card.totalBytes()},
            {"fingerprint", app::cardFingerprint(card)},
            {"earlier", earlierToJson(shown)},
            {"clips", std::move(clips)},
            {"findings", findingsToJson(card)}};
}

void printCard(Console& console, const ShownCard& shown)
{
    const media::Card& card = shown.card;
    console.say(fmt::format("{}  {} ({})", displayText(std::string_view(card.roll)), card.typeName,
                            card.reason));
    console.say(fmt::format("{} files, {}, {} clips", card.files.size(),
                            displaySize(card.totalBytes()), card.clips.size()));
    for (const media::Clip& clip : card.clips) {
        std::uint64_t bytes = 0;
        for (const std::size_t file : clip.files)
            bytes += card.files[file].size;
        console.say(fmt::format("  {:<32} {:>9}  {}", displayText(std::string_view(clip.name)),
                                displaySize(bytes),
                                clip.kind == media::ClipKind::Sound ? "sound" : "picture"));
    }
    sayFindings(console, card, "");
    if (!shown.history)
        return;
    if (shown.history->empty())
        console.say(
            "The project knows no offload of this card, nor another card with its roll name");
    for (const app::EarlierOffload& earlier : *shown.history) {
        console.say(displayText(std::string_view(earlier.sentence())));
        if (!earlier.places.empty())
            console.say("  " + earlier.placesWords());
    }
}

} // namespace

void addCardCommands(CLI::App& program, const CommandContext& context)
{
    CLI::App* const noun = program.add_subcommand("card", "Look at a camera card");
    noun->require_subcommand(1);
    CLI::App* const show =
        noun->add_subcommand("show", "Say what a card is, its clips and what looks wrong");
    const auto path = std::make_shared<std::string>();
    show->add_option("CARD", *path, "The card's folder")->required();
    const auto projectPath = std::make_shared<std::string>();
    show->add_option("--project", *projectPath, "Say what this project knows of the card");
    show->callback([context, path, projectPath] {
        auto card = runInForeground<ShownCard>(
            "card-show",
            [&](const jobs::JobContext& job) {
                return showKnownCard(context.services, *path, *projectPath, job);
            },
            [&](const jobs::Progress& progress) {
                context.console->showProgress(
                    fmt::format("{} files", progress.snapshot().itemsDone));
            });
        context.console->clearProgress();
        if (!card) {
            context.exitCode = context.console->fail(card.error());
            return;
        }
        printCard(*context.console, *card);
        context.console->send(cardToJson(*card));
    });
}

} // namespace tailslate::cli
