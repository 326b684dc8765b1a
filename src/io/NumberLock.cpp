// SPDX-License-Identifier: Apache-2.0
#include "io/NumberLock.h"

#include "io/detail/Descriptor.h"

#include <cerrno>
#include <utility>

namespace tailslate::io {

Result<NumberLock> NumberLock::hold(const std::filesystem::path& file, std::uint64_t number)
{
    constexpr mode_t kMode = 0644;
    detail::Descriptor descriptor =
        detail::openRetrying(file, O_RDWR | O_CREAT | O_NOFOLLOW, kMode);
    if (!descriptor.valid())
        return osFailure(errno, "cannot open the lock file", file);
    // A lock of the open file, not of the process: it also keeps out another thread of ours.
    struct ::flock range{};
    range.l_type = F_WRLCK;
    range.l_whence = SEEK_SET;
    range.l_start = static_cast<off_t>(number);
    range.l_len = 1;
    const bool isHeld = ::fcntl(descriptor.get(), F_OFD_SETLK, &range) == 0;
    if (!isHeld && (errno == EAGAIN || errno == EACCES))
        return failure(ErrorCode::AlreadyExists, "somebody else holds it", file);
    const bool hasNoLocks =
        errno == EINVAL || errno == ENOSYS || errno == EOPNOTSUPP || errno == ENOLCK;
    if (!isHeld && !hasNoLocks)
        return osFailure(errno, "cannot be locked", file);
    return NumberLock(descriptor.release(), isHeld);
}

NumberLock::NumberLock(int descriptor, bool keepsOthersOut) noexcept
    : m_descriptor(descriptor)
    , m_keepsOthersOut(keepsOthersOut)
{
}

NumberLock::NumberLock(NumberLock&& other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1))
    , m_keepsOthersOut(other.m_keepsOthersOut)
{
}

NumberLock& NumberLock::operator=(NumberLock&& other) noexcept
{
    std::swap(m_descriptor, other.m_descriptor);
    std::swap(m_keepsOthersOut, other.m_keepsOthersOut);
    return *this;
}

NumberLock::~NumberLock()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

} // namespace tailslate::io
