// SPDX-License-Identifier: Apache-2.0
#include "cli/MhlOutput.h"

#include "base/DisplayText.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace tailslate::cli {
namespace {

using nlohmann::json;

std::string shown(std::string_view text)
{
    return displayText(text);
}

const char* faultName(mhl::HistoryFault fault)
{
    switch (fault) {
    case mhl::HistoryFault::ChainMissing:
        return "chainMissing";
    case mhl::HistoryFault::ChainUnreadable:
        return "chainUnreadable";
    case mhl::HistoryFault::ManifestMissing:
        return "manifestMissing";
    case mhl::HistoryFault::ManifestModified:
        return "manifestModified";
    case mhl::HistoryFault::ManifestUnreadable:
        return "manifestUnreadable";
    case mhl::HistoryFault::ManifestNotListed:
        return "manifestNotListed";
    case mhl::HistoryFault::ReferenceMissing:
        return "referenceMissing";
    case mhl::HistoryFault::ReferenceModified:
        return "referenceModified";
    case mhl::HistoryFault::ReferenceMoved:
        return "referenceMoved";
    case mhl::HistoryFault::FolderUnreadable:
        return "folderUnreadable";
    }
    return "unknown";
}

const char* severity(mhl::HistoryFault fault)
{
    if (fault == mhl::HistoryFault::FolderUnreadable)
        return "UNREADABLE";
    return mhl::isFatal(fault) ? "HISTORY" : "Note:";
}

const char* verdictWords(mhl::Verdict verdict)
{
    switch (verdict) {
    case mhl::Verdict::Match:
        return "match";
    case mhl::Verdict::Mismatch:
        return "MISMATCH";
    case mhl::Verdict::Missing:
        return "MISSING";
    case mhl::Verdict::New:
        return "NEW";
    case mhl::Verdict::NoReference:
        return "NOTHING TO COMPARE WITH";
    case mhl::Verdict::Unreadable:
        return "UNREADABLE";
    case mhl::Verdict::NotFromMedium:
        return "NOT READ FROM THE MEDIUM";
    case mhl::Verdict::Present:
        return "there, not read";
    case mhl::Verdict::Ignored:
        return "IGNORED";
    }
    return "unknown";
}

const char* actionName(const std::optional<mhl::Action>& action)
{
    if (!action)
        return "recorded";
    switch (*action) {
    case mhl::Action::Original:
        return "original";
    case mhl::Action::Verified:
        return "verified";
    case mhl::Action::Failed:
        return "failed";
    }
    return "unknown";
}

const char* processName(mhl::Process process)
{
    switch (process) {
    case mhl::Process::InPlace:
        return "in-place";
    case mhl::Process::Transfer:
        return "transfer";
    case mhl::Process::Flatten:
        return "flatten";
    }
    return "unknown";
}

json appendedToJson(const std::vector<mhl::SealedGeneration>& appended)
{
    json list = json::array();
    for (const mhl::SealedGeneration& sealed : appended)
        list.push_back({{"manifest", displayText(sealed.manifestPath)},
                        {"generation", sealed.generation},
                        {"c4", sealed.c4.toText()}});
    return list;
}

json listOf(const std::vector<std::string>& texts)
{
    json list = json::array();
    for (const std::string& text : texts)
        list.push_back(shown(text));
    return list;
}

json counts(const mhl::CheckReport& report)
{
    json object = json::object();
    for (const mhl::Verdict verdict : mhl::kAllVerdicts)
        object[mhl::verdictName(verdict)] = report.count(verdict);
    return object;
}

std::string summary(const mhl::CheckReport& report)
{
    std::string text;
    for (const mhl::Verdict verdict : mhl::kAllVerdicts)
        if (const std::size_t count = report.count(verdict); count > 0)
            text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, verdictWords(verdict));
    return text.empty() ? "nothing to compare" : text;
}

std::string nodeName(const mhl::HistoryTree::Node& node)
{
    return node.folder.empty() ? "." : shown(node.folder);
}

json authorsToJson(const mhl::CreatorInfo& creator)
{
    json authors = json::array();
    for (const mhl::Author& author : creator.authors)
        authors.push_back({{"name", author.name}, {"role", author.role}});
    return authors;
}

constexpr const char* kNoFile =
    "Nothing was written: no file with a digest is recorded, and such a list holds only files";

bool isDamaged(const std::vector<mhl::HistoryProblem>& problems)
{
    return std::ranges::any_of(
        problems, [](const mhl::HistoryProblem& problem) { return mhl::isFatal(problem.fault); });
}

} // namespace

void ReadingProgress::tick(const jobs::Progress& progress)
{
    const jobs::Progress::Snapshot seen = progress.snapshot();
    m_rate.sample(std::chrono::steady_clock::now(), seen.bytesDone);
    std::string line = fmt::format("{} of {} files", seen.itemsDone, seen.itemsTotal);
    if (seen.bytesTotal > 0)
        line += fmt::format("  {} %",
                            std::min<std::uint64_t>(100, seen.bytesDone * 100 / seen.bytesTotal));
    if (const auto perSecond = m_rate.bytesPerSecond())
        line += fmt::format("  {}/s", displaySize(static_cast<std::uint64_t>(*perSecond)));
    if (const auto left = m_rate.timeLeft(seen.bytesTotal))
        line += fmt::format("  {}:{:02} left", left->count() / 60, left->count() % 60);
    m_console.showProgress(line);
}

void print(Console& console, const std::vector<mhl::HistoryProblem>& problems)
{
    for (const mhl::HistoryProblem& problem : problems) {
        console.say(fmt::format("{} {}: {}", severity(problem.fault), displayText(problem.path),
                                problem.message));
        console.send({{"type", "problem"},
                      {"fault", faultName(problem.fault)},
                      {"fatal", mhl::isFatal(problem.fault)},
                      {"path", displayText(problem.path)},
                      {"message", problem.message}});
    }
}

void print(Console& console, const std::vector<mhl::PathVerdict>& paths)
{
    for (const mhl::PathVerdict& path : paths) {
        const bool isGood =
            path.verdict == mhl::Verdict::Match || path.verdict == mhl::Verdict::Present;
        if (!isGood || !path.message.empty())
            console.say(fmt::format("{} {}{}{}{}", verdictWords(path.verdict),
                                    path.path.empty() ? "." : shown(path.path),
                                    path.isFolder ? "/" : "", path.message.empty() ? "" : ": ",
                                    path.message));
        console.send({{"type", "path"},
                      {"path", shown(path.path)},
                      {"verdict", mhl::verdictName(path.verdict)},
                      {"folder", path.isFolder},
                      {"recorded", path.recorded},
                      {"message", path.message}});
    }
}

void print(Console& console, const std::vector<mhl::SealedGeneration>& appended,
           const std::string& notAppended)
{
    for (const mhl::SealedGeneration& sealed : appended)
        console.say(fmt::format("Generation {} appended: {}", sealed.generation,
                                displayText(sealed.manifestPath)));
    if (!notAppended.empty())
        console.say(fmt::format("No{} generation appended: {}", appended.empty() ? "" : " further",
                                notAppended));
}

void print(Console& console, const std::string& verb, const mhl::CheckReport& report, int exitCode)
{
    print(console, report.problems);
    print(console, report.paths);
    if (!report.hasHistory && report.historyAbove.empty())
        console.say("There is no media hash list here; `mhl create` starts one");
    else if (!report.hasHistory)
        console.say(fmt::format("There is no media hash list here, but in {}: name that folder, "
                                "and this one with --file",
                                displayText(report.historyAbove)));
    if (!report.skipped.empty())
        console.say(fmt::format("{} links or devices were skipped", report.skipped.size()));
    for (const std::string& list : report.otherLists)
        console.say(fmt::format("Note: {} is another list, it was not compared", shown(list)));
    if (report.fromCache > 0)
        console.say(
            fmt::format("{} files came from memory, not from the medium", report.fromCache));
    if (report.hasHistory)
        console.say(summary(report));
    print(console, report.appended, report.notAppended);
    console.send({{"type", "result"},
                  {"verb", verb},
                  {"hasHistory", report.hasHistory},
                  {"counts", counts(report)},
                  {"recordedFiles", report.recordedFiles},
                  {"bytesRead", report.bytesRead},
                  {"fromCache", report.fromCache},
                  {"skipped", listOf(report.skipped)},
                  {"otherLists", listOf(report.otherLists)},
                  {"appended", appendedToJson(report.appended)},
                  {"notAppended", report.notAppended},
                  {"exitCode", exitCode}});
}

void print(Console& console, const mhl::RenameReport& report, int exitCode)
{
    print(console, report.problems);
    json renamed = json::array();
    for (const mhl::Renaming& renaming : report.renamed) {
        console.say(fmt::format("renamed {} to {}", shown(renaming.from), shown(renaming.to)));
        renamed.push_back({{"from", shown(renaming.from)}, {"to", shown(renaming.to)}});
    }
    json renamedFolders = json::array();
    for (const mhl::Renaming& renaming : report.renamedFolders) {
        console.say(fmt::format("renamed {}/ to {}/", shown(renaming.from), shown(renaming.to)));
        renamedFolders.push_back({{"from", shown(renaming.from)}, {"to", shown(renaming.to)}});
    }
    print(console, report.open);
    if (!report.hasHistory)
        console.say("There is no media hash list here");
    else if (report.renamed.empty() && report.renamedFolders.empty())
        console.say("No renamed file was found");
    print(console, report.appended, report.notAppended);
    console.send({{"type", "result"},
                  {"verb", "rename"},
                  {"hasHistory", report.hasHistory},
                  {"renamed", std::move(renamed)},
                  {"renamedFolders", std::move(renamedFolders)},
                  {"appended", appendedToJson(report.appended)},
                  {"notAppended", report.notAppended},
                  {"exitCode", exitCode}});
}

void print(Console& console, const mhl::FlattenReport& report, int exitCode)
{
    print(console, report.problems);
    for (const std::string& path : report.withoutDigest)
        console.say(fmt::format("LEFT OUT {}: no usable digest of it is recorded", shown(path)));
    if (!report.hasHistory)
        console.say("There is no media hash list here");
    if (report.written)
        console.say(
            fmt::format("{} files in {}", report.files, displayText(report.written->manifestPath)));
    else if (report.hasHistory)
        console.say(isDamaged(report.problems) ? "Nothing was written: the history is damaged"
                                               : kNoFile);
    console.send(
        {{"type", "result"},
         {"verb", "flatten"},
         {"hasHistory", report.hasHistory},
         {"files", report.files},
         {"leftOut", listOf(report.withoutDigest)},
         {"manifest", report.written ? json(displayText(report.written->manifestPath)) : json()},
         {"collection",
          report.written ? json(displayText(report.written->collectionPath)) : json()},
         {"exitCode", exitCode}});
}

void print(Console& console, const mhl::ConvertReport& report, int exitCode)
{
    print(console, report.problems);
    for (const std::string& sentence : report.leftOut)
        console.say("LEFT OUT " + sentence);
    for (const std::string& note : report.notes)
        console.say("Note: " + note);
    if (report.written.empty())
        console.say(isDamaged(report.problems) ? "Nothing was written: what is recorded is damaged"
                    : report.leftOut.empty()   ? kNoFile
                                               : "Nothing was written");
    else
        console.say(fmt::format("{} files in {}", report.files, displayText(report.written)));
    console.send({{"type", "result"},
                  {"verb", "convert"},
                  {"to", report.toLegacy ? "legacy" : "ascmhl"},
                  {"files", report.files},
                  {"leftOut", report.leftOut},
                  {"notes", report.notes},
                  {"manifest", report.written.empty() ? json() : json(displayText(report.written))},
                  {"exitCode", exitCode}});
}

void printHistory(Console& console, const mhl::HistoryTree& tree, int exitCode)
{
    print(console, tree.problems());
    json histories = json::array();
    for (const mhl::HistoryTree::Node& node : tree.nodes()) {
        if (!node.history.exists())
            continue;
        console.say(fmt::format("{}: {} files", nodeName(node), node.history.fileCount()));
        json generations = json::array();
        for (const mhl::LoadedGeneration& generation : node.history.generations()) {
            const mhl::CreatorInfo& creator = generation.head.creator;
            json entry{{"generation", generation.entry.generation},
                       {"manifest", shown(generation.entry.fileName)},
                       {"usable", generation.usable}};
            std::string line = fmt::format("  {:>4}  {}", generation.entry.generation,
                                           shown(generation.entry.fileName));
            if (generation.usable) {
                line += fmt::format("  {}, {} files, {} {} on {}",
                                    processName(generation.head.process), generation.fileCount,
                                    creator.toolName, creator.toolVersion, creator.hostname);
                entry.update({{"created", toIso8601(creator.created)},
                              {"process", processName(generation.head.process)},
                              {"files", generation.fileCount},
                              {"tool", creator.toolName},
                              {"toolVersion", creator.toolVersion},
                              {"host", creator.hostname},
                              {"authors", authorsToJson(creator)},
                              {"location", creator.location},
                              {"comment", creator.comment}});
            } else {
                line += "  cannot be used";
            }
            console.say(line);
            generations.push_back(std::move(entry));
        }
        histories.push_back({{"folder", shown(node.folder)},
                             {"files", node.history.fileCount()},
                             {"ignore", listOf(node.history.ignorePatterns())},
                             {"generations", std::move(generations)}});
    }
    if (histories.empty())
        console.say("There is no media hash list here");
    console.send({{"type", "result"},
                  {"verb", "info"},
                  {"histories", std::move(histories)},
                  {"exitCode", exitCode}});
}

void printFile(Console& console, const mhl::HistoryTree& tree,
               const mhl::HistoryTree::Record& record, int exitCode)
{
    const mhl::HistoryTree::Node& place = tree.nodes()[record.node];
    print(console, tree.problems());
    const mhl::RecordedFile recorded = place.history.file(record.file);
    std::vector<mhl::HistoryTree::Record> records = tree.furtherOut(record);
    records.insert(records.begin(), record);
    json digests = json::array();
    for (const mhl::HistoryTree::Record& one : records) {
        const mhl::HistoryTree::Node& node = tree.nodes()[one.node];
        console.say(fmt::format("{} in the history of {}", shown(node.history.file(one.file).path),
                                nodeName(node)));
        for (const mhl::RecordedDigest& digest : node.history.digests(one.file)) {
            console.say(fmt::format(
                "  {:>4}  {}  {:<8}  {} {}{}", digest.generation, toIso8601(digest.hashedAt),
                actionName(digest.action), hash::algorithmName(digest.digest.algorithm()),
                digest.digest.toText(),
                digest.path == node.history.file(one.file).path ? ""
                                                                : "  as " + shown(digest.path)));
            digests.push_back(
                {{"history", shown(node.folder)},
                 {"generation", digest.generation},
                 {"path", shown(digest.path)},
                 {"format", std::string(hash::algorithmName(digest.digest.algorithm()))},
                 {"digest", digest.digest.toText()},
                 {"action", actionName(digest.action)},
                 {"hashed", toIso8601(digest.hashedAt)}});
        }
    }
    console.send(
        {{"type", "result"},
         {"verb", "info"},
         {"history", shown(place.folder)},
         {"path", shown(recorded.path)},
         {"size", recorded.size ? json(*recorded.size) : json()},
         {"previousPath", recorded.previousPath ? json(shown(*recorded.previousPath)) : json()},
         {"digests", std::move(digests)},
         {"exitCode", exitCode}});
}

} // namespace tailslate::cli
