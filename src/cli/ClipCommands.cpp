// SPDX-License-Identifier: Apache-2.0
#include "app/ClipReader.h"
#include "app/OffloadCard.h"
#include "base/DisplayText.h"
#include "cli/Commands.h"
#include "cli/Console.h"
#include "cli/ExitCode.h"
#include "cli/Foreground.h"
#include "cli/ThumbnailCommand.h"
#include "media/MatchSound.h"
#include "media/TakeFamilies.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <string_view>

namespace tailslate::cli {
namespace {

struct ListedCard {
    media::Card card;
    std::vector<media::ClipMetadata> clips; ///< As Card::clips.
    media::SoundMatches sound;
};

Result<ListedCard> readClips(const app::Services& services, const std::filesystem::path& path,
                             const jobs::JobContext& job)
{
    ListedCard listed;
    TAILSLATE_TRY(listed.card, app::showCard(services, path, job));
    TAILSLATE_CHECK(media::groupTakesByFamily(services.files, listed.card, job));
    app::ClipReader reader(services.files, listed.card, listed.card.root);
    for (std::size_t clip = 0; clip < listed.card.clips.size(); ++clip) {
        TAILSLATE_TRY(media::ClipMetadata known, reader.read(clip, job));
        listed.clips.push_back(std::move(known));
        job.progress.addItems(1);
    }
    listed.sound = media::matchSound(listed.card.clips, listed.clips);
    return listed;
}

bool isFalseTake(const media::ClipMetadata& clip)
{
    return clip.falseTake && clip.falseTake->value;
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

/// The takes that ran with a picture, or the pictures that ran with a take; null where nobody knows
/// when it ran.
nlohmann::json soundToJson(const ListedCard& listed, std::size_t clip)
{
    const media::SoundMatches& sound = listed.sound;
    if (std::ranges::binary_search(sound.untimed, clip))
        return nullptr;
    const bool isPicture = listed.card.clips[clip].kind == media::ClipKind::Picture;
    nlohmann::json matches = nlohmann::json::array();
    for (const media::SoundMatch& match : sound.matches) {
        if ((isPicture ? match.picture : match.take) != clip)
            continue;
        const std::size_t other = isPicture ? match.take : match.picture;
        matches.push_back({{"clip", other},
                           {"name", displayText(std::string_view(listed.card.clips[other].name))},
                           {"offset", isPicture ? match.offset : 0.0 - match.offset},
                           {"overlap", match.overlap},
                           {"ratesDiffer", match.ratesDiffer},
                           {"falseTake", isFalseTake(listed.clips[match.take])}});
    }
    return matches;
}

/// Below each picture the takes that ran with it.
void printSound(Console& console, const ListedCard& listed, std::size_t clip)
{
    for (const media::SoundMatch& match : listed.sound.matches) {
        if (match.picture != clip)
            continue;
        console.say(fmt::format("    sound {:<26} {:+.3f} s, {:.1f} s together{}{}",
                                displayText(std::string_view(listed.card.clips[match.take].name)),
                                match.offset, match.overlap,
                                isFalseTake(listed.clips[match.take]) ? ", false take" : "",
                                match.ratesDiffer ? ", another timecode rate" : ""));
    }
}

/// What ran without the other. Of a card that holds no sound, or nothing else, there is nothing to
/// say.
void printUnmatched(Console& console, const ListedCard& listed)
{
    const auto hasKind = [&](media::ClipKind kind) {
        return std::ranges::find(listed.card.clips, kind, &media::Clip::kind) !=
               listed.card.clips.end();
    };
    if (!hasKind(media::ClipKind::Picture) || !hasKind(media::ClipKind::Sound))
        return;
    const auto say = [&](std::string_view what, const std::vector<std::size_t>& clips) {
        std::string names;
        for (const std::size_t clip : clips)
            names += (names.empty() ? "" : ", ") +
                     displayText(std::string_view(listed.card.clips[clip].name));
        if (!clips.empty())
            console.say(fmt::format("{}: {}", what, names));
    };
    say("Pictures without sound", listed.sound.silentPictures);
    say("Sound without pictures", listed.sound.takesAlone);
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
        printSound(console, listed, i);
        clips.push_back(clipToJson(listed.card.clips[i], listed.clips[i]));
        clips.back()["falseTake"] = isFalseTake(listed.clips[i]);
        clips.back()["matches"] = soundToJson(listed, i);
    }
    printUnmatched(console, listed);
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
