// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "media/Recogniser.h"

#include <memory>

namespace tailslate::media::detail {

// One function for each file in recognisers/; builtinRecognisers() gives them their order.

/// ALEXA Classic, XT, SXT, LF, Mini and AMIRA: `A001R2EC/A001C001_261121_R2EC.mov`.
[[nodiscard]] std::unique_ptr<Recogniser> makeArriClassic();

/// ALEXA 35 and later: `A_0001_12NR/A_0001C006_260105_161929_p12NR.mxf`.
[[nodiscard]] std::unique_ptr<Recogniser> makeArriNew();

/// RED: `A001_1121AB.RDM/A001_C001_1121AB.RDC/A001_C001_1121AB_001.R3D`.
[[nodiscard]] std::unique_ptr<Recogniser> makeRed();

/// Sound recorders: takes in folders that hold recorder files and no picture.
[[nodiscard]] std::unique_ptr<Recogniser> makeSound();

/// Everything else: each file of a known kind of essence is a clip. Answers for every card.
[[nodiscard]] std::unique_ptr<Recogniser> makeGeneric();

/// The generic recogniser's id.
inline constexpr char kGenericId[] = "generic";

} // namespace tailslate::media::detail
