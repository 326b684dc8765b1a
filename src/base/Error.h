// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

namespace tailslate {

/// What went wrong, as far as a caller may want to branch on it. Add a code only when somebody
/// does.
enum class ErrorCode {
    InvalidArgument = 1, ///< The caller asked for something that can never work.
    NotFound,            ///< The file, device or record does not exist.
    AlreadyExists,       ///< Something else is in the way, and it was left alone.
    PermissionDenied,    ///< The operating system refused access.
    NoSpace,             ///< The volume (or its quota) is full.
    DeviceLost,          ///< The device went away while in use.
    Io,                  ///< The medium failed to read or write.
    DataCorrupted,       ///< Bytes differ from a recorded digest; never folded into Io.
    BadFormat,           ///< A file is not what its format demands.
    Unsupported,         ///< Understood, but not something this build can do.
    Cancelled,           ///< The operator stopped it; not a failure.
    Internal             ///< Our bug.
};

/// A stable upper-case word for logs and JSON, for example `DATA_CORRUPTED`. Never empty.
[[nodiscard]] const char* codeName(ErrorCode code) noexcept;

/// A failure as a value: what happened, to which file, and what the operating system said.
struct Error {
    ErrorCode code = ErrorCode::Internal;
    std::string message; ///< One English sentence without the path; lower case, no full stop.
    std::filesystem::path path; ///< The file or folder it happened to; may be empty.
    int osError = 0;            ///< errno, or 0 where no system call failed.

    /// The whole story in one line: message, path (escaped where it is not UTF-8), system text.
    [[nodiscard]] std::string describe() const;
};

/// The code that a system error number stands for. Numbers without a class of their own become Io.
[[nodiscard]] ErrorCode codeFromErrno(int osError) noexcept;

} // namespace tailslate
