// SPDX-License-Identifier: Apache-2.0
#include "bench/ScratchFolder.h"

#include <cerrno>
#include <cstdlib>
#include <string>
#include <system_error>

namespace tailslate::bench {

Result<ScratchFolder> ScratchFolder::create(const std::filesystem::path& parent)
{
    std::string name = (parent / "tailslate-bench-XXXXXX").native();
    if (!::mkdtemp(name.data()))
        return osFailure(errno, "cannot make a folder to measure in", parent);
    std::error_code error;
    const std::filesystem::path path = std::filesystem::canonical(name, error);
    return ScratchFolder(error ? std::filesystem::path(name) : path);
}

ScratchFolder::~ScratchFolder()
{
    std::error_code ignored;
    if (!m_path.empty())
        std::filesystem::remove_all(m_path, ignored);
}

} // namespace tailslate::bench
