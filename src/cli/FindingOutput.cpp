// SPDX-License-Identifier: Apache-2.0
#include "cli/FindingOutput.h"

#include "base/DisplayText.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace tailslate::cli {

void sayFindings(Console& console, const media::Card& card, std::string_view before)
{
    for (const media::Finding& finding : card.findings)
        console.say(fmt::format("{}{}: {}", before,
                                finding.severity == media::Severity::Warning ? "WARNING" : "note",
                                finding.sentence));
}

nlohmann::json findingsToJson(const media::Card& card)
{
    nlohmann::json findings = nlohmann::json::array();
    for (const media::Finding& finding : card.findings) {
        nlohmann::json files = nlohmann::json::array();
        for (const std::string& file : finding.files)
            files.push_back(displayText(std::string_view(file)));
        findings.push_back(
            {{"severity", finding.severity == media::Severity::Warning ? "warning" : "note"},
             {"sentence", finding.sentence},
             {"files", std::move(files)}});
    }
    return findings;
}

} // namespace tailslate::cli
