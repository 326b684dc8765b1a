// SPDX-License-Identifier: Apache-2.0
#include "offload/FolderTemplate.h"

#include "base/DisplayText.h"
#include "offload/NameRules.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace tailslate::offload {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kCustom = "custom.";
constexpr std::string_view kDefaultDateFormat = "%Y%m%d";

constexpr std::array<TemplateToken, 9> kTokens{{
    {"project", "name of the project"},
    {"unit", "name of the unit"},
    {"day", "shooting day as the project counts it"},
    {"date", "date of the shooting day, 20261121; {date:%Y-%m-%d} takes %Y %y %m %d"},
    {"camera", "index letter of the camera"},
    {"roll", "name of the roll; it is always the last folder"},
    {"counter", "number of the roll in its day; {counter:3} has at least three digits"},
    {"operator", "who makes the copies"},
    {"custom.NAME", "a value of your own, given by its name"},
}};

template <class... Args>
std::unexpected<Error> refused(fmt::format_string<Args...> message, Args&&... args)
{
    return failure(ErrorCode::InvalidArgument, fmt::format(message, std::forward<Args>(args)...));
}

bool isControl(char c) noexcept
{
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
}

bool isDigit(char c) noexcept
{
    return c >= '0' && c <= '9';
}

/// A custom token whose name is letters, digits, `_` and `-`.
bool isCustom(std::string_view token) noexcept
{
    if (!token.starts_with(kCustom) || token.size() == kCustom.size())
        return false;
    return std::ranges::all_of(token.substr(kCustom.size()), [](char c) {
        return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
               c == '-';
    });
}

bool isKnown(std::string_view token)
{
    return isCustom(token) ||
           std::ranges::any_of(std::span(kTokens).first(kTokens.size() - 1),
                               [token](const TemplateToken& known) { return known.name == token; });
}

std::string listOfTokens()
{
    std::string list;
    for (const TemplateToken& token : kTokens)
        list += fmt::format("{}{{{}}}", list.empty() ? "" : ", ", token.name);
    return list;
}

Result<void> checkDateFormat(std::string_view format)
{
    if (format.empty())
        return refused("the folder template has {{date:}} without a format; write {{date}} or, for "
                       "example, {{date:%Y-%m-%d}}");
    for (std::size_t at = 0; at < format.size(); ++at) {
        if (format[at] != '%')
            continue;
        ++at;
        if (at == format.size() || std::string_view("Yymd").find(format[at]) == std::string::npos)
            return refused("the folder template has {{date:{}}}; a date takes %Y, %y, %m and %d",
                           displayText(format));
    }
    return {};
}

Result<void> checkCounterFormat(std::string_view format)
{
    if (format.size() != 1 || format[0] < '1' || format[0] > '9')
        return refused("the folder template has {{counter:{}}}; a counter takes its number of "
                       "digits, 1 to 9",
                       displayText(format));
    return {};
}

std::string formatDate(std::chrono::year_month_day date, std::string_view format)
{
    const int year = static_cast<int>(date.year());
    std::string text;
    for (std::size_t at = 0; at < format.size(); ++at) {
        if (format[at] != '%') {
            text += format[at];
            continue;
        }
        switch (format[++at]) {
        case 'Y':
            text += fmt::format("{:04}", year);
            break;
        case 'y':
            text += fmt::format("{:02}", year % 100);
            break;
        case 'm':
            text += fmt::format("{:02}", static_cast<unsigned>(date.month()));
            break;
        default: // 'd': parsing let nothing else pass.
            text += fmt::format("{:02}", static_cast<unsigned>(date.day()));
        }
    }
    return text;
}

/// The value of a token that has no format; nothing where it is missing.
std::string_view plainValue(std::string_view token, const TemplateValues& values)
{
    if (token == "project")
        return values.project;
    if (token == "unit")
        return values.unit;
    if (token == "day")
        return values.day;
    if (token == "camera")
        return values.camera;
    if (token == "roll")
        return values.roll;
    if (token == "operator")
        return values.operatorName;
    const auto custom = values.custom.find(token.substr(kCustom.size()));
    return custom == values.custom.end() ? std::string_view() : std::string_view(custom->second);
}

/// A value goes into one folder's name and must not say anything else.
Result<void> checkValue(std::string_view token, std::string_view value)
{
    if (value.empty())
        return refused("the folder template uses {{{}}}, which has no value", token);
    if (value == "." || value == "..")
        return refused("the value of {{{}}} is '{}', which names no folder of its own", token,
                       value);
    if (value.find('/') != std::string_view::npos)
        return refused("the value of {{{}}} has a '/': {}; a value cannot make folders", token,
                       displayText(value));
    if (std::ranges::any_of(value, isControl))
        return refused("the value of {{{}}} has a control character: {}", token,
                       displayText(value));
    return {};
}

/// A path whose prefixes show by plain comparison: each name folded and ended by `/`.
std::string comparablePath(const NameRules& rules, const fs::path& path)
{
    std::string text;
    for (const fs::path& name : path.lexically_normal()) {
        if (name.empty())
            continue;
        text += foldedName(rules, name.native());
        text += '/';
    }
    return text;
}

std::string sharedFolder(const RollFolder& first, const RollFolder& second)
{
    return fmt::format("rolls {} and {} would both go into {}; add a token that tells them apart "
                       "to the folder template, for example {{camera}} or {{counter}}",
                       displayText(std::string_view(first.label)),
                       displayText(std::string_view(second.label)), displayText(first.folder));
}

std::string nestedFolder(const RollFolder& outer, const RollFolder& inner)
{
    return fmt::format("the folder of roll {}, {}, would lie inside that of roll {}; change the "
                       "folder template so that rolls lie side by side",
                       displayText(std::string_view(inner.label)), displayText(inner.folder),
                       displayText(std::string_view(outer.label)));
}

} // namespace

std::span<const TemplateToken> knownTokens() noexcept
{
    return kTokens;
}

Result<FolderTemplate::Part> FolderTemplate::parseToken(std::string_view text)
{
    const std::size_t colon = text.find(':');
    Part part{std::string(text.substr(0, colon)), {}};
    if (!isKnown(part.token))
        return refused("the folder template has the unknown token {{{}}}; known are {}",
                       displayText(std::string_view(part.token)), listOfTokens());
    if (colon == std::string_view::npos) {
        if (part.token == "date")
            part.text = kDefaultDateFormat;
        return part;
    }
    part.text = text.substr(colon + 1);
    if (part.token == "date")
        TAILSLATE_CHECK(checkDateFormat(part.text));
    else if (part.token == "counter")
        TAILSLATE_CHECK(checkCounterFormat(part.text));
    else
        return refused("the folder template has {{{}}}; {{{}}} takes no format", displayText(text),
                       part.token);
    return part;
}

Result<FolderTemplate::Folder> FolderTemplate::parseFolder(std::string_view text)
{
    if (text.empty())
        return refused("the folder template has a folder without a name: two '/' in a row");
    if (text == "." || text == "..")
        return refused("the folder template has the folder '{}'; name folders below the "
                       "destination only",
                       text);
    Folder folder;
    while (!text.empty()) {
        const std::size_t brace = std::min(text.find_first_of("{}"), text.size());
        if (brace > 0)
            folder.push_back({{}, std::string(text.substr(0, brace))});
        text.remove_prefix(brace);
        if (text.empty())
            break;
        const std::size_t end = text.find_first_of("{}", 1);
        if (text.front() == '}')
            return refused("the folder template has a '}}' without its '{{'");
        if (end == std::string_view::npos || text[end] == '{')
            return refused("the folder template has a '{{' without its '}}' in the same folder");
        TAILSLATE_TRY(Part part, parseToken(text.substr(1, end - 1)));
        folder.push_back(std::move(part));
        text.remove_prefix(end + 1);
    }
    return folder;
}

Result<FolderTemplate> FolderTemplate::parse(std::string_view text)
{
    if (text.starts_with('/'))
        return refused("the folder template begins with '/'; it names folders below the "
                       "destination");
    if (text.find('\\') != std::string_view::npos)
        return refused("the folder template has a backslash; separate folders by '/'");
    if (std::ranges::any_of(text, isControl))
        return refused("the folder template has a control character: {}", displayText(text));
    if (text.ends_with('/'))
        text.remove_suffix(1);

    std::vector<Folder> folders;
    while (!text.empty()) {
        const std::size_t slash = text.find('/');
        TAILSLATE_TRY(Folder folder, parseFolder(text.substr(0, slash)));
        folders.push_back(std::move(folder));
        if (slash == std::string_view::npos)
            break;
        text.remove_prefix(slash + 1);
        if (text.empty())
            return refused("the folder template ends in two '/'");
    }
    const bool endsInRoll =
        !folders.empty() && folders.back().size() == 1 && folders.back()[0].token == "roll";
    if (!endsInRoll)
        folders.push_back({{"roll", {}}});
    return FolderTemplate(std::move(folders));
}

Result<std::string> FolderTemplate::valueOf(const Part& part, const TemplateValues& values)
{
    if (part.token.empty())
        return part.text;
    std::string value;
    if (part.token == "date") {
        if (values.date && !values.date->ok())
            return refused("the value of {{date}} is a date that does not exist");
        if (values.date)
            value = formatDate(*values.date, part.text);
    } else if (part.token == "counter") {
        if (values.counter)
            value =
                fmt::format("{:0{}}", *values.counter, part.text.empty() ? 1 : part.text[0] - '0');
    } else {
        value = plainValue(part.token, values);
    }
    TAILSLATE_CHECK(checkValue(part.token, value));
    return value;
}

Result<fs::path> FolderTemplate::expand(const TemplateValues& values) const
{
    fs::path path;
    for (const Folder& folder : m_folders) {
        std::string name;
        for (const Part& part : folder) {
            TAILSLATE_TRY(const std::string value, valueOf(part, values));
            name += value;
        }
        path /= name;
    }
    return path;
}

std::vector<std::string> FolderTemplate::tokens() const
{
    std::vector<std::string> tokens;
    for (const Folder& folder : m_folders)
        for (const Part& part : folder)
            if (!part.token.empty() && std::ranges::find(tokens, part.token) == tokens.end())
                tokens.push_back(part.token);
    return tokens;
}

std::vector<TemplateCollision> findCollisions(std::span<const RollFolder> rolls)
{
    NameRules rules;
    rules.foldsCase = true;
    rules.foldsNormalisation = true;
    std::vector<std::pair<std::string, std::size_t>> paths;
    paths.reserve(rolls.size());
    for (std::size_t index = 0; index < rolls.size(); ++index)
        paths.emplace_back(comparablePath(rules, rolls[index].folder), index);
    std::ranges::sort(paths);

    // In this order everything inside a folder follows it at once, so the folders that hold the
    // present one form a stack.
    std::vector<TemplateCollision> collisions;
    std::vector<std::size_t> around;
    for (std::size_t at = 0; at < paths.size(); ++at) {
        while (!around.empty() && !paths[at].first.starts_with(paths[around.back()].first))
            around.pop_back();
        if (!around.empty()) {
            const auto& [outerPath, outer] = paths[around.back()];
            const auto& [path, index] = paths[at];
            collisions.push_back({std::min(outer, index), std::max(outer, index),
                                  path == outerPath ? sharedFolder(rolls[outer], rolls[index])
                                                    : nestedFolder(rolls[outer], rolls[index])});
        }
        // Of rolls in one folder the first stands for all.
        if (around.empty() || paths[at].first != paths[around.back()].first)
            around.push_back(at);
    }
    std::ranges::sort(collisions, {}, [](const TemplateCollision& collision) {
        return std::pair(collision.first, collision.second);
    });
    return collisions;
}

} // namespace tailslate::offload
