// SPDX-License-Identifier: Apache-2.0
#include "offload/detail/FileTask.h"

namespace tailslate::offload::detail {

FileTask::FileTask(std::size_t index, const media::CardFile& cardFile, SourceChecks checks)
    : m_index(index)
    , m_file(cardFile)
    , m_checks(std::move(checks))
    , m_due(1)
    , m_confirmed(m_checks.secondRead || m_checks.earlierConfirmed)
{
    if (m_checks.secondRead)
        ++m_due;
    if (m_checks.recordedIn && *m_checks.recordedIn != m_checks.algorithm)
        ++m_due;
}

FileTask::FileTask(std::size_t index, const media::CardFile& cardFile, SourceProof known)
    : m_index(index)
    , m_file(cardFile)
    , m_outcome(std::move(known))
    , m_settled(true)
{
}

void FileTask::report(const hash::Digest& digest)
{
    const std::lock_guard lock(m_mutex);
    if (m_outcome)
        return;
    if (auto agrees = check(digest); !agrees) {
        settle(std::unexpected(std::move(agrees).error()));
        return;
    }
    if (!m_digest && digest.algorithm() == m_checks.algorithm)
        m_digest = digest;
    if (--m_due == 0)
        settle(SourceProof{*m_digest, m_confirmed});
}

Result<void> FileTask::check(const hash::Digest& digest)
{
    const std::filesystem::path path = m_file.path;
    if (m_digest && digest.algorithm() == m_digest->algorithm() && digest != *m_digest)
        return failure(ErrorCode::DataCorrupted,
                       "two reads of the card gave different bytes; try another reader or cable",
                       path);
    if (m_checks.recorded) {
        const mhl::Agreement agreement = m_checks.recorded->compare(path.native(), digest);
        if (agreement == mhl::Agreement::Different)
            return failure(ErrorCode::DataCorrupted,
                           "the file differs from what the manifest on the card records", path);
        m_confirmed = m_confirmed || agreement == mhl::Agreement::Equal;
    }
    if (m_checks.earlier && digest.algorithm() == m_checks.earlier->algorithm() &&
        digest != *m_checks.earlier)
        return failure(ErrorCode::DataCorrupted,
                       "read again, the file differs from what was read from the card before",
                       path);
    return {};
}

void FileTask::fail(Error error)
{
    const std::lock_guard lock(m_mutex);
    if (!m_outcome)
        settle(std::unexpected(std::move(error)));
}

void FileTask::settle(Result<SourceProof> outcome)
{
    m_outcome.emplace(std::move(outcome));
    m_settled.store(true, std::memory_order_release);
    m_settled.notify_all();
}

const Result<SourceProof>& FileTask::outcome() const
{
    m_settled.wait(false, std::memory_order_acquire);
    return *m_outcome;
}

} // namespace tailslate::offload::detail
