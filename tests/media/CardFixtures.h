// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "Listing.h"

#include <filesystem>
#include <ostream>
#include <string>
#include <vector>

namespace tailslate::media::test {

/// A card as a camera leaves it, and what must be said of it.
struct CardFixture {
    std::string name; ///< For the test's name.
    std::string typeId;
    std::vector<Entry> entries;
    std::string roll = "CARD";           ///< In a folder named CARD.
    std::vector<std::string> clips{};    ///< `name (roll) number of files`.
    std::vector<std::string> findings{}; ///< `! sentence` for warnings, `sentence` for notes.
    std::vector<std::string>
        inner{}; ///< Folders that name the same card: the camera's, the roll's.
};

/// By its name: its bytes are another at every run.
inline void PrintTo(const CardFixture& fixture, std::ostream* out)
{
    *out << fixture.name;
}

/// One whole and sound card of each type that the product knows.
[[nodiscard]] std::vector<CardFixture> wholeCards();

/// Cards that something is wrong with, or odd about.
[[nodiscard]] std::vector<CardFixture> oddCards();

/// Cards of which a part is missing, emptied, or on another card.
[[nodiscard]] std::vector<CardFixture> damagedCards();

/// Lays out a card on disk in `root`: sparse files of the sizes that its entries have.
void makeCard(const std::filesystem::path& root, const std::vector<Entry>& entries);

[[nodiscard]] std::string inSmallLetters(std::string path);
[[nodiscard]] std::string inCapitals(std::string path);

} // namespace tailslate::media::test
