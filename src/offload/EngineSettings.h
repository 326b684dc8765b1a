// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

namespace tailslate::offload {

/// How patient the engine is.
struct EngineSettings {
    /// A block of the card that cannot be read is tried again so many times, each after twice the
    /// pause of the one before, with the file opened anew.
    unsigned readRetries = 3;
    std::chrono::milliseconds readRetryPause{500};

    /// How long a device that went away is waited for, before its files count as failed. A front
    /// end that lets the operator decide gives a day and sets Lane::giveUp.
    std::chrono::milliseconds deviceWait{0};

    /// How long an error of a destination is looked into before its device counts as there: a drive
    /// that is pulled fails first and is gone a moment later.
    std::chrono::milliseconds lossPatience{2000};

    /// How long, in sum, one destination may hold up others that have nothing to do, before it is
    /// left behind and filled afterwards.
    std::chrono::milliseconds lagPatience{5000};
};

} // namespace tailslate::offload
