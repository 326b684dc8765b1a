// SPDX-License-Identifier: Apache-2.0
#include "report/OffloadReport.h"

#include "base/DisplayText.h"
#include "hash/Digest.h"
#include "report/detail/CopyView.h"
#include "report/detail/Words.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <utility>

namespace tailslate::report {
namespace {

using detail::CopyView;
using detail::counted;
using detail::number;
using detail::shown;

/// How many names or rows stand at the front before the reader is sent to the full list.
constexpr std::size_t kFilesInASentence = 4;
constexpr std::size_t kFailuresAtTheFront = 40;

/// Writes one report; the order of the calls in build() is the order of reading.
class Writer {
public:
    explicit Writer(const OffloadReportInput& input)
        : m_input(input)
        , m_result(input.result)
        , m_plan(input.result.plan)
        , m_copies(input.result)
    {
    }

    ReportDocument build()
    {
        m_document.title = "Offload report " + shown(m_plan.card.roll);
        for (const std::string& part :
             {shown(m_input.show), shown(m_input.unit), detail::day(m_result.started)}) {
            if (!part.empty())
                m_document.subtitle += (m_document.subtitle.empty() ? "" : " · ") + part;
        }
        m_document.footer = fmt::format("Tailslate {} · {}", shown(m_input.programVersion),
                                        m_plan.jobId.toString());
        addVerdict();
        addWarnings();
        addFailures();
        addJob();
        addCard();
        addDestinations();
        addNotices();
        addNotes();
        addClips();
        addFiles();
        return std::move(m_document);
    }

private:
    void heading(std::string text) { m_document.blocks.emplace_back(Heading{std::move(text)}); }

    /// The sentences of all warnings: reasons of the verdict that only repeat one are left to the
    /// place that warnings have of their own.
    [[nodiscard]] std::set<std::string_view> warningSentences() const
    {
        std::set<std::string_view> sentences;
        for (const media::Finding& finding : m_plan.card.findings) {
            if (finding.severity == media::Severity::Warning && !finding.sentence.empty())
                sentences.insert(finding.sentence);
        }
        return sentences;
    }

    /// The reason behind its opening words: `Open warning: clip 4 is missing`.
    static std::string_view behindItsOpening(std::string_view reason)
    {
        constexpr std::string_view kColon = ": ";
        const auto colon = reason.find(kColon);
        return colon == std::string_view::npos ? reason : reason.substr(colon + kColon.size());
    }

    [[nodiscard]] bool everythingProved() const
    {
        for (std::size_t i = 0; i < m_plan.destinations.size(); ++i) {
            if (!m_copies.outcome(i).good())
                return false;
            for (std::size_t file = 0; file < m_plan.files().size(); ++file) {
                if (!CopyView::isGood(m_copies.at(file, i)))
                    return false;
            }
        }
        return true;
    }

    /// The files that are verified where no manifest can hold their names.
    [[nodiscard]] std::size_t unsealedNames() const
    {
        std::size_t most = 0;
        for (std::size_t i = 0; i < m_plan.destinations.size(); ++i)
            most = std::max(most, m_copies.outcome(i).unsealedNames);
        return most;
    }

    void addVerdict()
    {
        const offload::Verdict& verdict = m_input.verdict;
        Statement statement;
        statement.headline = verdict.headline();
        if (verdict.safeToFormat && !everythingProved()) {
            statement.tone = Tone::Warning;
            statement.text = "The evidence below does not bear this verdict out. Check the copies "
                             "before the card is formatted.";
        } else if (verdict.safeToFormat) {
            statement.tone = Tone::Good;
            std::set<std::string> devices;
            for (const auto& destination : m_plan.destinations)
                devices.insert(destination.volume.deviceId);
            const std::size_t files = m_plan.files().size();
            statement.text = fmt::format(
                "{} read back from {} on {} and found equal. Each destination is sealed with ASC "
                "MHL.",
                files == 1 ? std::string("The file was") : "All " + number(files) + " files were",
                counted(m_plan.destinations.size(), "destination", "destinations"),
                counted(devices.size(), "device", "devices"));
            if (const std::size_t names = unsealedNames(); names > 0)
                statement.text += " Not in the seal: " + unsealedText(names) + ".";
        } else {
            // Everything that was asked for is there, but not enough was asked for: a warning.
            statement.tone = verdict.allVerified ? Tone::Warning : Tone::Bad;
            const auto warnings = warningSentences();
            bool openWarnings = false;
            for (const std::string& reason : verdict.reasons) {
                if (warnings.contains(behindItsOpening(reason))) {
                    openWarnings = true;
                    continue;
                }
                statement.text += (statement.text.empty() ? "" : "\n") + shown(reason);
            }
            if (openWarnings) {
                statement.text += (statement.text.empty() ? "" : "\n");
                statement.text += "Somebody must look at the warnings below.";
            }
        }
        m_document.blocks.emplace_back(std::move(statement));
    }

    static std::string unsealedText(std::size_t names)
    {
        return counted(names, "file with a name", "files with names") +
               " that no manifest can hold, verified";
    }

    /// A finding with the names of what it is about, as far as a sentence can hold them.
    static std::string findingText(const media::Finding& finding)
    {
        std::string text = shown(finding.sentence);
        const std::size_t named = std::min(finding.files.size(), kFilesInASentence);
        for (std::size_t i = 0; i < named; ++i)
            text += (i == 0 ? ": " : ", ") + displayText(std::string_view(finding.files[i]));
        if (finding.files.size() > named)
            text += fmt::format(" and {} more", number(finding.files.size() - named));
        return text;
    }

    [[nodiscard]] std::vector<std::string> findings(media::Severity severity) const
    {
        std::vector<std::string> texts;
        for (const media::Finding& finding : m_plan.card.findings) {
            if (finding.severity == severity)
                texts.push_back(findingText(finding));
        }
        return texts;
    }

    void addWarnings()
    {
        const auto warnings = findings(media::Severity::Warning);
        if (warnings.empty())
            return;
        m_document.blocks.emplace_back(Statement{Tone::Warning,
                                                 counted(warnings.size(), "warning", "warnings"),
                                                 fmt::format("{}", fmt::join(warnings, "\n"))});
    }

    void addFailures()
    {
        Table table;
        table.columns = {{"File", Table::Align::Left, 3.0, false},
                         {"Destination", Table::Align::Left, 1.1, false},
                         {"What was proved", Table::Align::Left, 3.4, false}};
        std::size_t count = 0;
        std::size_t pending = 0;
        for (std::size_t file = 0; file < m_plan.files().size(); ++file) {
            for (std::size_t i = 0; i < m_plan.destinations.size(); ++i) {
                const offload::CopyEvidence copy = m_copies.at(file, i);
                if (CopyView::isGood(copy))
                    continue;
                if (m_copies.isPending(copy)) {
                    ++pending;
                    continue;
                }
                if (++count > kFailuresAtTheFront)
                    continue;
                table.rows.push_back({Tone::Bad,
                                      {displayText(std::string_view(m_plan.files()[file].path)),
                                       m_copies.destinationName(i), m_copies.proof(copy)}});
            }
        }
        if (pending > 0) {
            m_document.blocks.emplace_back(Statement{
                Tone::Warning,
                counted(pending, "copy is not read back yet", "copies are not read back yet"),
                "The job was to copy first. Verify the offload before the card is formatted."});
        }
        if (count == 0)
            return;
        heading(counted(count, "copy is not verified", "copies are not verified"));
        m_document.blocks.emplace_back(std::move(table));
        if (count > kFailuresAtTheFront) {
            m_document.blocks.emplace_back(
                Statement{Tone::Plain,
                          {},
                          fmt::format("And {} more; the list of files at the end names each.",
                                      number(count - kFailuresAtTheFront))});
        }
    }

    void addJob()
    {
        Facts facts;
        facts.rows = {{"Show", shown(m_input.show)},
                      {"Unit", shown(m_input.unit)},
                      {"Started", detail::moment(m_result.started)},
                      {"Finished", detail::moment(m_result.finished)},
                      {"Took", detail::elapsed(m_result.started, m_result.finished)},
                      {"Mode", std::string(detail::modeWords(m_plan.mode))},
                      {"Checksum", std::string(hash::algorithmName(m_plan.algorithm))},
                      {"Job", m_plan.jobId.toString()}};
        if (m_result.cancelled)
            facts.rows.push_back({"Ended", "stopped by the operator before it was done"});
        std::erase_if(facts.rows, [](const Facts::Row& row) { return row.value.empty(); });
        heading("Offload");
        m_document.blocks.emplace_back(std::move(facts));
    }

    void addCard()
    {
        const media::Card& card = m_plan.card;
        std::size_t sound = 0;
        for (const media::Clip& clip : card.clips)
            sound += clip.kind == media::ClipKind::Sound ? 1 : 0;
        const std::size_t picture = card.clips.size() - sound;
        std::string clips = "none recognised";
        if (picture > 0 && sound > 0)
            clips = fmt::format("{} picture, {} sound", number(picture), number(sound));
        else if (!card.clips.empty())
            clips =
                fmt::format("{} {}", number(card.clips.size()), picture > 0 ? "picture" : "sound");

        Facts facts;
        facts.rows = {{"Roll", shown(card.roll)},
                      {"Type", shown(card.typeName)},
                      {"Known by", shown(card.reason)},
                      {"Read from", displayText(card.root)},
                      {"Read", readText()},
                      {"Clips", clips},
                      {"Files", number(card.files.size())},
                      {"Size", fmt::format("{} ({} bytes)", displaySize(card.totalBytes()),
                                           number(card.totalBytes()))}};
        std::vector<std::string> patterns;
        for (const std::string& pattern : card.ignorePatterns)
            patterns.push_back(shown(pattern));
        facts.rows.push_back({"Left out", fmt::format("{}", fmt::join(patterns, ", "))});
        std::erase_if(facts.rows, [](const Facts::Row& row) { return row.value.empty(); });
        heading("Card");
        m_document.blocks.emplace_back(std::move(facts));
    }

    /// How the card was read; empty where that is not known.
    [[nodiscard]] std::string readText() const
    {
        const auto read = m_result.copies.cardRead();
        if (!read)
            return {};
        switch (*read) {
        case io::Transfer::Direct:
            return "past the memory cache";
        case io::Transfer::CacheDropped:
            return "through the memory cache, which was emptied before";
        case io::Transfer::Cached:
            break;
        }
        return "through the memory cache, which could not be emptied";
    }

    void addDestinations()
    {
        heading("Destinations");
        for (std::size_t i = 0; i < m_plan.destinations.size(); ++i)
            addDestination(i);
    }

    void addDestination(std::size_t index)
    {
        const offload::PlannedDestination& destination = m_plan.destinations[index];
        const offload::DestinationOutcome& outcome = m_copies.outcome(index);
        const io::Volume& volume = destination.volume;
        std::string device = shown(volume.deviceName.empty() ? volume.deviceId : volume.deviceName);
        for (const std::string& part : {shown(volume.label), shown(volume.fileSystem)}) {
            if (!part.empty())
                device += " · " + part;
        }
        Facts facts;
        facts.rows = {{m_copies.destinationName(index), displayText(destination.rollFolder)},
                      {"Device", device},
                      {"Seal", outcome.manifest ? "ASC MHL, " + displayText(*outcome.manifest)
                                                : std::string("none: this copy is not sealed")}};
        if (outcome.filledFromCopies > 0)
            facts.rows.push_back({"Filled from a copy",
                                  counted(outcome.filledFromCopies, "file", "files") +
                                      " read from a verified copy at another destination, equal "
                                      "to the card"});
        if (outcome.unsealedNames > 0)
            facts.rows.push_back({"Not in the seal", unsealedText(outcome.unsealedNames)});
        if (outcome.error)
            facts.rows.push_back({"Failed", outcome.error->describe()});

        // What was proved, each kind of proof once, with the number of files it holds for.
        struct Sum {
            std::size_t files = 0;
            std::uint64_t bytes = 0;
            Tone tone = Tone::Bad;
        };

        std::map<std::string, Sum> sums;
        std::size_t direct = 0;
        std::size_t cached = 0;
        for (std::size_t file = 0; file < m_plan.files().size(); ++file) {
            const offload::CopyEvidence copy = m_copies.at(file, index);
            // Reasons differ from file to file; the list of failures has them.
            const bool noCopy = copy.level == offload::EvidenceLevel::None;
            Sum& sum = sums[noCopy ? "No copy" : m_copies.proof(copy)];
            ++sum.files;
            sum.bytes += m_plan.files()[file].size;
            sum.tone = toneOf(copy, Tone::Good);
            if (!noCopy && copy.written)
                ++(*copy.written == io::Transfer::Direct ? direct : cached);
        }
        if (const std::string written = writtenText(direct, cached); !written.empty())
            facts.rows.push_back({"Written", written});
        Table table;
        table.columns = {{"What was proved", Table::Align::Left, 5.0, false},
                         {"Files", Table::Align::Right, 1.0, false},
                         {"Size", Table::Align::Right, 1.2, false}};
        for (const auto& [words, sum] : sums) {
            table.rows.push_back({sum.tone, {words, number(sum.files), displaySize(sum.bytes)}});
        }
        m_document.blocks.emplace_back(std::move(facts));
        m_document.blocks.emplace_back(std::move(table));
    }

    /// How a line about a copy strikes the eye; one that waits to be read back is never good.
    [[nodiscard]] Tone toneOf(const offload::CopyEvidence& copy, Tone good) const
    {
        if (CopyView::isGood(copy))
            return good;
        return m_copies.isPending(copy) ? Tone::Warning : Tone::Bad;
    }

    static std::string writtenText(std::size_t direct, std::size_t cached)
    {
        std::string text;
        if (direct > 0)
            text = counted(direct, "file", "files") + " past the memory cache";
        if (cached > 0) {
            text += text.empty() ? "" : ", ";
            text += counted(cached, "file", "files") + " through the memory cache, then synced";
        }
        return text;
    }

    void addNotices()
    {
        if (m_input.notices.empty())
            return;
        heading("On the way");
        Facts facts;
        for (const offload::JobNotice& notice : m_input.notices)
            facts.rows.push_back(
                {detail::moment(notice.at),
                 shown((notice.folder.empty() ? "" : notice.folder + ": ") + notice.text)});
        m_document.blocks.emplace_back(std::move(facts));
    }

    void addNotes()
    {
        const auto notes = findings(media::Severity::Note);
        if (notes.empty())
            return;
        heading("Notes about the card");
        m_document.blocks.emplace_back(
            Statement{Tone::Plain, {}, fmt::format("{}", fmt::join(notes, "\n"))});
    }

    void addClips()
    {
        const auto& clips = m_plan.card.clips;
        if (clips.empty())
            return;
        std::map<std::size_t, const ClipDetail*> details;
        for (const ClipDetail& detail : m_input.clips) {
            if (detail.clip < clips.size())
                details[detail.clip] = &detail;
        }

        heading("Clips");
        Gallery gallery;
        Table table;
        table.columns = {{"Clip", Table::Align::Left, 2.6, false},
                         {"Kind", Table::Align::Left, 0.8, false},
                         {"Start", Table::Align::Left, 1.25, true},
                         {"Duration", Table::Align::Left, 1.25, true},
                         {"Format", Table::Align::Left, 2.6, false},
                         {"Files", Table::Align::Right, 0.6, false},
                         {"Size", Table::Align::Right, 1.0, false}};
        for (std::size_t i = 0; i < clips.size(); ++i) {
            const media::Clip& clip = clips[i];
            static const ClipDetail kUnknown;
            const auto found = details.find(i);
            const ClipDetail& detail = found == details.end() ? kUnknown : *found->second;
            std::uint64_t bytes = 0;
            for (const std::size_t file : clip.files)
                bytes += file < m_plan.files().size() ? m_plan.files()[file].size : 0;
            const std::string duration = shown(detail.duration);
            if (!detail.thumbnailJpeg.empty())
                gallery.pictures.push_back(
                    {detail.thumbnailJpeg, {shown(clip.name), shown(detail.timecode), duration}});
            table.rows.push_back(
                {Tone::Plain,
                 {shown(clip.name), clip.kind == media::ClipKind::Sound ? "sound" : "picture",
                  shown(detail.timecode), duration, shown(detail.codec), number(clip.files.size()),
                  displaySize(bytes)}});
        }
        if (!gallery.pictures.empty())
            m_document.blocks.emplace_back(std::move(gallery));
        m_document.blocks.emplace_back(std::move(table));
    }

    void addFiles()
    {
        heading("Files");
        Table table;
        table.columns = {{"File", Table::Align::Left, 3.7, false},
                         {"Size", Table::Align::Right, 0.8, false},
                         {std::string(hash::algorithmName(m_plan.algorithm)), Table::Align::Left,
                          // xxh64 and md5 on one line each; longer ones break.
                          hash::digestSize(m_plan.algorithm) > 8 ? 3.05 : 1.75, true}};
        for (std::size_t i = 0; i < m_plan.destinations.size(); ++i)
            table.columns.push_back({m_copies.destinationName(i), Table::Align::Left, 1.0, false});
        for (std::size_t file = 0; file < m_plan.files().size(); ++file) {
            const media::CardFile& entry = m_plan.files()[file];
            Table::Row row{Tone::Plain,
                           {displayText(std::string_view(entry.path)), displaySize(entry.size),
                            m_copies.sourceDigest(file)}};
            for (std::size_t i = 0; i < m_plan.destinations.size(); ++i) {
                const offload::CopyEvidence copy = m_copies.at(file, i);
                row.cells.push_back(m_copies.shortProof(copy));
                row.tone = std::max(row.tone, toneOf(copy, Tone::Plain));
            }
            table.rows.push_back(std::move(row));
        }
        m_document.blocks.emplace_back(std::move(table));
    }

    const OffloadReportInput& m_input;
    const offload::OffloadResult& m_result;
    const offload::Plan& m_plan;
    CopyView m_copies;
    ReportDocument m_document;
};

} // namespace

ReportDocument offloadReport(const OffloadReportInput& input)
{
    return Writer(input).build();
}

} // namespace tailslate::report
