// SPDX-License-Identifier: Apache-2.0
#include "mhl/detail/RepeatedPaths.h"

#include "hash/Hasher.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <span>
#include <tuple>

namespace tailslate::mhl::detail {

void RepeatedPaths::add(std::string_view path, std::uint64_t line)
{
    constexpr std::uint64_t kLastLine = std::numeric_limits<std::uint32_t>::max();
    const hash::Digest digest =
        hash::digestOf(hash::Algorithm::Xxh128, std::as_bytes(std::span(path)));
    Seen seen{.line = static_cast<std::uint32_t>(std::min(line, kLastLine))};
    std::memcpy(&seen.digest, digest.bytes().data(), sizeof(seen.digest));
    std::memcpy(&seen.moreOfDigest, digest.bytes().data() + sizeof(seen.digest),
                sizeof(seen.moreOfDigest));
    m_seen.push_back(seen);
}

std::optional<std::uint64_t> RepeatedPaths::find()
{
    std::ranges::sort(m_seen, {}, [](const Seen& seen) {
        return std::tuple(seen.digest, seen.moreOfDigest, seen.line);
    });
    std::optional<std::uint64_t> line;
    for (std::size_t i = 1; i < m_seen.size(); ++i) {
        const Seen& before = m_seen[i - 1];
        const Seen& here = m_seen[i];
        if (here.digest == before.digest && here.moreOfDigest == before.moreOfDigest)
            line = line ? std::min<std::uint64_t>(*line, here.line) : here.line;
    }
    return line;
}

} // namespace tailslate::mhl::detail
