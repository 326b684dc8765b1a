// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Clock.h"
#include "base/Error.h"
#include "base/Result.h"

#include <QString>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string_view>

namespace tailslate::ui {

/// UTF-8 of the core as the screen shows it; bytes that are not UTF-8 come out as `\xNN`.
[[nodiscard]] QString screenText(std::string_view utf8);

/// A sentence of the core, which starts with a small letter, as one that stands for itself.
[[nodiscard]] QString capitalized(QString sentence);

/// A path as the screen shows it. For eyes only: the path itself keeps its bytes and stays the
/// truth.
[[nodiscard]] QString pathText(const std::filesystem::path& path);

/// The last part of a path as the screen shows it: what people call a folder.
[[nodiscard]] QString folderName(const std::filesystem::path& folder);

/// The path that a file dialog or a text field names.
/// @return InvalidArgument for an empty text, and for a name in which Qt had to replace bytes that
/// are not UTF-8: that name can no longer be found.
[[nodiscard]] Result<std::filesystem::path> pathFrom(const QString& text);

/// A path for a file dialog to start in. Bytes that are not UTF-8 are lost, which a start folder
/// can bear.
[[nodiscard]] QString dialogText(const std::filesystem::path& path);

/// An error as one sentence for people: starts with a capital, names the file, no code.
[[nodiscard]] QString errorSentence(const Error& error);

/// An error for the log, with its code in front.
[[nodiscard]] QString errorLogLine(const Error& error);

/// `31.7 GB`.
[[nodiscard]] QString sizeText(std::uint64_t bytes);

/// `412 MB/s`.
[[nodiscard]] QString rateText(double bytesPerSecond);

/// A duration as people say it, rounded up: `45 s`, `6 min`, `1 h 20 min`.
[[nodiscard]] QString durationText(std::chrono::seconds duration);

/// The local time of day, `14:21`.
[[nodiscard]] QString clockText(TimePoint time);

/// The local date and time of day, `2026-11-21 14:21`.
[[nodiscard]] QString dateText(TimePoint time);

/// The date where this machine is.
[[nodiscard]] std::chrono::year_month_day localDate(TimePoint time);

} // namespace tailslate::ui
