// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Error.h"

#include <expected>
#include <filesystem>
#include <string>
#include <utility>

namespace tailslate {

/// A value, or the Error that explains why there is none. Ignoring one is a compiler warning.
template <class T>
using Result = std::expected<T, Error>;

/// An Error in the form that any Result takes: `return failure(ErrorCode::NotFound, "no such card",
/// path);`
[[nodiscard]] inline std::unexpected<Error>
failure(ErrorCode code, std::string message, std::filesystem::path path = {}, int osError = 0)
{
    return std::unexpected(Error{code, std::move(message), std::move(path), osError});
}

/// The Error of a failed system call; its code follows from `osError`.
[[nodiscard]] inline std::unexpected<Error> osFailure(int osError, std::string message,
                                                      std::filesystem::path path = {})
{
    return std::unexpected(
        Error{codeFromErrno(osError), std::move(message), std::move(path), osError});
}

} // namespace tailslate

#define TAILSLATE_CONCAT_INNER(a, b) a##b
#define TAILSLATE_CONCAT(a, b) TAILSLATE_CONCAT_INNER(a, b)

/// `TAILSLATE_TRY(const auto n, file.read(block));` binds the value, or returns the error to the
/// caller.
#define TAILSLATE_TRY(declaration, ...)                                                            \
    auto TAILSLATE_CONCAT(tailslateTry, __LINE__) = (__VA_ARGS__);                                 \
    if (!TAILSLATE_CONCAT(tailslateTry, __LINE__))                                                 \
        return std::unexpected(std::move(TAILSLATE_CONCAT(tailslateTry, __LINE__)).error());       \
    declaration = std::move(*TAILSLATE_CONCAT(tailslateTry, __LINE__))

/// `TAILSLATE_CHECK(file.sync());` returns the error to the caller, if there is one; the value is
/// not wanted.
#define TAILSLATE_CHECK(...)                                                                       \
    do {                                                                                           \
        if (auto TAILSLATE_CONCAT(tailslateCheck, __LINE__) = (__VA_ARGS__);                       \
            !TAILSLATE_CONCAT(tailslateCheck, __LINE__))                                           \
            return std::unexpected(std::move(TAILSLATE_CONCAT(tailslateCheck, __LINE__)).error()); \
    } while (false)
