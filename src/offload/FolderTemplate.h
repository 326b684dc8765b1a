// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tailslate::offload {

/// What the tokens of a folder template stand for. An empty value is a missing one.
struct TemplateValues {
    std::string project;
    std::string unit;
    std::string day;                                 ///< The shooting day: `Day 03`, `003`.
    std::optional<std::chrono::year_month_day> date; ///< The date of the shooting day.
    std::string camera;                              ///< Index letter.
    std::string roll;                                ///< Name of the roll's folder.
    std::optional<std::uint64_t> counter;            ///< Number of the roll in its day.
    std::string operatorName;
    std::map<std::string, std::string, std::less<>> custom; ///< `{custom.NAME}` by NAME.
};

/// A token as help texts list it.
struct TemplateToken {
    std::string_view name;        ///< As written in a template, without braces: `date`.
    std::string_view description; ///< One line, lower case, no full stop.
};

/// Every token there is, in the order of help texts. `custom.NAME` stands for all custom ones.
[[nodiscard]] std::span<const TemplateToken> knownTokens() noexcept;

/// Where the folder of a roll is made below a destination: `{project}/{day}/{camera}/{roll}`.
/// Immutable.
///
/// `/` separates folders, `{token}` stands for a value, all else for itself. `{date}` is YYYYMMDD;
/// `{date:%d.%m.%y}` takes `%Y %y %m %d` and other text. `{counter:3}` has at least three digits.
/// The roll's folder is the last one: where a template does not end in a folder `{roll}`, that is
/// appended. What lies inside the roll is never named by a template.
class FolderTemplate {
public:
    /// An empty text is the template `{roll}`. One `/` at the end does not matter.
    /// @return InvalidArgument, naming the fault: an unknown token (and the known ones), a brace
    ///     without its partner, a format that the token does not take, an absolute path, an empty
    ///     folder name, `.` or `..`, a backslash or control character.
    [[nodiscard]] static Result<FolderTemplate> parse(std::string_view text);

    /// The roll's folder, relative to the destination. Values never add folders.
    /// @return InvalidArgument, naming the token whose value is missing, is `.` or `..`, has a `/`
    ///     or a control character, or is a date that does not exist.
    [[nodiscard]] Result<std::filesystem::path> expand(const TemplateValues& values) const;

    /// The tokens used, each once, in order of first use: `date`, `custom.lens`, and `roll` always.
    [[nodiscard]] std::vector<std::string> tokens() const;

private:
    /// Literal text, or a token with its format.
    struct Part {
        std::string token; ///< Empty for literal text.
        std::string text;  ///< The literal, or the format after the colon.
    };

    using Folder = std::vector<Part>;

    explicit FolderTemplate(std::vector<Folder> folders)
        : m_folders(std::move(folders))
    {
    }

    [[nodiscard]] static Result<Folder> parseFolder(std::string_view text);
    [[nodiscard]] static Result<Part> parseToken(std::string_view text);
    [[nodiscard]] static Result<std::string> valueOf(const Part& part,
                                                     const TemplateValues& values);

    std::vector<Folder> m_folders; ///< The last is `{roll}` alone.
};

/// A roll of a queue and where it is to go.
struct RollFolder {
    std::string label;            ///< For people: `A001`, or `A001 on CARD_2`.
    std::filesystem::path folder; ///< As FolderTemplate::expand() gives it.
};

/// Two rolls that cannot both have the folders they would get.
struct TemplateCollision {
    std::size_t first = 0;  ///< Index of the earlier roll.
    std::size_t second = 0; ///< Index of the later roll.
    std::string sentence;   ///< Names the rolls and the way out; lower case, no full stop.
};

/// Finds rolls that would share a folder, also where only case or accent form differs, and rolls
/// that would lie inside another's folder. Every entry is a roll of its own, whatever its label.
/// @return In order of the rolls; of several that meet, each is told once.
[[nodiscard]] std::vector<TemplateCollision> findCollisions(std::span<const RollFolder> rolls);

} // namespace tailslate::offload
