// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "io/FileSystem.h"
#include "timing/Timecode.h"

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace tailslate::media {

/// What a sound recorder writes into a take besides the sound. Texts are UTF-8 without control
/// characters; empty ones are left out.
struct BroadcastWave {
    int sampleRate = 48000;
    std::string description;         ///< At most 256 bytes.
    std::string originator;          ///< The recorder; at most 32 bytes.
    std::string originationDate;     ///< `2026-11-21`
    std::string originationTime;     ///< `14:26:10`
    timing::Timecode start;          ///< Of the first sample.
    std::string project;             ///< Show.
    std::string scene;               ///< `12A`
    std::string take;                ///< `1`
    std::string tape;                ///< Sound roll.
    std::string note;                ///< Free text.
    std::vector<std::string> tracks; ///< Names; their number is the number of channels.
};

/// Writes a polyphonic 24-bit Broadcast Wave file: `bext` version 1 with the time reference, an
/// `iXML` chunk, extensible format (EBU Tech 3285; iXML 2.10, gallery.co.uk/ixml). The file appears
/// under its name only when it is complete.
/// @param samples Interleaved, one per track, -8388608 to 8388607; what lies outside is limited.
/// @return InvalidArgument (no track, sample count not a multiple of the tracks, texts too long or
/// not UTF-8, 4 GiB or more), AlreadyExists, NoSpace, Io; then nothing is left behind.
[[nodiscard]] Result<void> writeBroadcastWave(io::FileSystem& files,
                                              const std::filesystem::path& path,
                                              const BroadcastWave& wave,
                                              std::span<const std::int32_t> samples);

/// Samples from midnight to `timecode`, rounded to the nearest: the time reference of EBU Tech
/// 3285. Timecode of a fractional rate counts labels, so 01:00:00:00 at 23.976 is 3603.6 seconds.
[[nodiscard]] std::uint64_t samplesSinceMidnight(timing::Timecode timecode, int sampleRate);

} // namespace tailslate::media
