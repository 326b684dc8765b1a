// SPDX-License-Identifier: Apache-2.0
#include "project/detail/Ledger.h"

#include "project/detail/Columns.h"
#include "project/detail/Sha256.h"

#include <fmt/format.h>
#include <soci/soci.h>

#include <algorithm>

namespace tailslate::project::detail {
namespace {

/// Stands before the first entry.
const std::string& hashBeforeTheFirst()
{
    static const std::string zeros(64, '0');
    return zeros;
}

} // namespace

std::string ledgerHash(const std::string& previousHash, const LedgerEntry& entry)
{
    Sha256 hash;
    hash.raw("tailslate-ledger-1\n");
    hash.field(previousHash);
    hash.field(entry.number);
    hash.field(toMicros(entry.at));
    hash.field(entry.act);
    hash.field(entry.subject);
    hash.field(entry.detail);
    return hash.finish();
}

Ledger::Ledger(soci::session& session)
    : m_session(session)
{
}

void Ledger::append(TimePoint at, const std::string& act, const std::string& subject,
                    const std::string& detail)
{
    long long lastNumber = 0;
    std::string lastHash = hashBeforeTheFirst();
    m_session << "SELECT number, hash FROM ledger ORDER BY number DESC LIMIT 1",
        soci::into(lastNumber), soci::into(lastHash);
    if (!m_session.got_data()) {
        lastNumber = 0;
        lastHash = hashBeforeTheFirst();
    }

    LedgerEntry entry{lastNumber + 1, at, act, subject, detail, {}};
    entry.hash = ledgerHash(lastHash, entry);
    const long long number = entry.number;
    const long long micros = toMicros(at);
    m_session << "INSERT INTO ledger (number, at, act, subject, detail, hash) "
                 "VALUES (:number, :at, :act, :subject, :detail, :hash)",
        soci::use(number), soci::use(micros), soci::use(entry.act), soci::use(entry.subject),
        soci::use(entry.detail), soci::use(entry.hash);
}

std::vector<LedgerEntry> Ledger::entries() const
{
    return select({}, {});
}

std::vector<LedgerEntry> Ledger::about(const std::string& subject, const std::string& act) const
{
    return select(subject, act);
}

std::vector<LedgerEntry> Ledger::select(const std::string& subject, const std::string& act) const
{
    long long number = 0;
    long long at = 0;
    LedgerEntry entry;
    soci::statement rows =
        (m_session.prepare << "SELECT number, at, act, subject, detail, hash FROM ledger "
                              "WHERE (:any_subject = '' OR subject = :subject) "
                              "AND (:any_act = '' OR act = :act) ORDER BY number",
         soci::use(subject), soci::use(subject), soci::use(act), soci::use(act), soci::into(number),
         soci::into(at), soci::into(entry.act), soci::into(entry.subject), soci::into(entry.detail),
         soci::into(entry.hash));
    rows.execute();
    std::vector<LedgerEntry> result;
    while (rows.fetch()) {
        entry.number = number;
        entry.at = fromMicros(at);
        result.push_back(entry);
    }
    return result;
}

std::int64_t Ledger::last() const
{
    long long number = 0;
    m_session << "SELECT coalesce(max(number), 0) FROM ledger", soci::into(number);
    return number;
}

std::int64_t Ledger::lastAbout(const std::string& job, std::span<const std::string_view> acts,
                               std::int64_t after) const
{
    std::int64_t newest = 0;
    for (const std::string_view one : acts) {
        const std::string act(one);
        const long long from = after;
        long long number = 0;
        m_session << "SELECT coalesce(max(number), 0) FROM ledger "
                     "WHERE number > :after AND subject = :job AND act = :act",
            soci::use(from), soci::use(job), soci::use(act), soci::into(number);
        newest = std::max<std::int64_t>(newest, number);
    }
    return newest;
}

std::vector<std::string> Ledger::problems(const std::vector<LedgerEntry>& entries)
{
    std::vector<std::string> result;
    if (entries.empty())
        result.emplace_back("the ledger is empty");
    std::string previousHash = hashBeforeTheFirst();
    std::int64_t expected = 1;
    for (const LedgerEntry& entry : entries) {
        if (entry.number != expected) {
            result.push_back(
                fmt::format("ledger entries {} to {} are missing", expected, entry.number - 1));
        } else if (entry.hash != ledgerHash(previousHash, entry)) {
            result.push_back(fmt::format("ledger entry {} ({}) was changed after it was written, "
                                         "or the one before it was",
                                         entry.number, entry.act));
        }
        previousHash = entry.hash;
        expected = entry.number + 1;
    }
    return result;
}

} // namespace tailslate::project::detail
