// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/models/Standing.h"
#include "ui/widgets/Paint.h"

namespace tailslate::ui {

/// The shape that stands for how a row stands.
[[nodiscard]] inline State stateOf(Standing standing)
{
    switch (standing) {
    case Standing::Waiting:
        return State::Waiting;
    case Standing::Working:
        return State::Working;
    case Standing::Good:
        return State::Good;
    case Standing::Warning:
        return State::Warning;
    case Standing::Bad:
        return State::Bad;
    case Standing::Plain:
        break;
    }
    return State::None;
}

} // namespace tailslate::ui
