// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tailslate::media {

/// What a Panasonic P2 camera writes of a clip: `CONTENTS/CLIP/0001AB.XML`, root `P2Main`. Texts as
/// found; empty where there is none. Each field names the element below `ClipContent` it is from.
struct P2Metadata {
    std::string name;                    ///< ClipName: `0001AB`
    std::string id;                      ///< GlobalClipID
    std::optional<std::uint64_t> frames; ///< Duration, in edit units
    std::string editUnit;                ///< EditUnit: `1/25`
    std::string codec;                   ///< EssenceList/Video/Codec: `AVC-I_1080/50i`
    std::string codecClass;              ///< the same, attribute Class: `100`
    std::string frameRate;               ///< EssenceList/Video/FrameRate: `59.94p`
    bool dropFrame = false;              ///< the same, attribute DropFrameFlag
    std::string firstTimecode;           ///< EssenceList/Video/StartTimecode: `10:00:00:00`
    unsigned audioChannels = 0;          ///< EssenceList/Audio, how many
    std::string audioRate;               ///< EssenceList/Audio/SamplingRate, the first: `48000`
    std::string audioBits;               ///< EssenceList/Audio/BitsPerSample, the first: `24`
    std::string title;                   ///< ClipMetadata/UserClipName
    std::string created;                 ///< ClipMetadata/Access/CreationDate
    std::string creator;                 ///< ClipMetadata/Access/Creator
    std::string manufacturer;            ///< ClipMetadata/Device/Manufacturer
    std::string model;                   ///< ClipMetadata/Device/ModelName
    std::string serial;                  ///< ClipMetadata/Device/SerialNo.
    std::string shooter;                 ///< ClipMetadata/Shoot/Shooter
    std::string started;                 ///< ClipMetadata/Shoot/StartDate
    std::string place;                   ///< ClipMetadata/Shoot/Location/PlaceName
    std::string program;                 ///< ClipMetadata/Scenario/ProgramName
    std::string scene;                   ///< ClipMetadata/Scenario/SceneNo.
    std::string take;                    ///< ClipMetadata/Scenario/TakeNo.
    std::string previousId;              ///< Relation/Connection/Previous/GlobalClipID
    std::string previousName;            ///< Relation/Connection/Previous/ClipName
    std::string nextId;                  ///< Relation/Connection/Next/GlobalClipID
    std::string nextName;                ///< Relation/Connection/Next/ClipName
};

/// Parses the text of such a file, any version of its schema, in any namespace.
/// @return BadFormat when it is no XML or its root is another.
[[nodiscard]] Result<P2Metadata> parseP2Metadata(std::string_view text);

} // namespace tailslate::media
