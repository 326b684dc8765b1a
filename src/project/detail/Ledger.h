// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Clock.h"
#include "project/Project.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace soci {
class session;
}

namespace tailslate::project::detail {

/// The append-only record of acts. Each entry's hash covers the one before, so that no entry can be
/// changed or taken out of the middle unnoticed. Used inside a transaction; throws what SOCI
/// throws.
class Ledger {
public:
    /// @param session Borrowed; must outlive the ledger.
    explicit Ledger(soci::session& session);

    /// Adds an act at the end. `detail` is a JSON object.
    void append(TimePoint at, const std::string& act, const std::string& subject,
                const std::string& detail);

    [[nodiscard]] std::vector<LedgerEntry> entries() const;

    /// The entries of one act about one subject, oldest first.
    [[nodiscard]] std::vector<LedgerEntry> about(const std::string& subject,
                                                 const std::string& act) const;

    /// The number of the last entry; 0 for none.
    [[nodiscard]] std::int64_t last() const;

    /// The number of the last entry after number `after` that is about an offload and one of
    /// `acts`; 0 for none.
    [[nodiscard]] std::int64_t lastAbout(const std::string& job,
                                         std::span<const std::string_view> acts,
                                         std::int64_t after) const;

    /// What is wrong with the chain, in the order of the entries; at most one sentence per entry.
    [[nodiscard]] static std::vector<std::string> problems(const std::vector<LedgerEntry>& entries);

private:
    /// The entries of a subject and an act, in their order; empty for any.
    [[nodiscard]] std::vector<LedgerEntry> select(const std::string& subject,
                                                  const std::string& act) const;

    soci::session& m_session;
};

/// The hash of an entry, as docs/formats/project-schema.md defines it.
[[nodiscard]] std::string ledgerHash(const std::string& previousHash, const LedgerEntry& entry);

} // namespace tailslate::project::detail
