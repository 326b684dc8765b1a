// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "media/Card.h"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tailslate::media {

/// What a recogniser made of a card's files.
struct Recognition {
    std::string reason;
    std::string roll;
    std::vector<Clip> clips;
    std::vector<Finding> findings;
    bool namesCard = true; ///< False where so little was found that it tells no camera: enough for
                           ///< a finding, not for a name.
};

/// Files that follow each other in the list of a card and lie in one folder.
struct FolderRun {
    std::string_view folder; ///< Empty for the root.
    std::size_t first = 0;   ///< Index of the first of them.
    std::size_t end = 0;     ///< And of what comes behind the last.

    /// The name of a file of the run from its path.
    [[nodiscard]] std::string_view nameOf(std::string_view path) const noexcept
    {
        return path.substr(folder.empty() ? 0 : folder.size() + 1);
    }
};

/// A card's files and folders as recognisers see them. Borrows all it is made of.
class CardView {
public:
    /// @param files   In byte order of their paths, as in Card::files; clips refer to them by
    /// index.
    /// @param folders As in Card::folders: a formatted but empty card, or a take that left nothing
    ///                but its folder, shows only there.
    /// @param inClip  Which files are in a clip already; null for none.
    CardView(const std::filesystem::path& root, const std::vector<CardFile>& files,
             const std::vector<std::filesystem::path>& folders,
             const std::vector<bool>* inClip = nullptr);

    [[nodiscard]] const std::filesystem::path& root() const noexcept { return m_root; }

    [[nodiscard]] const std::vector<CardFile>& files() const noexcept { return m_files; }

    [[nodiscard]] const std::vector<std::filesystem::path>& folders() const noexcept
    {
        return m_folders;
    }

    /// The files folder by folder, in their order. What decides for a whole folder is asked once
    /// for a run instead of once for a file.
    [[nodiscard]] const std::vector<FolderRun>& runs() const noexcept { return m_runs; }

    /// Whether no recogniser that was asked before has the file in a clip. Those that list what
    /// others leave need not look at the rest.
    [[nodiscard]] bool isFree(std::size_t file) const { return !m_inClip || !(*m_inClip)[file]; }

private:
    const std::filesystem::path& m_root;
    const std::vector<CardFile>& m_files;
    const std::vector<std::filesystem::path>& m_folders;
    const std::vector<bool>* m_inClip;
    std::vector<FolderRun> m_runs;
};

/// Knows the layout of one family of cameras or recorders by names and folders. Stateless and
/// thread-safe. Adding a camera is one implementation and one line in builtinRecognisers().
class Recogniser {
public:
    virtual ~Recogniser() = default;

    /// Stable, unique: `arri_classic`.
    [[nodiscard]] virtual std::string id() const = 0;

    /// For people: `ARRI ALEXA classic naming`.
    [[nodiscard]] virtual std::string name() const = 0;

    /// Judges by names and sizes alone; must not touch the disk. Letters count in either case, and
    /// a card whose files were put into one more folder is still recognised.
    /// @return Nothing when the files are not of this family.
    [[nodiscard]] virtual std::optional<Recognition> recognise(const CardView& card) const = 0;
};

/// All recognisers of this build in the order they are asked; the first that knows the layout and
/// finds pictures names the card. The others add clips of files that are free yet (a sound folder
/// beside a camera roll, stills beside movies). The last one answers for every card; pictures that
/// only it finds are clips where no other knows the card.
[[nodiscard]] std::vector<std::unique_ptr<Recogniser>> builtinRecognisers();

} // namespace tailslate::media
