// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "av/Probe.h"
#include "media/AleTable.h"
#include "media/BroadcastWaveReader.h"
#include "media/CanonMetadata.h"
#include "media/ClipMetadata.h"
#include "media/ClipNameParts.h"
#include "media/P2Metadata.h"
#include "media/SonyMetadata.h"
#include "stills/StillHeader.h"

#include <cstddef>
#include <cstdint>

/// Each adds what one source tells to what is known of a clip. What is known already stays: call
/// the most trustworthy first.
namespace tailslate::app::detail {

/// The first file of a clip, or its only one.
void addMedia(media::ClipMetadata& clip, const av::MediaInfo& info);

/// One more file of a clip that the camera spanned over several: its frames count as well.
/// @return False when it is something else: another size, codec or rate, or sound alone; it is then
/// not counted.
bool addSpan(media::ClipMetadata& clip, const av::MediaInfo& info);

/// One more file with sound alone, of the same take: its channels count as well.
void addMonoSound(media::ClipMetadata& clip, int channels, std::int64_t samples);

/// The same of a recorder's file, with the names of its tracks.
void addMonoSound(media::ClipMetadata& clip, const media::WaveFile& wave);

/// The first frame of a sequence of `frames` files.
void addFrame(media::ClipMetadata& clip, const stills::StillHeader& header, std::int64_t frames);

void addWave(media::ClipMetadata& clip, const media::WaveFile& wave);

void addSidecar(media::ClipMetadata& clip, const media::SonyMetadata& sony);

void addSidecar(media::ClipMetadata& clip, const media::P2Metadata& p2);

void addSidecar(media::ClipMetadata& clip, const media::CanonMetadata& canon);

void addLogRow(media::ClipMetadata& clip, const media::AleTable& log, std::size_t row);

void addName(media::ClipMetadata& clip, const media::ClipNameParts& parts);

} // namespace tailslate::app::detail
