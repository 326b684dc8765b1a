// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "media/Card.h"

namespace soci {
class session;
}

namespace tailslate::project::detail {

/// Cards as they were read for an offload: files, folders, clips, findings. Used inside a
/// transaction; throws what SOCI throws.
class CardRepository {
public:
    /// @param session Borrowed; must outlive the repository.
    explicit CardRepository(soci::session& session);

    void add(long long offloadId, const media::Card& card);

    /// @return DataCorrupted when a clip or finding refers to nothing.
    [[nodiscard]] Result<media::Card> get(long long offloadId) const;

private:
    void addFiles(long long offloadId, const media::Card& card);
    void addClips(long long offloadId, const media::Card& card);
    void addFindings(long long offloadId, const media::Card& card);

    void readFiles(long long offloadId, media::Card& card) const;
    [[nodiscard]] Result<void> readClips(long long offloadId, media::Card& card) const;
    [[nodiscard]] Result<void> readFindings(long long offloadId, media::Card& card) const;

    soci::session& m_session;
};

} // namespace tailslate::project::detail
