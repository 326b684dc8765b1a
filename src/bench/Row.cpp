// SPDX-License-Identifier: Apache-2.0
#include "bench/Row.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace tailslate::bench {
namespace {

using Cells = std::array<std::string, 7>;

/// Four significant digits, whole numbers from a thousand on.
std::string number(double value)
{
    return std::abs(value) < 1000.0 ? fmt::format("{:.4g}", value) : fmt::format("{:.0f}", value);
}

Cells cellsOf(const Row& row)
{
    const char* const sign = row.better == Better::Lower ? "<=" : ">=";
    const std::string target = row.target ? fmt::format("{} {:g}", sign, *row.target) : "-";
    const char* const verdict = !row.target ? "-" : row.ok() ? "ok" : "missed";
    return {row.name,
            fmt::format("{} {}", number(row.ours), row.unit),
            fmt::format("{} {}", number(row.reference), row.unit),
            row.against,
            fmt::format("{:.3f}", row.ratio()),
            target,
            verdict};
}

} // namespace

bool Row::ok() const noexcept
{
    if (!target)
        return true;
    return better == Better::Lower ? ratio() <= *target : ratio() >= *target;
}

nlohmann::json toJson(const Row& row)
{
    return {{"case", row.name},
            {"against", row.against},
            {"unit", row.unit},
            {"better", row.better == Better::Lower ? "lower" : "higher"},
            {"ours", row.ours},
            {"reference", row.reference},
            {"ratio", row.ratio()},
            {"target", row.target ? nlohmann::json(*row.target) : nlohmann::json()},
            {"ok", row.ok()}};
}

std::string tableText(const std::vector<Row>& rows)
{
    std::vector<Cells> lines{
        {"case", "ours", "reference", "against", "ratio", "target", "verdict"}};
    for (const Row& row : rows)
        lines.push_back(cellsOf(row));

    std::array<std::size_t, std::tuple_size_v<Cells>> widths{};
    for (const Cells& cells : lines) {
        for (std::size_t i = 0; i < cells.size(); ++i)
            widths[i] = std::max(widths[i], cells[i].size());
    }
    std::string text;
    for (const Cells& cells : lines) {
        std::string line;
        for (std::size_t i = 0; i < cells.size(); ++i)
            line += fmt::format("{:<{}}  ", cells[i], widths[i]);
        line.erase(line.find_last_not_of(' ') + 1);
        text += line + '\n';
    }
    return text;
}

} // namespace tailslate::bench
