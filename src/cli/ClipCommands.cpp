// SPDX-License-Identifier: Apache-2.0
#include "app/ClipReader.h"
#include "app/OffloadCard.h"
#include "base/DisplayText.h"
#include "cli/Commands.h"
#include "cli/Console.h"
#include "cli/ExitCode.h"
#include "cli/Foreground.h"
#include "cli/ThumbnailCommand.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <string_view>

namespace tailslate::cli {
namespace {

struct ListedCard {
    media::Card card;
    std::vector<media::ClipMetadata> clips; ///< As Card::clips.
};

Result<ListedCard> readClips(const app::Services& services, const std::filesystem::path& path,
                             const jobs::JobContext& job)
{
    ListedCard listed;
    TAILSLATE_TRY(listed.card, app::showCard(services, path, job));
    app::ClipReader reader(services.files, listed.card, listed.card.root);
    for (std::size_t clip = 0; clip < listed.card.clips.size(); ++clip) {
        TAILSLATE_TRY(media::ClipMetadata known, reader.read(clip, job));
        listed.clips.push_back(std::move(known));
        job.progress.addItems(1);
    }
    return listed;
}

nlohmann::json fieldsToJson(const media::ClipMetadata& clip)
{
    nlohmann::json fields = nlohmann::json::array();
    for (const media::ClipField& field : media::fieldsOf(clip))
        fields.push_back({{"name", field.name},
                          {"value", displayText(std::string_view(field.value))},
                          {"from", media::originName(field.origin)}});
    return fields;
}

/// `01:02:03.4`, or a dash where it is not known.
std::string lengthWords(const media::ClipMetadata& clip)
{
    const auto seconds = clip.seconds();
    if (!seconds)
        return "-";
    constexpr std::int64_t kTenths = 10;
    const auto tenths = static_cast<std::int64_t>(std::llround(*seconds * kTenths));
    const std::int64_t whole = tenths / kTenths;
    return fmt::format("{:02}:{:02}:{:02}.{}", whole / 3600, whole / 60 % 60, whole % 60,
                       tenths % kTenths);
}

nlohmann::json clipToJson(const media::Clip& clip, const media::ClipMetadata& known)
{
    const auto seconds = known.seconds();
    return {{"name", displayText(std::string_view(clip.name))},
            {"roll", displayText(std::string_view(clip.roll))},
            {"kind", clip.kind == media::ClipKind::Sound ? "sound" : "picture"},
            {"seconds", seconds ? nlohmann::json(*seconds) : nlohmann::json()},
            {"fields", fieldsToJson(known)},
            {"unreadable",
             known.unreadable.empty() ? nlohmann::json() : nlohmann::json(known.unreadable)}};
}

void printClip(Console& console, const media::Clip& clip, const media::ClipMetadata& known)
{
    const std::string start = known.start ? known.start->value.toString() : "-";
    const std::string codec = known.codec ? known.codec->value : "";
    const std::string size =
        known.size ? fmt::format("{}×{}", known.size->value.width, known.size->value.height) : "";
    const std::string rate = known.rate ? known.rate->value.toString() : "";
    console.say(fmt::format("  {:<32} {:<11}  {:>10}  {} {} {}",
                            displayText(std::string_view(clip.name)), start, lengthWords(known),
                            displayText(std::string_view(codec)), size, rate));
}

Result<int> list(const CommandContext& context, const std::string& path)
{
    Console& console = *context.console;
    TAILSLATE_TRY(const ListedCard listed,
                  runInForeground<ListedCard>(
                      "clip-list",
                      [&](jobs::JobContext job) { return readClips(context.services, path, job); },
                      [&](const jobs::Progress& progress) {
                          console.showProgress(
                              fmt::format("{} files and clips", progress.snapshot().itemsDone));
                      }));
    console.clearProgress();
    console.say(fmt::format("{}  {}, {} clips", displayText(std::string_view(listed.card.roll)),
                            listed.card.typeName, listed.card.clips.size()));
    nlohmann::json clips = nlohmann::json::array();
    for (std::size_t i = 0; i < listed.clips.size(); ++i) {
        printClip(console, listed.card.clips[i], listed.clips[i]);
        clips.push_back(clipToJson(listed.card.clips[i], listed.clips[i]));
    }
    console.send({{"type", "clips"},
                  {"root", displayText(listed.card.root)},
                  {"roll", displayText(std::string_view(listed.card.roll))},
                  {"clips", std::move(clips)}});
    return kExitOk;
}

Result<int> probe(const CommandContext& context, const std::string& path)
{
    Console& console = *context.console;
    TAILSLATE_TRY(const media::ClipMetadata known,
                  runInForeground<media::ClipMetadata>(
                      "clip-probe",
                      [&](const jobs::JobContext&) {
                          return app::readClipFile(context.services.files, path);
                      },
                      [](const jobs::Progress&) {}));
    console.say(displayText(std::filesystem::path(path)));
    for (const media::ClipField& field : media::fieldsOf(known))
        console.say(fmt::format("  {:<16} {}  ({})", field.name,
                                displayText(std::string_view(field.value)),
                                media::originName(field.origin)));
    const auto seconds = known.seconds();
    console.send({{"type", "clip"},
                  {"path", displayText(std::filesystem::path(path))},
                  {"seconds", seconds ? nlohmann::json(*seconds) : nlohmann::json()},
                  {"fields", fieldsToJson(known)}});
    return kExitOk;
}

void addVerb(CLI::App& noun, const CommandContext& context, const char* name, const char* help,
             const char* what, Result<int> (*run)(const CommandContext&, const std::string&))
{
    CLI::App* const verb = noun.add_subcommand(name, help);
    const auto path = std::make_shared<std::string>();
    verb->add_option(what, *path, "Its path")->required();
    verb->callback([context, path, run] {
        const auto exitCode = run(context, *path);
        context.exitCode = exitCode ? *exitCode : context.console->fail(exitCode.error());
    });
}

} // namespace

void addClipCommands(CLI::App& program, const CommandContext& context)
{
    CLI::App* const noun = program.add_subcommand("clip", "Look at the clips of a card");
    noun->require_subcommand(1);
    addVerb(*noun, context, "list", "The clips of a card with start, length and format", "CARD",
            list);
    addVerb(*noun, context, "probe", "Everything that a media file says of itself", "FILE", probe);
    addThumbnailVerb(*noun, context);
}

} // namespace tailslate::cli
