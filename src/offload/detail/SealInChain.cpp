// SPDX-License-Identifier: Apache-2.0
#include "offload/detail/SealInChain.h"

#include "io/DurableFile.h"
#include "offload/detail/SealOnMedium.h"
#include "offload/HistoryPaths.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string>

namespace tailslate::offload::detail {
namespace {

namespace fs = std::filesystem;

/// By its name, see mhl::manifestFileName().
std::uint32_t generationOf(const fs::path& manifest)
{
    const std::string name = manifest.filename().native();
    std::uint32_t generation = 0;
    std::from_chars(name.data(), name.data() + name.size(), generation);
    return generation;
}

} // namespace

Result<std::vector<mhl::ChainEntry>> chainOf(io::FileSystem& files, const fs::path& folder)
{
    constexpr std::uint64_t kChainMax = std::uint64_t{1} << 30;
    TAILSLATE_TRY(const std::string xml,
                  io::readWholeFile(files, folder / kHistory / kChain, kChainMax));
    return mhl::chainFromXml(xml);
}

bool isListed(io::FileSystem& files, const fs::path& manifest)
{
    for (int tries = 0; tries < 2; ++tries) {
        const auto chain = chainOf(files, manifest.parent_path().parent_path());
        if (chain && std::ranges::any_of(*chain, [&](const mhl::ChainEntry& entry) {
                return entry.fileName == manifest.filename().native();
            }))
            return true;
    }
    return false;
}

Result<void> checkListed(io::FileSystem& files, const fs::path& manifest)
{
    if (isListed(files, manifest))
        return {};
    const auto chain = chainOf(files, manifest.parent_path().parent_path());
    const bool isGone = !chain && chain.error().code == ErrorCode::NotFound;
    if (isGone || (chain && chain->size() < generationOf(manifest)))
        return failure(ErrorCode::DeviceLost,
                       "the seal that was just written is not there: the destination's device went "
                       "away meanwhile, or something took it away",
                       manifest);
    if (!chain && chain.error().code != ErrorCode::BadFormat)
        return std::unexpected(chain.error());
    return badlyWritten(manifest.parent_path() / kChain);
}

} // namespace tailslate::offload::detail
