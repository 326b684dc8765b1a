// SPDX-License-Identifier: Apache-2.0
#include "offload/Evidence.h"

#include <array>

namespace tailslate::offload {
namespace {

struct Words {
    EvidenceLevel level;
    std::string_view name;
    std::string_view words;
};

constexpr std::array kLevels{
    Words{EvidenceLevel::None, "none", "no copy"},
    Words{EvidenceLevel::Copied, "copied", "copied, not verified"},
    Words{EvidenceLevel::Hashed, "hashed", "hashed, not read back"},
    Words{EvidenceLevel::Verified, "verified", "verified"},
    Words{EvidenceLevel::SourceVerified, "source-verified", "source-verified"},
    Words{EvidenceLevel::Reverified, "re-verified", "re-verified"},
};

const Words& wordsOf(EvidenceLevel level) noexcept
{
    for (const Words& entry : kLevels) {
        if (entry.level == level)
            return entry;
    }
    return kLevels.front();
}

} // namespace

std::string_view evidenceWords(EvidenceLevel level) noexcept
{
    return wordsOf(level).words;
}

std::string_view evidenceName(EvidenceLevel level) noexcept
{
    return wordsOf(level).name;
}

Result<EvidenceLevel> evidenceFromName(std::string_view name)
{
    for (const Words& entry : kLevels) {
        if (entry.name == name)
            return entry.level;
    }
    return failure(ErrorCode::BadFormat, "unknown evidence level \"" + std::string(name) + "\"");
}

} // namespace tailslate::offload
