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
    /// folders have of a take counts together where each lacks files and none has one of another.
    /// @return Cancelled.
    [[nodiscard]] Result<std::vector<Finding>> take() const;

private:
    /// The files of one take that say they belong together.
    struct Family {
        std::string name; ///< As the recorder wrote it; may be empty.
        std::string scene;
        std::string take;
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
        std::size_t present; ///< Of its files, damaged ones too.
    };

    static TakeName takeNameOf(std::string_view path);
    static bool haveNameInCommon(std::span<const Lacking* const> parts);
    static void report(std::span<const Lacking* const> parts, std::vector<Finding>& findings);
    [[nodiscard]] Result<std::map<TakeName, std::size_t>> untoldFiles() const;
    [[nodiscard]] Result<std::vector<Lacking>> lackingTakes() const;

    const Card& m_card;
    const jobs::JobContext& m_context;
    std::set<std::string> m_told; ///< Paths of whole files, and of all that name their family.
    std::map<std::tuple<std::string, std::string, std::string, std::string>, Family>
        m_families; ///< By folder, FAMILY_UID, scene and take: some write one UID into all takes.
};

} // namespace tailslate::media::detail
