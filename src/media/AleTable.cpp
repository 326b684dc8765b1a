// SPDX-License-Identifier: Apache-2.0
#include "media/AleTable.h"

#include "media/detail/FileNames.h"

#include <fmt/format.h>

#include <algorithm>

namespace tailslate::media {

namespace {

constexpr std::size_t kMostColumns = 1'000;

using detail::equalsIgnoringCase;

std::string_view takeLine(std::string_view& text)
{
    const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end);
    if (text.starts_with("\r\n"))
        text.remove_prefix(2);
    else if (!text.empty())
        text.remove_prefix(1);
    return line;
}

std::vector<std::string> fieldsOf(std::string_view line)
{
    std::vector<std::string> fields;
    for (;;) {
        const std::size_t tab = line.find('\t');
        fields.emplace_back(line.substr(0, tab));
        if (tab == std::string_view::npos)
            return fields;
        line.remove_prefix(tab + 1);
    }
}

void dropEmptyEnd(std::vector<std::string>& fields)
{
    while (!fields.empty() && fields.back().empty())
        fields.pop_back();
}

enum class Section { None = 1, Heading, Column, Data };

/// The section that a line begins, or Section::None.
Section sectionOf(std::string_view line)
{
    line = line.substr(0, line.find_last_not_of(" \t") + 1);
    if (equalsIgnoringCase(line, "Heading"))
        return Section::Heading;
    if (equalsIgnoringCase(line, "Column"))
        return Section::Column;
    return equalsIgnoringCase(line, "Data") ? Section::Data : Section::None;
}

} // namespace

std::string_view AleTable::headingOf(std::string_view name) const noexcept
{
    const auto found = std::ranges::find_if(
        heading, [name](const auto& entry) { return equalsIgnoringCase(entry.first, name); });
    return found == heading.end() ? std::string_view{} : std::string_view(found->second);
}

std::string_view AleTable::cell(std::size_t row, std::string_view name) const noexcept
{
    for (std::size_t column = 0; column < columns.size(); ++column)
        if (equalsIgnoringCase(columns[column], name))
            return column < rows[row].size() ? std::string_view(rows[row][column])
                                             : std::string_view{};
    return {};
}

Result<AleTable> parseAle(std::string_view text)
{
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    if (text.starts_with(kByteOrderMark))
        text.remove_prefix(kByteOrderMark.size());
    AleTable table;
    Section section = Section::None;
    while (!text.empty()) {
        const std::string_view line = takeLine(text);
        if (line.find_first_not_of(" \t") == std::string_view::npos)
            continue;
        if (section != Section::Data) {
            const Section begins = sectionOf(line);
            if (begins != Section::None) {
                section = begins;
                continue;
            }
        }
        std::vector<std::string> fields = fieldsOf(line);
        if (section == Section::Heading) {
            table.heading.emplace_back(fields.front(), fields.size() > 1 ? fields[1] : "");
        } else if (section == Section::Column && table.columns.empty()) {
            dropEmptyEnd(fields);
            table.columns = std::move(fields);
            if (table.columns.size() > kMostColumns)
                return failure(ErrorCode::BadFormat,
                               "an ALE has more columns than any program writes");
        } else if (section == Section::Data) {
            dropEmptyEnd(fields);
            if (fields.size() > table.columns.size())
                return failure(ErrorCode::BadFormat,
                               fmt::format("row {} of an ALE has more fields than columns",
                                           table.rows.size() + 1));
            table.rows.push_back(std::move(fields));
        }
    }
    if (table.columns.empty())
        return failure(ErrorCode::BadFormat, "an ALE has no columns");
    return table;
}

} // namespace tailslate::media
