// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "io/FileSystem.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tailslate::media {

/// The chunk `bext` of a Broadcast Wave file (EBU Tech 3285). Texts as found, without the zero
/// bytes and spaces at their end; not always UTF-8.
struct BroadcastExtension {
    std::string description;
    std::string originator;
    std::string originatorReference;
    std::string originationDate;     ///< `2026-11-21`
    std::string originationTime;     ///< `14:26:10`
    std::uint64_t timeReference = 0; ///< Samples from midnight to the first one.
    unsigned version = 0;
    std::string codingHistory;
};

/// A track as the recorder names it.
struct SoundTrack {
    unsigned channel = 0;    ///< Of the recorder, from 1; 0 when not told.
    unsigned interleave = 0; ///< Its place in the file, from 1; 0 when not told.
    std::string name;
    std::string function;
};

/// The chunk `iXML` of a sound file. Every part of it is optional: texts are empty and numbers
/// missing where the recorder wrote none. Texts without the blanks around them.
struct TakeNotes {
    std::string version;
    std::string project;
    std::string scene;
    std::string take;
    std::string tape; ///< The sound roll.
    std::string note;
    std::string fileId; ///< FILE_UID
    std::string userBits;
    bool circled = false;
    bool noGood = false;
    bool falseStart = false;
    bool wildTrack = false;
    std::string timecodeRate; ///< `24000/1001`
    std::string timecodeFlag; ///< `DF` or `NDF`
    std::optional<unsigned> sampleRate;
    std::optional<std::uint64_t> samplesSinceMidnight;
    std::string familyId; ///< FAMILY_UID: equal in all files of one take.
    std::string familyName;
    std::optional<unsigned> familyFiles; ///< TOTAL_FILES
    std::string familyIndex;             ///< FILE_SET_INDEX: `1`, `A`
    std::vector<SoundTrack> tracks;
};

/// A sound file as its chunks describe it.
struct WaveFile {
    bool isLong = false; ///< RF64 or BW64: sizes may pass 4 GiB.
    unsigned channels = 0;
    unsigned sampleRate = 0;
    unsigned bitsPerSample = 0;
    std::uint64_t dataStart = 0; ///< Where the samples begin; 0 when there are none.
    std::uint64_t dataSize = 0;  ///< What the file says of its samples, in bytes.
    std::uint64_t fileSize = 0;  ///< What the file has.
    std::uint64_t toldSize = 0;  ///< What its head says the file has; 0 where it does not tell.
    bool isClosed = false;       ///< Its head says how long the file is: the recorder ended it.
    std::string cutChunk;        ///< `iXML`: of the one that ends behind the file; not `data`.
    std::optional<BroadcastExtension> extension;
    std::optional<TakeNotes> notes;

    /// Samples of one channel that the file has, be it cut short; 0 where the format is not told.
    [[nodiscard]] std::uint64_t sampleCount() const noexcept;
};

/// Reads the head of a RIFF, RF64 (EBU Tech 3306) or BW64 (ITU-R BS.2088) sound file; never its
/// samples. A file that ends too early is described as far as it goes.
/// @return BadFormat for what does not begin as such a file; NotFound, PermissionDenied, Io,
/// DeviceLost.
[[nodiscard]] Result<WaveFile> readWaveFile(io::FileSystem& files,
                                            const std::filesystem::path& path);

/// Parses the content of a `bext` chunk.
/// @return BadFormat when it is shorter than its fixed fields.
[[nodiscard]] Result<BroadcastExtension> parseBroadcastExtension(std::string_view chunk);

/// Parses the content of an `iXML` chunk, UTF-8 or UTF-16, which may end with zero bytes.
/// @return BadFormat when it is no XML or its root is not BWFXML.
[[nodiscard]] Result<TakeNotes> parseTakeNotes(std::string_view chunk);

} // namespace tailslate::media
