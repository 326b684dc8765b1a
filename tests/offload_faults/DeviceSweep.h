// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "OffloadScene.h"

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>

namespace tailslate::test {

/// How a device leaves in the midst of offloads, and comes back. Its functions are called from any
/// thread of the offload, one at a time.
struct Leaving {
    std::filesystem::path mountPoint;
    std::size_t destinations = 1;
    std::chrono::milliseconds deviceWait = std::chrono::minutes(1);
    std::function<void(OffloadScene&)> prepare; ///< Before the offload is planned; may be empty.
    std::function<void(OffloadScene&)> leave;
    /// Asked at each call to the device while it is away; empty where it is to stay away.
    std::function<bool(OffloadScene&)> mayReturn;
    std::function<void(OffloadScene&)> comeBack; ///< At the latest when the offload is over.
};

/// Offloads smallCard() again and again; the device leaves before the first call to it, then before
/// the second one, and so on until the offload is over first. Each must claim nothing that is not
/// so, and complete every destination unless the device is to stay away.
/// @param floor As many moments there must be, so that nobody believes in a sweep that is none.
void leaveAtEveryMoment(const Leaving& device, std::size_t floor);

} // namespace tailslate::test
