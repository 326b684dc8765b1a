// SPDX-License-Identifier: Apache-2.0
#include "cli/TemplateOptions.h"

#include "base/DisplayText.h"

#include <fmt/format.h>

#include <charconv>
#include <cstdint>
#include <ctime>
#include <optional>
#include <string_view>

namespace tailslate::cli {
namespace {

constexpr std::string_view kCustom = "custom.";

/// All of `text` as a number, without a sign.
template <class Number>
std::optional<Number> wholeNumber(std::string_view text)
{
    Number number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return number;
}

/// `2026-11-21` and nothing else; not whether there is such a day.
std::optional<std::chrono::year_month_day> dateFrom(std::string_view text)
{
    if (text.size() != 10 || text[4] != '-' || text[7] != '-')
        return std::nullopt;
    const auto year = wholeNumber<std::uint16_t>(text.substr(0, 4));
    const auto month = wholeNumber<std::uint16_t>(text.substr(5, 2));
    const auto day = wholeNumber<std::uint16_t>(text.substr(8, 2));
    if (!year || !month || !day)
        return std::nullopt;
    return std::chrono::year_month_day{std::chrono::year{*year}, std::chrono::month{*month},
                                       std::chrono::day{*day}};
}

/// The tokens that `--set` takes.
std::string settableTokens()
{
    std::string list;
    for (const offload::TemplateToken& token : offload::knownTokens()) {
        if (token.name != "roll")
            list += fmt::format("{}{}", list.empty() ? "" : ", ", token.name);
    }
    return list;
}

} // namespace

std::chrono::year_month_day localDay(TimePoint moment)
{
    const std::time_t seconds =
        std::chrono::floor<std::chrono::seconds>(moment).time_since_epoch().count();
    std::tm local{};
    ::localtime_r(&seconds, &local);
    return std::chrono::year_month_day{std::chrono::year{local.tm_year + 1900},
                                       std::chrono::month{static_cast<unsigned>(local.tm_mon + 1)},
                                       std::chrono::day{static_cast<unsigned>(local.tm_mday)}};
}

Result<void> setValue(offload::TemplateValues& values, const std::string& text)
{
    const std::size_t equals = text.find('=');
    const std::string name = text.substr(0, equals);
    const auto refused = [&](std::string_view why) {
        return failure(ErrorCode::InvalidArgument,
                       fmt::format("--set {}: {}", displayText(std::string_view(text)), why));
    };
    if (equals == std::string::npos || name.empty())
        return refused("write it as NAME=VALUE");
    const std::string value = text.substr(equals + 1);
    if (name == "counter") {
        values.counter = wholeNumber<std::uint64_t>(value);
        if (!values.counter)
            return refused("the counter is a whole number");
    } else if (name == "date") {
        values.date = dateFrom(value);
        if (!values.date)
            return refused("write the date as 2026-11-21");
        if (!values.date->ok())
            return refused("there is no such day");
    } else if (name == "project") {
        values.project = value;
    } else if (name == "unit") {
        values.unit = value;
    } else if (name == "day") {
        values.day = value;
    } else if (name == "camera") {
        values.camera = value;
    } else if (name == "operator") {
        values.operatorName = value;
    } else if (name.starts_with(kCustom) && name.size() > kCustom.size()) {
        values.custom[name.substr(kCustom.size())] = value;
    } else if (name == "roll") {
        return refused("the name of the roll comes from the card");
    } else {
        return refused(fmt::format("no such token; known are {}", settableTokens()));
    }
    return {};
}

std::string tokenHelp()
{
    std::string text = "Tokens of --template; --set gives their values, but {roll} comes from the "
                       "card:";
    for (const offload::TemplateToken& token : offload::knownTokens())
        text += fmt::format("\n  {{{}}}  {}", token.name, token.description);
    return text;
}

} // namespace tailslate::cli
