// SPDX-License-Identifier: Apache-2.0
#include "base/DisplayText.h"
#include "fuzz/FuzzTarget.h"
#include "media/AleTable.h"
#include "media/CanonMetadata.h"
#include "media/detail/ListCheck.h"
#include "media/P2Metadata.h"
#include "media/SonyMetadata.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace tailslate;
    const std::string_view text = fuzz::textOf(data, size);
    if (const auto table = media::parseAle(text)) {
        fuzz::require(!table->columns.empty(), "a table has columns");
        for (const auto& row : table->rows)
            fuzz::require(row.size() <= table->columns.size(), "no row is longer than the columns");
    }
    const auto metadata = media::parseSonyMetadata(text);
    fuzz::require(metadata || metadata.error().code == ErrorCode::BadFormat,
                  "refusals are BadFormat");

    const auto p2 = media::parseP2Metadata(text);
    fuzz::require(p2 || p2.error().code == ErrorCode::BadFormat, "refusals are BadFormat");
    const auto canon = media::parseCanonMetadata(text);
    fuzz::require(canon || canon.error().code == ErrorCode::BadFormat, "refusals are BadFormat");

    media::Card card;
    card.files = {{"CONTENTS/CLIP/0001AB.XML", 1, {}, 0644}, {"Clip/C0001.MXF", 1, {}, 0644}};
    card.clips = {{.name = "C0001", .roll = "A001", .files = {1}}};
    jobs::Progress progress;
    const jobs::JobContext context{{}, progress};
    media::detail::ListCheck check(card, context);
    for (const char* path : {"A001.ALE", "MEDIAPRO.XML", "CONTENTS/CLIP/0001AB.XML"})
        fuzz::require(check.add(path, text).has_value(), "nobody stops it");
    for (const media::Finding& finding : check.take())
        fuzz::require(!finding.sentence.empty() && isUtf8(finding.sentence) &&
                          !finding.files.empty(),
                      "a finding is a sentence and names its files");
    return 0;
}
