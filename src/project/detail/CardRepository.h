// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "io/FileSystem.h"
#include "media/Card.h"

#include <vector>

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

    /// @param volume Where the card was.
    void add(long long offloadId, const media::Card& card, const io::Volume& volume);

    /// Stores where the card is now.
    void moveTo(long long offloadId, const io::Volume& volume);

    /// @return DataCorrupted when a clip or finding refers to nothing.
    [[nodiscard]] Result<media::Card> get(long long offloadId) const;

    /// Root, roll and folders alone.
    [[nodiscard]] media::Card outline(long long offloadId) const;

    /// Where the card was; empty where that was not recorded.
    [[nodiscard]] io::Volume volume(long long offloadId) const;

    /// @return InvalidArgument unless the card has exactly these files, by path and size.
    [[nodiscard]] Result<void> checkSameFiles(long long offloadId,
                                              const std::vector<media::CardFile>& files) const;

private:
    void addFiles(long long offloadId, const media::Card& card);
    void addClips(long long offloadId, const media::Card& card);
    void addFindings(long long offloadId, const media::Card& card);

    void readFolders(long long offloadId, media::Card& card) const;
    void readFiles(long long offloadId, media::Card& card) const;
    [[nodiscard]] Result<void> readClips(long long offloadId, media::Card& card) const;
    [[nodiscard]] Result<void> readFindings(long long offloadId, media::Card& card) const;

    soci::session& m_session;
};

} // namespace tailslate::project::detail
