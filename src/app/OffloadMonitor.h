// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "offload/Engine.h"
#include "offload/Lanes.h"

#include <atomic>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace tailslate::app {

/// What an offload is busy with.
enum class OffloadPhase { ReadingCard = 1, Planning, Copying, Recording, Done };

/// Something that happened, in words, for the event log and `--json` lines.
struct OffloadEvent {
    enum class Kind {
        CopyVerified = 1,
        CopyHashed, ///< Copied, to be read back later.
        CopyFailed,
        DestinationSealed,
        DestinationCopied, ///< Everything is there, to be read back later.
        DestinationFailed,
        Notice ///< Something to know while the job goes on.
    };

    Kind kind = Kind::CopyVerified;
    std::filesystem::path file;                  ///< Relative to the card; empty for destinations.
    std::filesystem::path destination;           ///< The destination's folder.
    std::string text;                            ///< One sentence.
    std::optional<offload::EvidenceLevel> level; ///< What is proved of a copy; nothing for others.
};

/// What the devices of a job are called, for people.
struct DeviceNames {
    std::string card;
    std::string algorithm; ///< `md5`.
    std::vector<std::string> destinations;
};

/// The window through which a front end watches a running offload: counters to sample and events to
/// collect. Thread-safe.
class OffloadMonitor {
public:
    /// @param destinations As many as the request has.
    explicit OffloadMonitor(std::size_t destinations)
        : m_lanes(destinations)
    {
    }

    [[nodiscard]] offload::Lanes& lanes() noexcept { return m_lanes; }

    [[nodiscard]] const offload::Lanes& lanes() const noexcept { return m_lanes; }

    [[nodiscard]] OffloadPhase phase() const noexcept
    {
        return m_phase.load(std::memory_order_acquire);
    }

    void setPhase(OffloadPhase phase) noexcept { m_phase.store(phase, std::memory_order_release); }

    void addEvent(OffloadEvent event);

    /// Set once the plan is made.
    void setDeviceNames(DeviceNames names);

    [[nodiscard]] DeviceNames deviceNames() const;

    /// The events since the last call, oldest first.
    [[nodiscard]] std::vector<OffloadEvent> takeEvents();

private:
    offload::Lanes m_lanes;
    DeviceNames m_names; ///< Guarded by m_mutex.
    std::atomic<OffloadPhase> m_phase{OffloadPhase::ReadingCard};
    mutable std::mutex m_mutex;
    std::vector<OffloadEvent> m_events;
};

} // namespace tailslate::app
