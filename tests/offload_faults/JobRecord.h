// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "offload/Verdict.h"

#include <optional>
#include <vector>

namespace tailslate::test {

/// How somebody goes on after an offload that did not end well.
enum class GoOn {
    Anew = 1,     ///< Offloads the card again; nothing is known.
    FromRecord,   ///< Takes the job up from all that was heard of it.
    FromCutRecord ///< Likewise, and half of what was heard last was not written down any more.
};

/// The way to go on of the `turn`th point of a sweep.
[[nodiscard]] GoOn goOnInTurn(std::size_t turn);

/// What a project holds of the last job: what it heard of, written down in batches.
class JobRecord {
public:
    /// A job that is known goes on; any other one takes its place.
    void begin(const offload::Plan& plan);
    /// Heard, not written down yet.
    void add(const offload::CopyEvidence& evidence);
    /// The program died: no outcome is written down.
    /// @param loseHalf Of what was heard and not written down, the later half is lost.
    void cutOff(bool loseHalf);
    /// The program came to its end and wrote everything down.
    void end(const offload::OffloadResult& result);

    /// As a project returns it; null when no job began.
    [[nodiscard]] const offload::OffloadResult* get() const { return m_job ? &*m_job : nullptr; }

private:
    std::optional<offload::OffloadResult> m_job;
    std::vector<offload::CopyEvidence> m_waiting;
};

} // namespace tailslate::test
