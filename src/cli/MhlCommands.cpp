// SPDX-License-Identifier: Apache-2.0
#include "app/HashLists.h"
#include "cli/Commands.h"
#include "cli/Console.h"
#include "cli/ExitCode.h"
#include "cli/Foreground.h"
#include "cli/MhlOutput.h"
#include "cli/NotesOptions.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tailslate::cli {
namespace {

struct MhlOptions {
    std::string path;
    std::vector<std::string> formats;
    std::vector<std::string> ignore;
    std::vector<std::string> files;
    std::string packingList;
    std::string out;
    std::string from;
    std::string to;
    NotesOptions notes;
    bool noAppend = false;
};

Result<app::HashListRequest> hashListRequestFrom(const MhlOptions& options)
{
    app::HashListRequest request;
    request.scope = options.path;
    for (const std::string& name : options.formats) {
        TAILSLATE_TRY(const hash::Algorithm format, hash::algorithmFromName(name));
        if (std::ranges::find(request.formats, format) == request.formats.end())
            request.formats.push_back(format);
    }
    request.ignore = options.ignore;
    request.only = options.files;
    request.append = !options.noAppend;
    request.notes = notesFrom(options.notes);
    return request;
}

/// Runs an operation while its progress is shown.
template <class T>
Result<T> watch(Console& console, const std::function<Result<T>(jobs::JobContext)>& work)
{
    ReadingProgress reading(console);
    auto result = runInForeground<T>(
        "mhl", work, [&](const jobs::Progress& progress) { reading.tick(progress); });
    console.clearProgress();
    return result;
}

enum class CheckVerb { Create = 1, Verify, Diff };

Result<int> runCheck(const CommandContext& context, const MhlOptions& options, CheckVerb verb)
{
    TAILSLATE_TRY(const auto request, hashListRequestFrom(options));
    Console& console = *context.console;
    TAILSLATE_TRY(const mhl::CheckReport report,
                  watch<mhl::CheckReport>(console, [&](jobs::JobContext job) {
                      if (verb == CheckVerb::Create)
                          return app::createHashList(context.services, request, std::move(job));
                      if (verb == CheckVerb::Diff)
                          return app::diffHashList(context.services, request, std::move(job));
                      return app::verifyHashList(context.services, request, options.packingList,
                                                 std::move(job));
                  }));
    const int exitCode = exitCodeFor(report, verb == CheckVerb::Create);
    const char* const name = verb == CheckVerb::Create ? "create"
                             : verb == CheckVerb::Diff ? "diff"
                                                       : "verify";
    print(console, name, report, exitCode);
    return exitCode;
}

/// The file that is called so in the nearest history that knows it, or was called so there.
std::optional<mhl::HistoryTree::Record> findFile(const mhl::HistoryTree& tree,
                                                 std::string_view path)
{
    if (const auto file = tree.find(path))
        return file;
    for (std::optional<std::size_t> node = tree.place(path).node; node;
         node = tree.parentOf(*node)) {
        const auto& [folder, history] = tree.nodes()[*node];
        if (const auto file =
                history.findRenamed(folder.empty() ? path : path.substr(folder.size() + 1)))
            return mhl::HistoryTree::Record{.node = *node, .file = *file};
    }
    return std::nullopt;
}

Result<int> runInfo(const CommandContext& context, const MhlOptions& options)
{
    Console& console = *context.console;
    TAILSLATE_TRY(const mhl::HistoryTree tree,
                  watch<mhl::HistoryTree>(console, [&](jobs::JobContext job) {
                      return app::openHashList(context.services, options.path, std::move(job));
                  }));
    const auto isThere = [](const mhl::HistoryTree::Node& node) { return node.history.exists(); };
    const bool hasHistory = std::ranges::any_of(tree.nodes(), isThere);
    const int exitCode = hasHistory ? exitCodeFor(tree.problems()) : kExitNoHistory;
    if (options.from.empty() || !hasHistory) {
        printHistory(console, tree, exitCode);
        return exitCode;
    }
    TAILSLATE_TRY(const std::string path,
                  app::pathInScope(context.services, options.path, options.from));
    const auto file = findFile(tree, path);
    if (!file) {
        print(console, tree.problems());
        return failure(ErrorCode::NotFound, "the history does not know this file", path);
    }
    printFile(console, tree, *file, exitCode);
    return exitCode;
}

Result<int> runRename(const CommandContext& context, const MhlOptions& options)
{
    if (options.from.empty() != options.to.empty())
        return failure(ErrorCode::InvalidArgument, "give the old and the new name, or neither");
    TAILSLATE_TRY(const auto request, hashListRequestFrom(options));
    std::vector<mhl::Renaming> renames;
    if (!options.from.empty())
        renames.push_back({.from = options.from, .to = options.to});
    Console& console = *context.console;
    TAILSLATE_TRY(const mhl::RenameReport report,
                  watch<mhl::RenameReport>(console, [&](jobs::JobContext job) {
                      return app::recordRenames(context.services, request, renames, std::move(job));
                  }));
    int exitCode = report.hasHistory ? exitCodeFor(report.problems) : kExitNoHistory;
    if (report.cancelled)
        exitCode = kExitCancelled;
    else if (exitCode == kExitOk)
        exitCode = report.appendFailed ? kExitFailed : exitCodeFor(report.open, true);
    print(console, report, exitCode);
    return exitCode;
}

Result<int> runFlatten(const CommandContext& context, const MhlOptions& options)
{
    Console& console = *context.console;
    TAILSLATE_TRY(const mhl::FlattenReport report,
                  watch<mhl::FlattenReport>(console, [&](jobs::JobContext job) {
                      return app::flattenHashList(context.services, options.path, options.out,
                                                  notesFrom(options.notes), std::move(job));
                  }));
    int exitCode = report.hasHistory ? exitCodeFor(report.problems) : kExitNoHistory;
    if (exitCode == kExitOk && (!report.written || !report.withoutDigest.empty()))
        exitCode = kExitFailed;
    print(console, report, exitCode);
    return exitCode;
}

Result<int> runConvert(const CommandContext& context, const MhlOptions& options)
{
    MhlOptions one = options;
    if (one.formats.empty())
        one.formats = {"xxh64"};
    TAILSLATE_TRY(const auto request, hashListRequestFrom(one));
    if (request.formats.size() != 1)
        return failure(ErrorCode::InvalidArgument, "a legacy manifest holds one format");
    Console& console = *context.console;
    TAILSLATE_TRY(const mhl::ConvertReport report,
                  watch<mhl::ConvertReport>(console, [&](jobs::JobContext job) {
                      return app::convertHashList(context.services, options.path, options.out,
                                                  request.formats.front(), request.notes,
                                                  std::move(job));
                  }));
    int exitCode = exitCodeFor(report.problems);
    if (exitCode == kExitOk && (report.written.empty() || !report.leftOut.empty()))
        exitCode = kExitFailed;
    print(console, report, exitCode);
    return exitCode;
}

using SharedMhlOptions = std::shared_ptr<MhlOptions>;

/// Adds a verb. Its help is only `--help`: -h names a format, as in the reference tool.
CLI::App* addVerb(CLI::App* noun, const CommandContext& context, const char* name,
                  const char* description, const SharedMhlOptions& options,
                  const std::function<Result<int>(const MhlOptions&)>& work)
{
    CLI::App* const verb = noun->add_subcommand(name, description);
    verb->set_help_flag("--help", "Print this help message and exit");
    verb->callback([context, options, work] {
        const auto exitCode = work(*options);
        context.exitCode = exitCode ? *exitCode : context.console->fail(exitCode.error());
    });
    return verb;
}

void addFormats(CLI::App* verb, const SharedMhlOptions& options)
{
    verb->add_option("-h,--hash", options->formats,
                     "A format: xxh64, xxh3, xxh128, md5, sha1, c4; may be repeated")
        ->allow_extra_args(false);
}

void addSelection(CLI::App* verb, const SharedMhlOptions& options)
{
    verb->add_option("--ignore", options->ignore,
                     "A pattern of files to ignore, as in .gitignore; may be repeated")
        ->allow_extra_args(false);
    verb->add_option("--file", options->files, "Only this file or folder in PATH; may be repeated")
        ->allow_extra_args(false);
}

void addChecks(CLI::App* noun, const CommandContext& context)
{
    const auto create = std::make_shared<MhlOptions>();
    CLI::App* verb = addVerb(noun, context, "create",
                             "Start the media hash list of a folder, or append a generation",
                             create, [context](const MhlOptions& options) {
                                 return runCheck(context, options, CheckVerb::Create);
                             });
    verb->add_option("PATH", create->path, "The folder")->required();
    addFormats(verb, create);
    addSelection(verb, create);
    addNotesOptions(*verb, create->notes);

    const auto verify = std::make_shared<MhlOptions>();
    verb = addVerb(noun, context, "verify", "Compare a folder with its media hash list", verify,
                   [context](const MhlOptions& options) {
                       return runCheck(context, options, CheckVerb::Verify);
                   });
    verb->add_option("PATH", verify->path,
                     "The folder, or a packing list or legacy MHL in the folder it is of, or an "
                     "ascmhl_collection.xml")
        ->required();
    verb->add_flag("--no-append", verify->noAppend, "Record nothing of it");
    verb->add_option("--packing-list", verify->packingList,
                     "Compare with this packing list or legacy MHL instead; records nothing");
    addFormats(verb, verify);
    addSelection(verb, verify);
    addNotesOptions(*verb, verify->notes);

    const auto diff = std::make_shared<MhlOptions>();
    verb = addVerb(noun, context, "diff", "Name new and missing files without reading any", diff,
                   [context](const MhlOptions& options) {
                       return runCheck(context, options, CheckVerb::Diff);
                   });
    verb->add_option("PATH", diff->path, "The folder")->required();
    addSelection(verb, diff);
}

void addOthers(CLI::App* noun, const CommandContext& context)
{
    const auto shown = std::make_shared<MhlOptions>();
    CLI::App* verb =
        addVerb(noun, context, "info", "Show the generations, or all that is known of one file",
                shown, [context](const MhlOptions& options) { return runInfo(context, options); });
    verb->add_option("PATH", shown->path, "The folder")->required();
    verb->add_option("FILE", shown->from, "A file in it");

    const auto renamed = std::make_shared<MhlOptions>();
    verb = addVerb(noun, context, "rename",
                   "Record renamed files: those that are found, or the one that is named", renamed,
                   [context](const MhlOptions& options) { return runRename(context, options); });
    verb->add_option("PATH", renamed->path, "The folder")->required();
    verb->add_option("OLD", renamed->from, "A file or folder in it, as it was called");
    verb->add_option("NEW", renamed->to, "The same as it is called now");
    addNotesOptions(*verb, renamed->notes);

    const auto flat = std::make_shared<MhlOptions>();
    verb = addVerb(noun, context, "flatten", "Write a packing list of everything that is recorded",
                   flat,
                   [context](const MhlOptions& options) { return runFlatten(context, options); });
    verb->add_option("PATH", flat->path, "The folder")->required();
    verb->add_option("--out", flat->out, "Where the collection folder is made")->required();
    addNotesOptions(*verb, flat->notes);

    const auto converted = std::make_shared<MhlOptions>();
    verb = addVerb(noun, context, "convert",
                   "Make a legacy manifest from a media hash list, or the reverse", converted,
                   [context](const MhlOptions& options) { return runConvert(context, options); });
    verb->add_option("INPUT", converted->path, "A manifest, or a folder with a history")
        ->required();
    verb->add_option("--out", converted->out, "The folder to write to")->required();
    addFormats(verb, converted);
}

} // namespace

void addMhlCommands(CLI::App& program, const CommandContext& context)
{
    CLI::App* const noun =
        program.add_subcommand("mhl", "Media hash lists: ASC MHL histories, and legacy MHL");
    noun->require_subcommand(1);
    addChecks(noun, context);
    addOthers(noun, context);
}

} // namespace tailslate::cli
