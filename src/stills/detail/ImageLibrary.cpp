// SPDX-License-Identifier: Apache-2.0
#include "stills/detail/ImageLibrary.h"

#include <algorithm>
#include <system_error>

namespace tailslate::stills::detail {

std::string singleLine(std::string text)
{
    std::ranges::replace(text, '\n', ' ');
    while (!text.empty() && text.back() == ' ')
        text.pop_back();
    return text;
}

Result<void> checkReadable(const std::filesystem::path& path)
{
    std::error_code error;
    const auto status = std::filesystem::status(path, error);
    if (status.type() == std::filesystem::file_type::not_found)
        return failure(ErrorCode::NotFound, "there is no such image", path);
    if (error)
        return osFailure(error.value(), "the image cannot be examined", path);
    if (!std::filesystem::is_regular_file(status))
        return failure(ErrorCode::BadFormat, "this is not a file", path);
    return {};
}

} // namespace tailslate::stills::detail
