// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "media/Card.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tailslate::media {

/// What a recogniser made of a card's files.
struct Recognition {
    std::string reason;
    std::string roll;
    std::vector<Clip> clips;
    std::vector<Finding> findings;
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
    /// @param files   In byte order of their paths, as in Card::files; clips refer to them by
    /// index.
    /// @param folders As in Card::folders: a formatted but empty card, or a take that left nothing
    ///                but its folder, shows only there.
    /// @return Nothing when the files are not of this family.
    [[nodiscard]] virtual std::optional<Recognition>
    recognise(const std::filesystem::path& root, const std::vector<CardFile>& files,
              const std::vector<std::filesystem::path>& folders) const = 0;
};

/// All recognisers of this build in the order they are asked; the first that knows the layout and
/// finds pictures names the card. The others add clips of files that are free yet (a sound folder
/// beside a camera roll, stills beside movies). The last one answers for every card; pictures that
/// only it finds are clips where no other knows the card.
[[nodiscard]] std::vector<std::unique_ptr<Recogniser>> builtinRecognisers();

} // namespace tailslate::media
