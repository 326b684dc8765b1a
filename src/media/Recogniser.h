// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "media/Card.h"

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

    /// @return Nothing when the files are not of this family. Must not touch the disk.
    [[nodiscard]] virtual std::optional<Recognition>
    recognise(const std::filesystem::path& root, const std::vector<CardFile>& files) const = 0;
};

/// All recognisers of this build in the order they are asked; the first that answers names the
/// card, later ones may add clips of other kinds (a sound folder beside a camera roll).
[[nodiscard]] std::vector<std::unique_ptr<Recogniser>> builtinRecognisers();

} // namespace tailslate::media
