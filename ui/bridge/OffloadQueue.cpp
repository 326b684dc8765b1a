// SPDX-License-Identifier: Apache-2.0
#include "ui/bridge/OffloadQueue.h"

#include "ui/bridge/Text.h"

#include <algorithm>
#include <utility>

namespace tailslate::ui {
namespace {

constexpr std::uint64_t kLagBytes = 64'000'000; // Eight blocks of 8 MiB: more than the ring holds.

/// What an offload waits for, told from which counter is behind; empty when that says nothing.
QString limitOf(const OffloadEntry& entry)
{
    if (entry.phase != app::OffloadPhase::Copying || entry.lanes.empty())
        return {};
    const auto [slowest, fastest] = std::minmax_element(
        entry.lanes.begin(), entry.lanes.end(),
        [](const LaneSample& a, const LaneSample& b) { return a.copied < b.copied; });
    if (fastest->copied >= entry.bytes && entry.bytes > 0)
        return QStringLiteral("reading back");
    if (slowest->state == offload::LaneState::Working &&
        slowest->copied + kLagBytes < fastest->copied)
        return slowest->name;
    return QStringLiteral("card");
}

/// Whether two listings are of the same files, as far as a listing can tell.
bool sameFiles(const media::Card& a, const media::Card& b)
{
    return std::equal(a.files.begin(), a.files.end(), b.files.begin(), b.files.end(),
                      [](const media::CardFile& x, const media::CardFile& y) {
                          return x.path == y.path && x.size == y.size && x.modified == y.modified;
                      });
}

} // namespace

/// The offload under way, with what must outlive its thread.
struct OffloadQueue::Run {
    int id = 0;
    std::shared_ptr<project::Project> project;
    std::shared_ptr<app::OffloadMonitor> monitor;
    std::unique_ptr<JobBridgeOf<app::OffloadOutcome>> job;
};

OffloadQueue::OffloadQueue(const app::Services& services, QObject* parent)
    : QObject(parent)
    , m_services(services)
{
}

OffloadQueue::~OffloadQueue() = default;

int OffloadQueue::add(const media::Card& card, app::OffloadRequest request,
                      std::shared_ptr<project::Project> project)
{
    OffloadEntry entry;
    entry.id = m_nextId++;
    entry.roll = screenText(card.roll);
    entry.bytes = card.totalBytes();
    for (const auto& destination : request.destinations)
        entry.lanes.push_back({.name = folderName(destination.folder)});
    entry.request = std::move(request);
    m_projects.emplace_back(entry.id, std::move(project));
    m_entries.push_back(std::move(entry));
    const int id = m_entries.back().id;
    emit entryAdded(static_cast<int>(m_entries.size()) - 1);
    startNext();
    return id;
}

void OffloadQueue::stop(int id)
{
    const std::size_t index = indexOf(id);
    if (index == m_entries.size())
        return;
    OffloadEntry& entry = m_entries[index];
    if (entry.state == OffloadEntry::State::Waiting) {
        std::erase_if(m_projects, [id](const auto& waiting) { return waiting.first == id; });
        entry.state = OffloadEntry::State::Refused;
        entry.error = Error{ErrorCode::Cancelled, "stopped by the operator before it began", {}, 0};
        entry.ended = m_services.clock.now();
        emit entryChanged(static_cast<int>(index));
        emit ended(id);
    } else if (entry.state == OffloadEntry::State::Running) {
        entry.state = OffloadEntry::State::Stopping;
        m_run->job->requestStop();
        emit entryChanged(static_cast<int>(index));
    }
}

void OffloadQueue::remove(int id)
{
    const std::size_t index = indexOf(id);
    if (index == m_entries.size() || !m_entries[index].over())
        return;
    emit entryAboutToBeRemoved(static_cast<int>(index));
    if (!m_entries[index].cardGone)
        m_cleared.push_back(std::move(m_entries[index]));
    m_entries.erase(m_entries.begin() + static_cast<std::ptrdiff_t>(index));
    emit entryRemoved();
}

const OffloadEntry* OffloadQueue::find(int id) const
{
    const std::size_t index = indexOf(id);
    return index == m_entries.size() ? nullptr : &m_entries[index];
}

const OffloadEntry* OffloadQueue::running() const
{
    const auto found =
        std::find_if(m_entries.begin(), m_entries.end(), [](const auto& e) { return e.active(); });
    return found == m_entries.end() ? nullptr : &*found;
}

void OffloadQueue::cardLeft(const std::filesystem::path& place)
{
    std::erase_if(m_cleared, [&](const auto& entry) { return entry.request.card == place; });
    for (OffloadEntry& entry : m_entries)
        entry.cardGone = entry.cardGone || entry.request.card == place;
}

const OffloadEntry* OffloadQueue::newestFor(const std::filesystem::path& place,
                                            const media::Card* card) const
{
    const OffloadEntry* newest = nullptr;
    for (const auto* entries : {&m_cleared, &m_entries})
        for (const OffloadEntry& entry : *entries)
            if (entry.request.card == place && !entry.cardGone &&
                (newest == nullptr || entry.id > newest->id))
                newest = &entry;
    if (newest && newest->outcome &&
        (!card || !sameFiles(*card, newest->outcome->result.plan.card)))
        return nullptr;
    return newest;
}

std::size_t OffloadQueue::indexOf(int id) const
{
    const auto found = std::find_if(m_entries.begin(), m_entries.end(),
                                    [id](const auto& e) { return e.id == id; });
    return static_cast<std::size_t>(found - m_entries.begin());
}

void OffloadQueue::startNext()
{
    if (m_run)
        return;
    const auto next = std::find_if(m_entries.begin(), m_entries.end(), [](const auto& e) {
        return e.state == OffloadEntry::State::Waiting;
    });
    if (next == m_entries.end())
        return;

    const auto waiting = std::find_if(m_projects.begin(), m_projects.end(),
                                      [&](const auto& w) { return w.first == next->id; });
    m_run = std::make_unique<Run>();
    m_run->id = next->id;
    m_run->project = std::move(waiting->second);
    m_projects.erase(waiting);
    m_run->monitor = std::make_shared<app::OffloadMonitor>(next->request.destinations.size());
    m_run->job = std::make_unique<JobBridgeOf<app::OffloadOutcome>>(
        "offload", [&services = m_services, request = next->request, project = m_run->project,
                    monitor = m_run->monitor](jobs::JobContext context) {
            return app::offloadCard(services, request, project.get(), std::move(context), *monitor);
        });
    connect(m_run->job.get(), &JobBridge::sampled, this, &OffloadQueue::sampleRun);
    connect(m_run->job.get(), &JobBridge::finished, this, &OffloadQueue::finishRun);
    next->state = OffloadEntry::State::Running;
    const QString roll = next->roll;
    emit entryChanged(static_cast<int>(next - m_entries.begin()));
    emit eventHappened(QStringLiteral("Offload of %1 began").arg(roll), false);
}

void OffloadQueue::sampleRun()
{
    const std::size_t index = indexOf(m_run->id);
    OffloadEntry& entry = m_entries[index];
    const JobSample& sample = m_run->job->sample();
    entry.phase = m_run->monitor->phase();
    const offload::Lanes& lanes = m_run->monitor->lanes();
    for (std::size_t i = 0; i < entry.lanes.size(); ++i) {
        entry.lanes[i].copied = lanes[i].copied.load(std::memory_order_relaxed);
        entry.lanes[i].verified = lanes[i].verified.load(std::memory_order_relaxed);
        entry.lanes[i].failed = lanes[i].failed.load(std::memory_order_relaxed);
        entry.lanes[i].state = lanes[i].state.load(std::memory_order_relaxed);
    }
    entry.bytesPerSecond = sample.bytesPerSecond;
    entry.timeLeft = sample.timeLeft;
    if (sample.progress.bytesTotal > 0)
        entry.fraction = std::min(1.0, static_cast<double>(sample.progress.bytesDone) /
                                           static_cast<double>(sample.progress.bytesTotal));
    entry.limit = limitOf(entry);

    for (const app::OffloadEvent& event : m_run->monitor->takeEvents()) {
        const bool bad = event.kind == app::OffloadEvent::Kind::CopyFailed ||
                         event.kind == app::OffloadEvent::Kind::DestinationFailed;
        emit eventHappened(screenText(event.text), bad);
    }
    emit entryChanged(static_cast<int>(index));
}

void OffloadQueue::finishRun()
{
    const std::size_t index = indexOf(m_run->id);
    Result<app::OffloadOutcome> result = m_run->job->takeResult();
    OffloadEntry& entry = m_entries[index];
    entry.ended = m_services.clock.now();
    entry.bytesPerSecond.reset();
    entry.timeLeft.reset();
    entry.limit.clear();
    if (result) {
        entry.state = OffloadEntry::State::Finished;
        entry.phase = app::OffloadPhase::Done;
        entry.outcome = std::move(*result);
        emit eventHappened(QStringLiteral("Offload of %1 ended: %2")
                               .arg(entry.roll, screenText(entry.outcome->verdict.headline())),
                           !entry.outcome->verdict.allVerified);
    } else {
        entry.state = OffloadEntry::State::Refused;
        entry.error = result.error();
        emit eventHappened(QStringLiteral("Offload of %1 did not begin: %2")
                               .arg(entry.roll, errorLogLine(result.error())),
                           true);
    }
    const int id = entry.id;
    // The signal that led here came from the job: it may go only once that has returned.
    JobBridge* const job = m_run->job.release();
    job->setParent(this);
    job->deleteLater();
    m_run.reset();
    emit entryChanged(static_cast<int>(index));
    emit ended(id);
    startNext();
}

} // namespace tailslate::ui
