// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Error.h"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace tailslate::cli {

/// How a command talks: sentences for people, or with `--json` one JSON object a line and one
/// result object last. Results go to standard output, errors and progress to standard error. One
/// thread at a time.
class Console {
public:
    enum class Mode { Text = 1, Json };

    explicit Console(Mode mode);

    [[nodiscard]] Mode mode() const noexcept { return m_mode; }

    /// A line of the result, in text mode only.
    void say(const std::string& line);

    /// An object of the result, in JSON mode only.
    void send(const nlohmann::json& object);

    /// Says in either mode why the command failed. @return The exit code for it.
    int fail(const Error& error);

    /// Replaces the progress line; only in text mode on a terminal.
    void showProgress(const std::string& line);

    /// Removes the progress line, if there is one.
    void clearProgress();

private:
    Mode m_mode;
    bool m_terminal;
    bool m_progressShown = false;
};

} // namespace tailslate::cli
