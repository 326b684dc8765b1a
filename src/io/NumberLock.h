// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"

#include <cstdint>
#include <filesystem>

namespace tailslate::io {

/// Holds a number against everybody who asks for the same one in the same lock file, in this
/// program or another, for as long as it lives; the system forgets it also by kill -9. The file is
/// empty and stays: it holds up nobody.
class NumberLock {
public:
    /// Makes the lock file where there is none. Never waits and never follows a symbolic link.
    /// @param number At most 2^62.
    /// @return AlreadyExists when somebody else holds the number; PermissionDenied, NoSpace, Io.
    [[nodiscard]] static Result<NumberLock> hold(const std::filesystem::path& file,
                                                 std::uint64_t number);

    NumberLock(NumberLock&& other) noexcept;
    NumberLock& operator=(NumberLock&& other) noexcept;
    ~NumberLock();

    /// False where the file system has no locks.
    [[nodiscard]] bool keepsOthersOut() const noexcept { return m_keepsOthersOut; }

private:
    NumberLock(int descriptor, bool keepsOthersOut) noexcept;

    int m_descriptor; ///< Closing it ends the hold; -1 for none.
    bool m_keepsOthersOut;
};

} // namespace tailslate::io
