// SPDX-License-Identifier: Apache-2.0
#include "app/Services.h"

namespace tailslate::app {

std::string programVersion()
{
    return TAILSLATE_VERSION;
}

} // namespace tailslate::app
