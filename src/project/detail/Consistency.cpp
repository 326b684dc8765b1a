// SPDX-License-Identifier: Apache-2.0
#include "project/detail/Consistency.h"

#include "base/DisplayText.h"
#include "project/detail/CopyRepository.h"
#include "project/detail/Ledger.h"
#include "project/detail/Migrations.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <soci/soci.h>

#include <array>
#include <map>
#include <set>
#include <string>
#include <utility>

namespace tailslate::project::detail {
namespace {

using Problems = std::vector<std::string>;

/// All values of a query with one text column.
std::vector<std::string> textColumn(soci::session& session, const std::string& query)
{
    std::string text;
    soci::statement rows = (session.prepare << query, soci::into(text));
    rows.execute();
    std::vector<std::string> result;
    while (rows.fetch())
        result.push_back(text);
    return result;
}

void checkStructure(soci::session& session, Problems& problems)
{
    for (const std::string& line : textColumn(session, "PRAGMA integrity_check(20)")) {
        if (line != "ok")
            problems.push_back("the database is damaged: " + line);
    }

    std::map<std::string, int> dangling;
    for (const std::string& table :
         textColumn(session, "SELECT \"table\" FROM pragma_foreign_key_check"))
        ++dangling[table];
    for (const auto& [table, rows] : dangling) {
        problems.push_back(fmt::format("{} rows of table {} refer to nothing", rows, table));
    }

    for (const char* trigger :
         {"ledger_grows_at_its_end", "ledger_is_never_changed", "ledger_is_never_shortened"}) {
        const std::string name = trigger;
        int found = 0;
        session << "SELECT count(*) FROM sqlite_schema WHERE type = 'trigger' AND name = :name",
            soci::use(name), soci::into(found);
        if (found == 0) {
            problems.push_back(fmt::format("the guard {} was taken off the ledger", name));
        }
    }
}

void checkClaims(soci::session& session, Problems& problems)
{
    long long overstated = 0;
    session << "SELECT count(*) FROM copies WHERE (level NOT IN ('none', 'copied', 'hashed') AND "
               "(source_digest IS NULL OR read_back_digest IS NULL OR source_digest <> "
               "read_back_digest)) OR (level = 'hashed' AND source_digest IS NULL) OR (level = "
               "'source-verified' AND source_confirmed = 0)",
        soci::into(overstated);
    if (overstated != 0) {
        problems.push_back(
            fmt::format("{} copies are called better than their digests prove", overstated));
    }
}

/// What the ledger says about the evidence of a job.
struct EvidenceEntry {
    std::string hash;
    EvidenceForm form = EvidenceForm::V1;
};

/// What the ledger says happened to each job, grade and so on.
struct Story {
    /// Act and subject, as they still hold: going on with a job takes its end away.
    std::set<std::pair<std::string, std::string>> acts;
    std::map<std::string, EvidenceEntry> evidence; ///< The last evidence of a job that has ended.
};

Story storyOf(const std::vector<LedgerEntry>& entries)
{
    Story story;
    for (const LedgerEntry& entry : entries) {
        story.acts.emplace(entry.act, entry.subject);
        if (entry.act == "offload.resumed") {
            story.acts.erase({"offload.finished", entry.subject});
            story.evidence.erase(entry.subject);
        }
        const auto detail = nlohmann::json::parse(entry.detail, nullptr, false);
        if (!detail.is_object() || (entry.act != "offload.finished" && entry.act != "copies.done"))
            continue;
        const auto hash = detail.find("evidence");
        if (hash == detail.end() || !hash->is_string())
            continue;
        const auto form = detail.find("evidence_form");
        const bool first = form == detail.end() || *form == static_cast<int>(EvidenceForm::V1);
        story.evidence[entry.subject] = {hash->get<std::string>(),
                                         first ? EvidenceForm::V1 : EvidenceForm::V2};
    }
    return story;
}

void checkAgainstLedger(soci::session& session, const std::vector<LedgerEntry>& entries,
                        Problems& problems)
{
    struct Rule {
        const char* query;
        const char* act;
        const char* what;
    };

    static constexpr std::array kRules{
        Rule{"SELECT id FROM project", "project.created", "the making of project"},
        Rule{"SELECT job_id FROM offloads", "offload.started", "the start of offload"},
        Rule{"SELECT job_id FROM offloads WHERE finished IS NOT NULL", "offload.finished",
             "the end of offload"},
        Rule{"SELECT job_id FROM offloads WHERE resumed IS NOT NULL", "offload.resumed",
             "the resuming of offload"},
        Rule{"SELECT id FROM grades", "grade.saved", "the saving of grade"},
    };
    const Story story = storyOf(entries);
    for (const Rule& rule : kRules) {
        const auto subjects = textColumn(session, rule.query);
        const std::set<std::string> stored(subjects.begin(), subjects.end());
        for (const std::string& subject : stored) {
            if (!story.acts.contains({rule.act, subject})) {
                problems.push_back(fmt::format("the ledger does not know {} {}", rule.what,
                                               displayText(std::string_view(subject))));
            }
        }
        for (const auto& [act, subject] : story.acts) {
            if (act == rule.act && !stored.contains(subject)) {
                problems.push_back(fmt::format("the ledger tells of {} {}, which is gone",
                                               rule.what, displayText(std::string_view(subject))));
            }
        }
    }

    const CopyRepository copies(session);
    for (const auto& [job, entry] : story.evidence) {
        const auto stored = copies.evidenceHash(job, entry.form);
        if (!stored) {
            problems.push_back(fmt::format("the verdict of offload {} is gone",
                                           displayText(std::string_view(job))));
        } else if (*stored != entry.hash) {
            problems.push_back(
                fmt::format("the evidence of offload {} was changed after it was recorded",
                            displayText(std::string_view(job))));
        }
    }
}

} // namespace

CheckReport checkConsistency(Database& database)
{
    CheckReport report;
    Problems& problems = report.problems;
    auto& session = database.session();

    const auto step = [&](auto&& act) {
        const auto done = database.guarded([&]() -> Result<void> {
            act();
            return {};
        });
        if (!done)
            problems.push_back(done.error().message);
    };
    const auto all = database.read([&]() -> Result<void> {
        step([&] { report.schemaVersion = schemaVersion(database); });
        step([&] { checkStructure(session, problems); });
        step([&] { checkClaims(session, problems); });
        step([&] {
            const auto entries = Ledger(session).entries();
            report.ledgerEntries = entries.size();
            auto broken = Ledger::problems(entries);
            problems.insert(problems.end(), std::make_move_iterator(broken.begin()),
                            std::make_move_iterator(broken.end()));
            checkAgainstLedger(session, entries, problems);
        });
        return {};
    });
    if (!all && problems.empty())
        problems.push_back(all.error().message);
    return report;
}

} // namespace tailslate::project::detail
