// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"

#include <fmt/format.h>

#include <exception>
#include <filesystem>
#include <string>

namespace tailslate::stills::detail {

/// Runs what may throw.
template <class Function>
auto guarded(const Function& function) -> decltype(function())
{
    try {
        return function();
    } catch (const std::exception& error) {
        return failure(ErrorCode::Internal,
                       fmt::format("the image library refused: {}", error.what()));
    }
}

/// What the library says, without its line feeds.
[[nodiscard]] std::string singleLine(std::string text);

/// Only regular files: a pipe would wait for ever.
/// @return NotFound, BadFormat.
[[nodiscard]] Result<void> checkReadable(const std::filesystem::path& path);

} // namespace tailslate::stills::detail
