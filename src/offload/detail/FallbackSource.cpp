// SPDX-License-Identifier: Apache-2.0
#include "offload/detail/FallbackSource.h"

#include <algorithm>
#include <utility>

namespace tailslate::offload::detail {

FallbackSource::FallbackSource(Candidates candidates, const media::CardFile& file,
                               std::function<void(std::size_t destination)> reject)
    : m_candidates(std::move(candidates))
    , m_file(&file)
    , m_reject(std::move(reject))
{
}

Result<void> FallbackSource::open()
{
    while (!m_open) {
        auto opened =
            SourceFile::open(*m_candidates.front().reading, *m_candidates.front().root, *m_file);
        if (opened)
            m_open = std::move(*opened);
        else if (!next(opened.error()))
            return std::unexpected(opened.error());
    }
    return {};
}

Result<std::size_t> FallbackSource::readAt(std::uint64_t offset, std::span<std::byte> buffer)
{
    for (;;) {
        TAILSLATE_CHECK(open());
        auto count = m_open->readAt(offset, buffer);
        if (count) {
            if (m_candidates.front().destination)
                m_copyGave = true;
            m_someGave = true;
            return count;
        }
        if (!next(count.error()))
            return count;
    }
}

Result<void> FallbackSource::checkUnchanged()
{
    return m_open ? m_open->checkUnchanged() : Result<void>();
}

std::optional<io::Transfer> FallbackSource::read() const
{
    const io::Transfer weakest = m_open ? std::max(m_readBefore, m_open->read()) : m_readBefore;
    return weakest == io::Transfer{} ? std::nullopt : std::optional(weakest);
}

Result<void> FallbackSource::checkFromMedium() const
{
    if (read() != io::Transfer::Cached)
        return {};
    return failure(ErrorCode::Unsupported,
                   !m_open || m_open->tellsCache()
                       ? "the card cannot be read past the page cache, so a second read proves "
                         "nothing; offload it without the second read"
                       : "this user neither owns nor may write the file, so the system does not "
                         "tell whether a second read came from the card or from memory; offload as "
                         "the owner of the card's files, or offload it without the second read",
                   m_file->path);
}

bool FallbackSource::next(const Error& error)
{
    const auto& destination = m_candidates.front().destination;
    if (destination && error.code == ErrorCode::DataCorrupted)
        m_reject(*destination);
    if (m_candidates.size() == 1 || error.code == ErrorCode::Cancelled)
        return false;
    if (m_open)
        m_readBefore = std::max(m_readBefore, m_open->read());
    m_open.reset();
    m_candidates.erase(m_candidates.begin());
    m_isMixed = m_someGave;
    return true;
}

} // namespace tailslate::offload::detail
