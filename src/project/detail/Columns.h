// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Clock.h"
#include "base/Error.h"

#include <soci/soci.h>

#include <filesystem>
#include <optional>
#include <string>

namespace tailslate::project::detail {

/// Times are stored as microseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
[[nodiscard]] inline long long toMicros(TimePoint time)
{
    return time.time_since_epoch().count();
}

[[nodiscard]] inline TimePoint fromMicros(long long micros)
{
    return TimePoint(std::chrono::microseconds(micros));
}

/// A text column that may be NULL, to read into or write from.
struct OptionalText {
    std::string text;
    soci::indicator state = soci::i_null;

    void set(std::string value)
    {
        text = std::move(value);
        state = soci::i_ok;
    }

    void clear()
    {
        text.clear();
        state = soci::i_null;
    }

    [[nodiscard]] bool present() const { return state == soci::i_ok; }
};

/// The four columns that hold an optional Error; all of them NULL where there is none.
struct ErrorColumns {
    OptionalText code;
    OptionalText message;
    OptionalText path;
    long long os = 0;
    soci::indicator osState = soci::i_null;

    void set(const std::optional<Error>& error)
    {
        if (!error) {
            *this = {};
            return;
        }
        code.set(codeName(error->code));
        message.set(error->message);
        path.set(error->path.string());
        os = error->osError;
        osState = soci::i_ok;
    }

    /// Codes written by a later version come back as Internal: the message still says what
    /// happened.
    [[nodiscard]] std::optional<Error> get() const
    {
        if (!code.present())
            return std::nullopt;
        Error error{ErrorCode::Internal, message.text, path.text, static_cast<int>(os)};
        for (int value = static_cast<int>(ErrorCode::InvalidArgument);
             value <= static_cast<int>(ErrorCode::Internal); ++value) {
            if (code.text == codeName(static_cast<ErrorCode>(value)))
                error.code = static_cast<ErrorCode>(value);
        }
        return error;
    }
};

} // namespace tailslate::project::detail
