// SPDX-License-Identifier: Apache-2.0
#include "offload/CopyTable.h"

#include <algorithm>
#include <span>

namespace tailslate::offload {
namespace {

bool sameError(const Error& one, const Error& other)
{
    return one.code == other.code && one.osError == other.osError && one.message == other.message &&
           one.path == other.path;
}

} // namespace

CopyTable::CopyTable(std::size_t files, std::size_t destinations, const CopyEvidence& reached)
    : m_destinations(destinations)
    , m_rows(files * destinations)
    , m_hasSource(files, false)
{
    Row row;
    row.at = reached.at;
    row.level = reached.level;
    if (reached.error)
        row.error = internError(*reached.error);
    std::ranges::fill(m_rows, row);
}

std::optional<hash::Digest> CopyTable::sourceOf(std::size_t index) const
{
    if (!m_rows[index].hasSource)
        return std::nullopt;
    if (const auto other = m_otherSources.find(index); other != m_otherSources.end())
        return other->second;
    const std::size_t width = hash::digestSize(m_algorithm);
    return hash::Digest(m_algorithm,
                        std::span(m_sources).subspan(index / m_destinations * width, width));
}

void CopyTable::putSource(std::size_t index, Row& row, const std::optional<hash::Digest>& digest)
{
    m_otherSources.erase(index);
    row.hasSource = digest.has_value();
    if (!digest)
        return;
    if (m_sources.empty()) {
        m_algorithm = digest->algorithm();
        m_sources.resize(m_hasSource.size() * hash::digestSize(m_algorithm));
    }
    const std::size_t file = index / m_destinations;
    const std::size_t width = hash::digestSize(m_algorithm);
    if (digest->algorithm() == m_algorithm && !m_hasSource[file]) {
        std::ranges::copy(digest->bytes(),
                          m_sources.begin() + static_cast<std::ptrdiff_t>(file * width));
        m_hasSource[file] = true;
        return;
    }
    const bool fits =
        digest->algorithm() == m_algorithm &&
        std::ranges::equal(digest->bytes(), std::span(m_sources).subspan(file * width, width));
    if (!fits)
        m_otherSources.insert_or_assign(index, *digest);
}

std::uint32_t CopyTable::internError(const Error& error)
{
    // A medium that fails gives the same error for copy after copy.
    if (m_errors.empty() || !sameError(m_errors.back(), error))
        m_errors.push_back(error);
    return static_cast<std::uint32_t>(m_errors.size());
}

const Error* CopyTable::error(std::size_t file, std::size_t destination) const
{
    const std::uint32_t error = m_rows[indexOf(file, destination)].error;
    return error == 0 ? nullptr : &m_errors[error - 1];
}

std::optional<io::Transfer> CopyTable::cardRead() const
{
    io::Transfer weakest{};
    for (const Row& row : m_rows) {
        if (!row.fromCopy)
            weakest = std::max(weakest, row.sourceRead);
    }
    return weakest == io::Transfer{} ? std::nullopt : std::optional(weakest);
}

CopyEvidence CopyTable::operator[](std::size_t index) const
{
    const Row& row = m_rows[index];
    CopyEvidence evidence;
    evidence.file = index / m_destinations;
    evidence.destination = index % m_destinations;
    evidence.level = row.level;
    evidence.sourceDigest = sourceOf(index);
    evidence.sourceConfirmed = row.sourceConfirmed;
    if (row.readBackIsSource)
        evidence.readBackDigest = evidence.sourceDigest;
    else if (const auto other = m_otherReadBacks.find(index); other != m_otherReadBacks.end())
        evidence.readBackDigest = other->second;
    if (row.readBack != io::Transfer{})
        evidence.readBack = row.readBack;
    if (row.written != io::Transfer{})
        evidence.written = row.written;
    if (row.sourceRead != io::Transfer{})
        evidence.sourceRead = row.sourceRead;
    evidence.fromCopy = row.fromCopy;
    evidence.at = row.at;
    if (row.error != 0)
        evidence.error = m_errors[row.error - 1];
    return evidence;
}

void CopyTable::put(const CopyEvidence& evidence)
{
    const std::size_t index = indexOf(evidence.file, evidence.destination);
    Row& row = m_rows[index];
    row.at = evidence.at;
    row.level = evidence.level;
    row.readBack = evidence.readBack.value_or(io::Transfer{});
    row.written = evidence.written.value_or(io::Transfer{});
    row.sourceRead = evidence.sourceRead.value_or(io::Transfer{});
    row.fromCopy = evidence.fromCopy;
    row.error = evidence.error ? internError(*evidence.error) : 0;
    row.sourceConfirmed = evidence.sourceConfirmed;
    putSource(index, row, evidence.sourceDigest);
    m_otherReadBacks.erase(index);
    row.readBackIsSource =
        evidence.readBackDigest && evidence.readBackDigest == evidence.sourceDigest;
    if (evidence.readBackDigest && !row.readBackIsSource)
        m_otherReadBacks.insert_or_assign(index, *evidence.readBackDigest);
}

} // namespace tailslate::offload
