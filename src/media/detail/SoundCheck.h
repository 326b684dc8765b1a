// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "jobs/JobContext.h"
#include "media/Card.h"
#include "media/detail/FileBytes.h"

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace tailslate::media::detail {

/// Looks whether the sound files of a card are whole, and whether all files of each take are there.
/// Borrows the card and the context.
class SoundCheck {
public:
    SoundCheck(const Card& card, const jobs::JobContext& context);

    /// Takes one file: `path` is its path on the card.
    /// @return What follows its name in a sentence that says what is wrong with it: `is cut short`;
    /// Io, DeviceLost, Cancelled.
    [[nodiscard]] Result<std::optional<std::string>> add(const std::string& path, FileBytes& bytes);

    /// Takes that lack files, once all are added. A file that is damaged or empty is there. What
    /// folders have of a take counts together where each lacks files: it is whole when all of them
    /// together have as many names of files as it should have.
    /// @return Cancelled.
    [[nodiscard]] Result<std::vector<Finding>> take() const;

private:
    /// Names of files, in capitals: copies of a file have the same.
    using Names = std::set<std::string>;

    /// The files of one take that say they belong together.
    struct Family {
        std::string name; ///< As the recorder wrote it; may be empty.
        std::string scene;
        std::string take;
        std::string date; ///< When its first file began; empty where that is not told.
        unsigned expected = 0;
        std::vector<std::string> files;
    };

    /// Folder and name of a take, by the name of one of its files.
    using TakeName = std::pair<std::string, std::string>;

    /// A take of which a folder has fewer files than there should be.
    struct Lacking {
        const Family* family;
        const std::string* familyId;
        TakeName name;
        Names present; ///< Of its files in this folder, damaged ones too.
    };

    /// What is there of takes by the names of files alone.
    struct Untold {
        std::map<TakeName, Names> byFolder;
        /// By take, those in folders where no other file tells that it is of this take.
        std::map<std::string, Names> elsewhere;
    };

    static TakeName takeNameOf(std::string_view path);
    static Finding findingOf(std::span<const Lacking* const> parts, std::size_t present);
    [[nodiscard]] Result<Untold> untoldFiles() const;
    [[nodiscard]] Result<std::vector<Lacking>> lackingTakes(const Untold& untold) const;

    const Card& m_card;
    const jobs::JobContext& m_context;
    std::set<std::string> m_told; ///< Paths of whole files, and of all that name their family.
    std::map<std::tuple<std::string, std::string, std::string, std::string>, Family>
        m_families; ///< By folder, FAMILY_UID, scene and take: some write one UID into all takes.
};

} // namespace tailslate::media::detail
