// SPDX-License-Identifier: Apache-2.0
#include "base/DisplayText.h"
#include "hash/Digest.h"
#include "report/detail/CopyView.h"
#include "report/detail/Words.h"
#include "report/OffloadReport.h"

#include <fmt/format.h>

#include <array>
#include <string_view>

namespace tailslate::report {
namespace {

constexpr std::string_view kHeader =
    "show,unit,roll,file,size_bytes,modified_utc,destination,role,destination_folder,device,"
    "evidence,proof,algorithm,card_digest,read_back_digest,read_back,at_utc,error,seal,written,"
    "source_read,source\r\n";

/// True for what Excel, LibreOffice Calc, Numbers or Sheets would run instead of show. The
/// full-width signs count as well: input methods produce them, and spreadsheets accept them.
/// https://owasp.org/www-community/attacks/CSV_Injection
bool startsLikeAFormula(std::string_view cell)
{
    constexpr std::array<std::string_view, 10> kStarts{"=",  "+",  "-",  "@",  "\t",
                                                       "\r", "＝", "＋", "－", "＠"};
    for (const auto start : kStarts) {
        if (cell.starts_with(start))
            return true;
    }
    return false;
}

/// One field of RFC 4180 section 2: in quotes when it holds a comma, a quote or a line end, quotes
/// doubled.
std::string field(std::string_view cell)
{
    std::string text(startsLikeAFormula(cell) ? "'" : "");
    text += cell;
    if (text.find_first_of(",\"\r\n") == std::string::npos)
        return text;
    std::string quoted = "\"";
    for (const char c : text) {
        quoted += c;
        if (c == '"')
            quoted += c;
    }
    return quoted + '"';
}

std::string timeCell(TimePoint time)
{
    return time == TimePoint{} ? std::string() : toIso8601Micros(time);
}

} // namespace

std::string offloadCsv(const OffloadReportInput& input)
{
    const offload::OffloadResult& result = input.result;
    const offload::Plan& plan = result.plan;
    const detail::CopyView copies(result);

    std::string csv(kHeader);
    for (std::size_t file = 0; file < plan.files().size(); ++file) {
        const media::CardFile& entry = plan.files()[file];
        for (std::size_t i = 0; i < plan.destinations.size(); ++i) {
            const auto& destination = plan.destinations[i];
            const offload::CopyEvidence copy = copies.at(file, i);
            const auto& manifest = copies.outcome(i).manifest;
            const std::array cells{
                detail::shown(input.show),
                detail::shown(input.unit),
                detail::shown(plan.card.roll),
                displayText(std::string_view(entry.path)),
                fmt::format("{}", entry.size),
                timeCell(entry.modified),
                fmt::format("{}", i + 1),
                detail::shown(destination.role),
                displayText(destination.rollFolder),
                detail::shown(destination.volume.deviceName.empty()
                                  ? destination.volume.deviceId
                                  : destination.volume.deviceName),
                copies.shortProof(copy),
                copies.proof(copy),
                std::string(hash::algorithmName(plan.algorithm)),
                copy.sourceDigest ? copy.sourceDigest->toText() : std::string(),
                copy.readBackDigest ? copy.readBackDigest->toText() : std::string(),
                copy.readBack ? std::string(io::transferName(*copy.readBack)) : std::string(),
                timeCell(copy.at),
                copy.error ? copy.error->describe() : std::string(),
                manifest ? displayText(*manifest) : std::string(),
                copy.written ? std::string(io::transferName(*copy.written)) : std::string(),
                copy.sourceRead ? std::string(io::transferName(*copy.sourceRead)) : std::string(),
                std::string(copy.fromCopy     ? "copy"
                            : copy.sourceRead ? "card"
                                              : ""),
            };
            for (std::size_t cell = 0; cell < cells.size(); ++cell) {
                if (cell > 0)
                    csv += ',';
                csv += field(cells[cell]);
            }
            csv += "\r\n";
        }
    }
    return csv;
}

} // namespace tailslate::report
