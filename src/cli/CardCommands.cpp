// SPDX-License-Identifier: Apache-2.0
#include "app/OffloadCard.h"
#include "base/DisplayText.h"
#include "cli/Commands.h"
#include "cli/Console.h"
#include "cli/Foreground.h"
#include "media/ClipNameParts.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace tailslate::cli {
namespace {

nlohmann::json cardToJson(const media::Card& card)
{
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
    nlohmann::json findings = nlohmann::json::array();
    for (const media::Finding& finding : card.findings) {
        nlohmann::json files = nlohmann::json::array();
        for (const std::string& file : finding.files)
            files.push_back(displayText(std::string_view(file)));
        findings.push_back(
            {{"severity", finding.severity == media::Severity::Warning ? "warning" : "note"},
             {"sentence", finding.sentence},
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
            {"clips", std::move(clips)},
            {"findings", std::move(findings)}};
}

void printCard(Console& console, const media::Card& card)
{
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
    for (const media::Finding& finding : card.findings)
        console.say(fmt::format("{}: {}",
                                finding.severity == media::Severity::Warning ? "WARNING" : "note",
                                finding.sentence));
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
    show->callback([context, path] {
        auto card = runInForeground<media::Card>(
            "card-show",
            [&](jobs::JobContext job) { return app::inspectCard(context.services, *path, job); },
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
