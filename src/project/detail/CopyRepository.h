// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "offload/CopyTable.h"
#include "offload/Plan.h"

#include <optional>
#include <string>
#include <vector>

namespace soci {
class session;
}

namespace tailslate::project::detail {

/// Which fields an evidence hash covers. Hashes in ledgers that were written before a field existed
/// stay as they are.
enum class EvidenceForm {
    V1 = 1, ///< Without how a copy was written and whether its source was confirmed.
    V2
};

/// The form that new entries of the ledger use.
inline constexpr EvidenceForm kEvidenceForm = EvidenceForm::V2;

/// The evidence of copies. Used inside a transaction; throws what SOCI throws.
class CopyRepository {
public:
    /// @param session Borrowed; must outlive the repository.
    explicit CopyRepository(soci::session& session);

    /// Stores evidence, in place of what was known of the same copies before.
    /// @return InvalidArgument for evidence that claims more than its digests prove.
    [[nodiscard]] Result<void> put(long long offloadId, const offload::Plan& plan,
                                   const std::vector<offload::CopyEvidence>& copies);
    [[nodiscard]] Result<void> put(long long offloadId, const offload::Plan& plan,
                                   const offload::CopyTable& copies);

    /// Every copy of the plan; level None where nothing is stored. @return DataCorrupted.
    [[nodiscard]] Result<offload::CopyTable> get(long long offloadId,
                                                 const offload::Plan& plan) const;

    /// SHA-256 over the evidence of a finished offload as it is stored; the ledger keeps it, so
    /// that an edited row shows. Nothing while the job is unfinished or unknown.
    [[nodiscard]] std::optional<std::string> evidenceHash(const std::string& jobId,
                                                          EvidenceForm form) const;

private:
    template <class Copies>
    [[nodiscard]] Result<void> putAll(long long offloadId, const offload::Plan& plan,
                                      const Copies& copies);

    soci::session& m_session;
};

} // namespace tailslate::project::detail
