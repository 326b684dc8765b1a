// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Clock.h"
#include "base/Result.h"
#include "io/FileSystem.h"
#include "jobs/JobContext.h"
#include "media/Card.h"
#include "offload/CopyTable.h"
#include "offload/Plan.h"
#include "offload/Verdict.h"

namespace tailslate::offload {

/// A job that goes on: its plan, and what earlier runs proved and is still there.
struct TakenUp {
    Plan plan;
    CopyTable known;
};

/// What may differ from the first run.
struct TakeUpOptions {
    bool reverify = false;        ///< As PlanOptions.
    bool useCardManifests = true; ///< As PlanOptions.
};

/// Prepares to go on with a job that was cut off or ended incomplete: the same job, card,
/// destinations and proof. Evidence counts as long as the copy is still there, on the same volume,
/// with its size and time; the rest is copied again. Touches nothing.
/// @param card The same card, listed now.
/// @return InvalidArgument when the card is not what it was (a file is gone, changed or new);
///         DeviceLost when the volume of a destination is not there; else as makePlan().
[[nodiscard]] Result<TakenUp> takeUp(io::FileSystem& files, const OffloadResult& earlier,
                                     media::Card card, const TakeUpOptions& how, const Clock& clock,
                                     const jobs::JobContext& context);

/// Likewise without the card, to read back what was copied; see Engine::verifyCopies(). A
/// destination whose volume is not there is left alone, with what was proved of it
/// (PlannedDestination::absent); the run fails there.
/// @return InvalidArgument when nothing was copied yet; DeviceLost when no destination is there;
///         Cancelled.
[[nodiscard]] Result<TakenUp> takeUpWithoutCard(io::FileSystem& files, const OffloadResult& earlier,
                                                bool reverify, const jobs::JobContext& context);

} // namespace tailslate::offload
