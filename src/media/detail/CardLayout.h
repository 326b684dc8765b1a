// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "media/Recogniser.h"

#include <filesystem>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tailslate::media::detail {

/// Where the folder that marks a camera's layout (`XDROOT`, `DCIM`) stands in a path. Views into
/// the path.
struct Mark {
    std::string_view card;  ///< The folder that stands for the card; empty for the root.
    std::string_view scope; ///< The path up to and with the mark.
    std::string_view rest;  ///< What follows.
};

/// Finds a folder named `mark` (in any case) that is the root, lies in it, in its folder `PRIVATE`,
/// or in one more folder around either.
[[nodiscard]] std::optional<Mark> findMark(std::string_view rootFolder, std::string_view path,
                                           std::string_view mark);

/// Whether `folder` is the one that findMark() finds.
[[nodiscard]] bool isMarkFolder(std::string_view rootFolder, std::string_view folder,
                                std::string_view mark);

/// CardLayout::mayHold where `kMark` names the folder that marks the layout.
template <const std::string_view& kMark>
bool liesInMark(std::string_view rootFolder, std::string_view folder)
{
    return findMark(rootFolder, folder, kMark).has_value();
}

/// Which clip a file belongs to, and as what. Views into the file's path.
struct Member {
    std::string_view card;  ///< The folder that stands for the card; empty for the root.
    std::string_view scope; ///< Clips of one name in different scopes are different clips.
    std::string_view clip;
    std::string_view clipMore{}; ///< A second part of the clip's name, for names with holes.
    std::string_view roll{};     ///< From the clip's name; empty where the card gives the name.
    std::string_view reel{};     ///< In place of `roll`: the roll is the card's name where that
                                 ///< begins so, `A001CRWE`, else this, `A001`.
    unsigned rank = kEssence;
    std::optional<unsigned> part{}; ///< Which of the files that one recording was cut into, from 1.
    bool standsAlone = false;       ///< No loss where it lies there without a clip of its name.
    bool namesCard = true; ///< False for a sidecar that too many programs write to tell a camera.

    static constexpr unsigned kEssence = 1;
    static constexpr unsigned kSecond = 2; ///< Essence of a clip that has no better one.
    static constexpr unsigned kThird = 3;
    static constexpr unsigned kSidecar = 255;
};

/// A file that a camera writes beside its clips.
struct ExpectedSidecar {
    bool (*is)(std::string_view name) = nullptr; ///< Null when there is none.
    const char* name = "";                       ///< What a sentence calls it: `M01.XML`.
    bool isCertain = false; ///< It is missed where no other clip has one either.
};

/// How a family of cameras lays out its cards: all that a recogniser needs to know.
struct CardLayout {
    const char* id;
    const char* name;

    /// Nothing for a file that belongs to no clip of this family.
    std::optional<Member> (*member)(std::string_view rootFolder, std::string_view path);

    /// Whether files of this family may lie in `folder`. Asked once for all files of a folder, so
    /// that those of other families cost nothing. Null where names alone decide.
    bool (*mayHold)(std::string_view rootFolder, std::string_view folder) = nullptr;

    /// Whether this folder alone shows what the card is, though it holds no clip. May be null.
    bool (*isMark)(std::string_view rootFolder, std::string_view folder) = nullptr;

    /// A clip's name is its first file's, without extension, where the clip's own is not enough.
    bool namedByFirstFile = false;

    /// Sidecars may lie on the card without a clip of theirs, as if all were Member::standsAlone;
    /// so files that are in a clip already are passed over.
    bool sidecarsAlone = false;

    /// The camera may begin a new folder in the middle of a clip: one that lacks its first parts
    /// is joined with the one of its name in a folder before, beside its own.
    bool goesOnInNextFolder = false;

    ExpectedSidecar sidecar{};

    const char* part = "part";   ///< What a sentence calls a Member::part.
    bool beginsElsewhere = true; ///< Parts that are missing may be on the card before.

    /// Looks at what only this family has. May be null.
    void (*check)(const CardView& card, Recognition& result) = nullptr;
};

/// A recogniser that groups files by `layout`. Findings: parts of a clip missing before its last,
/// sidecars without picture, clips without the sidecar that others on the card have, frames as
/// findFrameGaps(), several rolls, one name twice in a roll.
[[nodiscard]] std::unique_ptr<Recogniser> makeLayoutRecogniser(const CardLayout& layout);

/// True when the name ends in one of `extensions`, in any case.
[[nodiscard]] bool hasExtension(std::string_view name,
                                std::initializer_list<std::string_view> extensions) noexcept;

} // namespace tailslate::media::detail
