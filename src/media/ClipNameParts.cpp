// SPDX-License-Identifier: Apache-2.0
#include "media/ClipNameParts.h"

#include "media/detail/Essence.h"
#include "media/detail/FileNames.h"
#include "media/detail/NamePattern.h"

#include <fmt/format.h>

namespace tailslate::media {

namespace {

using detail::NamePattern;

/// A naming rule, and what its groups stand for: c camera, r reel, n clip number, d date as yymmdd,
/// D as yyyymmdd, m as mmdd.
struct Rule {
    NamePattern pattern;
    std::string_view groups;
};

constexpr Rule kRules[] = {
    // A_0001C006_260105_161929_p1CJ5 (ARRI), A_0001C001_260105_161929AB_CANON
    {NamePattern("([A-Z][A-Z_])(\\d{4})[CD](\\d{3})[A-Z_](\\d{6})[A-Z_]\\d{6,7}"), "crnd"},
    // A001C001_20261121_R2EC (first firmware of ARRI's)
    {NamePattern("([A-Z])(\\d{3})[CD](\\d{3})_(\\d{8})_[A-Z][0-9A-Z]{3}"), "crnD"},
    // A001C001_261121_R2EC (ARRI), A015C001_260105AB (Sony), A001C001_260105AB_CANON
    {NamePattern("([A-Z])(\\d{3})[A-Z](\\d{3})_(\\d{6})"), "crnd"},
    // A001_C001_1121AB (RED)
    {NamePattern("([A-Z])(\\d{3})_[A-Z](\\d{3})_(\\d{4})[0-9A-Z]{2}"), "crnm"},
    // A001_01051619_C001 (Blackmagic)
    {NamePattern("([A-Z])(\\d{3})_(\\d{4})\\d{4}_[CS](\\d{3})"), "crmn"},
    // A001C0004_20260105161929 (Z CAM)
    {NamePattern("([A-Z])(\\d{3})C(\\d{4})_(\\d{8})\\d{6}"), "crnD"},
    {NamePattern("([A-Z])(\\d{3})C(\\d{4})"), "crn"},
    // DJI_20260105161929_0001_D
    {NamePattern("DJI_(\\d{8})\\d{6}_(\\d{4})"), "Dn"},
    // GX010042, GOPR0042 (GoPro)
    {NamePattern("G[HXLS]\\d{2}(\\d{4})"), "n"},
    {NamePattern("GOPR(\\d{4})"), "n"},
    // C0001 (Sony), MVI_0001, DJI_0001, DSC_0001
    {NamePattern("C(\\d{4})"), "n"},
    {NamePattern("[A-Z]{3}_(\\d{4})"), "n"},
};

/// A date from its digits, or empty when no calendar has it.
std::string dateOf(std::string_view digits)
{
    constexpr std::size_t kMonthAndDay = 4;
    const std::string_view year = digits.substr(0, digits.size() - kMonthAndDay);
    const std::string_view month = digits.substr(year.size(), 2);
    const std::string_view day = digits.substr(year.size() + 2);
    const unsigned monthNumber = detail::numberOf(month);
    const unsigned dayNumber = detail::numberOf(day);
    if (monthNumber < 1 || monthNumber > 12 || dayNumber < 1 || dayNumber > 31)
        return {};
    if (year.empty())
        return fmt::format("{}-{}", month, day);
    return fmt::format("{}{}-{}-{}", year.size() == 2 ? "20" : "", year, month, day);
}

void take(char meaning, std::string_view text, ClipNameParts& parts)
{
    switch (meaning) {
    case 'c':
        parts.camera = detail::toUpper(text);
        break;
    case 'r':
        parts.reel = text;
        break;
    case 'n':
        parts.number = detail::numberOf(text);
        break;
    case 'd':
    case 'D':
    case 'm':
        parts.date = dateOf(text);
        break;
    default:
        break;
    }
}

bool endsInside(std::string_view name, std::string_view matched)
{
    // A number that goes on is another rule's.
    return name.size() > matched.size() && name[matched.size()] >= '0' &&
           name[matched.size()] <= '9';
}

} // namespace

ClipNameParts partsOfClipName(std::string_view name)
{
    ClipNameParts parts;
    for (const Rule& rule : kRules) {
        const auto match = rule.pattern.matchStart(name);
        if (!match || endsInside(name, match->text))
            continue;
        for (std::size_t group = 0; group < rule.groups.size(); ++group)
            take(rule.groups[group], match->groups[group], parts);
        break;
    }
    return parts;
}

} // namespace tailslate::media
