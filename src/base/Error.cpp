// SPDX-License-Identifier: Apache-2.0
#include "base/Error.h"

#include "base/DisplayText.h"

#include <cerrno>
#include <system_error>

namespace tailslate {

const char* codeName(ErrorCode code) noexcept
{
    switch (code) {
    case ErrorCode::InvalidArgument:
        return "INVALID_ARGUMENT";
    case ErrorCode::NotFound:
        return "NOT_FOUND";
    case ErrorCode::AlreadyExists:
        return "ALREADY_EXISTS";
    case ErrorCode::PermissionDenied:
        return "PERMISSION_DENIED";
    case ErrorCode::NoSpace:
        return "NO_SPACE";
    case ErrorCode::DeviceLost:
        return "DEVICE_LOST";
    case ErrorCode::Io:
        return "IO";
    case ErrorCode::DataCorrupted:
        return "DATA_CORRUPTED";
    case ErrorCode::BadFormat:
        return "BAD_FORMAT";
    case ErrorCode::Unsupported:
        return "UNSUPPORTED";
    case ErrorCode::Cancelled:
        return "CANCELLED";
    case ErrorCode::Internal:
        return "INTERNAL";
    }
    return "INTERNAL";
}

std::string Error::describe() const
{
    std::string text = message;
    if (!path.empty())
        text += ": " + displayText(path);
    if (osError != 0)
        text += " (" + std::generic_category().message(osError) + ")";
    return text;
}

ErrorCode codeFromErrno(int osError) noexcept
{
    switch (osError) {
    case EINVAL:
    case ENAMETOOLONG:
        return ErrorCode::InvalidArgument;
    case ENOENT:
    case ENOTDIR:
        return ErrorCode::NotFound;
    case EEXIST:
    case ENOTEMPTY:
        return ErrorCode::AlreadyExists;
    case EACCES:
    case EPERM:
    case EROFS:
        return ErrorCode::PermissionDenied;
    case ENOSPC:
    case EDQUOT:
        return ErrorCode::NoSpace;
    case ENODEV:
    case ENXIO:
    case ESTALE:
    case ENOMEDIUM:
        return ErrorCode::DeviceLost;
    case EOPNOTSUPP:
    case ENOSYS:
        return ErrorCode::Unsupported;
    default:
        return ErrorCode::Io;
    }
}

} // namespace tailslate
