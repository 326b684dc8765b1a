// SPDX-License-Identifier: Apache-2.0
#include "io/Machine.h"

#include <array>
#include <unistd.h>

namespace tailslate::io {

std::string hostName()
{
    std::array<char, 256> name{};
    if (::gethostname(name.data(), name.size() - 1) != 0 || name[0] == '\0')
        return "localhost";
    return name.data();
}

} // namespace tailslate::io
