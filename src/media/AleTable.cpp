// SPDX-License-Identifier: Apache-2.0
#include "media/AleTable.h"

#include "media/detail/FileBytes.h"
#include "media/detail/FileNames.h"

#include <fmt/format.h>
#include <utf8proc.h>

#include <algorithm>
#include <array>

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

/// @param text Begins with a byte order mark, which comes out as well.
std::string fromUtf16(std::string_view text)
{
    constexpr unsigned kLead = 0xD800;
    constexpr unsigned kTrail = 0xDC00;
    constexpr unsigned kAfter = 0xE000;
    const bool isBigEndian = text.starts_with('\xFE');
    const auto unitAt = [text, isBigEndian](std::size_t at) -> unsigned {
        if (at + 1 >= text.size())
            return 0;
        const std::string_view unit = text.substr(at, 2);
        return static_cast<unsigned>(isBigEndian ? detail::bigEndian(unit)
                                                 : detail::littleEndian(unit));
    };
    std::string result;
    for (std::size_t at = 0; at + 1 < text.size(); at += 2) {
        unsigned character = unitAt(at);
        const unsigned next = unitAt(at + 2);
        if (character >= kLead && character < kTrail && next >= kTrail && next < kAfter) {
            character = 0x10000 + ((character - kLead) << 10U) + (next - kTrail);
            at += 2;
        } else if (character >= kLead && character < kAfter) {
            character = 0xFFFD; // Half a character.
        }
        std::array<utf8proc_uint8_t, 4> bytes{};
        const auto size =
            utf8proc_encode_char(static_cast<utf8proc_int32_t>(character), bytes.data());
        result.append(bytes.begin(), bytes.begin() + size);
    }
    return result;
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
    std::string converted;
    if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
        converted = fromUtf16(text);
        text = converted;
    }
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
    if (section != Section::Data)
        return failure(ErrorCode::BadFormat, "an ALE ends before its rows");
    return table;
}

} // namespace tailslate::media
