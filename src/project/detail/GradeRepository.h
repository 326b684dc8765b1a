// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "project/Project.h"

#include <vector>

namespace soci {
class session;
}

namespace tailslate::project::detail {

/// The stored grades. Used inside a transaction; throws what SOCI throws.
class GradeRepository {
public:
    /// @param session Borrowed; must outlive the repository.
    explicit GradeRepository(soci::session& session);

    void add(const GradeRow& grade);

    /// Newest first.
    [[nodiscard]] std::vector<GradeRow> all() const;

private:
    soci::session& m_session;
};

} // namespace tailslate::project::detail
