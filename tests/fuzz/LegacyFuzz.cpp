// SPDX-License-Identifier: Apache-2.0
#include "fuzz/FuzzTarget.h"
#include "mhl/Convert.h"
#include "mhl/LegacyManifest.h"
#include "mhl/Manifest.h"
#include "mhl/WriteLegacy.h"

#include <string>
#include <vector>

namespace tailslate::fuzz {
namespace {

/// As mhl::fromLegacy() promises: what was read can be held by the other format.
void checkConverted(const mhl::LegacyManifest& legacy)
{
    std::vector<std::string> leftOut;
    std::vector<std::string> notes;
    mhl::CreatorInfo creator;
    creator.hostname = "host";
    creator.toolName = "fuzz";
    const mhl::Manifest manifest = mhl::fromLegacy(legacy, creator, leftOut, notes);
    require(manifest.files.size() + leftOut.size() == legacy.files.size(),
            "each file is converted or named as left out");
    const auto xml = mhl::toXml(manifest);
    if (manifest.files.empty())
        return;
    require(xml.has_value(), "what is converted can be written");
    require(mhl::fromXml(*xml).has_value(), "what is converted can be read");
}

} // namespace
} // namespace tailslate::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace tailslate;
    const std::string_view xml = fuzz::textOf(data, size);
    const auto legacy = mhl::legacyFromXml(xml, "/volumes/card");
    if (!legacy) {
        fuzz::require(legacy.error().code == ErrorCode::BadFormat, "refusals are BadFormat");
        return 0;
    }
    for (const mhl::LegacyFile& file : legacy->files)
        fuzz::require(!file.path.empty() && !file.path.starts_with('/') &&
                          !file.path.starts_with("../") &&
                          file.path.find("/../") == std::string::npos,
                      "a path stays in the folder of the manifest");
    fuzz::checkConverted(*legacy);
    const auto written = mhl::legacyToXml(*legacy);
    if (!written)
        return 0;
    const auto again = mhl::legacyFromXml(*written);
    fuzz::require(again.has_value(), "what is written can be read");
    const auto twice = mhl::legacyToXml(*again);
    fuzz::require(twice && *twice == *written, "nothing is lost by writing and reading");
    return 0;
}
