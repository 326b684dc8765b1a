// SPDX-License-Identifier: Apache-2.0
#include "ui/bridge/OffloadQueue.h"

#include "app/LimitFinder.h"
#include "ui/bridge/Text.h"

#include <algorithm>
#include <utility>

namespace tailslate::ui {
namespace {

/// A device that went away is waited for as long as the operator likes: longer than any shift.
constexpr std::chrono::hours kDeviceWait{24};

/// How often to find out what limits a job: a look at too short a time says little.
constexpr std::chrono::seconds kLimitPeriod{1};

/// Whether two listings are of the same files, as far as a listing can tell.
bool sameFiles(const media::Card& a, const media::Card& b)
{
    return std::equal(a.files.begin(), a.files.end(), b.files.begin(), b.files.end(),
                      [](const media::CardFile& x, const media::CardFile& y) {
                          return x.path == y.path && x.size == y.size && x.modified == y.modified;
                      });
}

/// `A001R2EC → RAID-1: what happened`, with the file where the sentence does not name it.
QString logLine(const OffloadEntry& entry, const app::OffloadEvent& event)
{
    QString about = entry.roll;
    if (!event.file.empty() && event.kind != app::OffloadEvent::Kind::CopyFailed)
        about += QLatin1Char('/') + pathText(event.file);
    if (!event.destination.empty())
        about += QStringLiteral(" → ") + folderName(event.destination);
    return about + QStringLiteral(": ") + screenText(event.text);
}

/// Does what an entry is for. Runs on the job's thread.
Result<app::OffloadOutcome> perform(const app::Services& services, OffloadEntry::Task task,
                                    const app::OffloadRequest& request, Uuid job,
                                    project::Project* project, jobs::JobContext context,
                                    app::OffloadMonitor& monitor)
{
    if (task == OffloadEntry::Task::Copy)
        return app::offloadCard(services, request, project, std::move(context), monitor);
    const app::ResumeRequest again{.job = job,
                                   .card = request.card,
                                   .reverify = task == OffloadEntry::Task::VerifyAgain,
                                   .settings = request.settings,
                                   .rule = request.rule};
    return task == OffloadEntry::Task::Resume
               ? app::resumeOffload(services, again, *project, std::move(context), monitor)
               : app::verifyOffload(services, again, *project, std::move(context), monitor);
}

} // namespace

bool OffloadEntry::copiedOnly() const
{
    if (!outcome || outcome->result.cancelled || outcome->result.destinations.empty())
        return false;
    const auto& destinations = outcome->result.destinations;
    return std::ranges::all_of(destinations, &offload::DestinationOutcome::complete) &&
           std::ranges::any_of(destinations, [](const auto& d) { return d.filesUnverified > 0; });
}

bool OffloadEntry::canVerifyAgain() const
{
    return state == State::Finished && outcome->verdict.allVerified && !project.expired();
}

std::optional<OffloadEntry::Task> OffloadEntry::next() const
{
    if (project.expired())
        return std::nullopt;
    if (state == State::CutOff || (state == State::Refused && task != Task::Copy))
        return task;
    if (state != State::Finished || outcome->verdict.allVerified)
        return std::nullopt;
    return copiedOnly() ? Task::ReadBack : Task::Resume;
}

/// The offload under way, with what must outlive its thread.
struct OffloadQueue::Run {
    int id = 0;
    std::shared_ptr<project::Project> project;
    std::shared_ptr<app::OffloadMonitor> monitor;
    std::unique_ptr<JobBridgeOf<app::OffloadOutcome>> job;
    app::LimitFinder limit;
    app::LimitFinder::Moment looked;
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
    entry.state = OffloadEntry::State::Waiting;
    entry.roll = screenText(card.roll);
    entry.bytes = card.totalBytes();
    entry.request = std::move(request);
    return append(std::move(entry), std::move(project));
}

void OffloadQueue::offer(const UnfinishedOffload& unfinished,
                         const std::shared_ptr<project::Project>& project)
{
    dropOffers();
    for (const OffloadEntry& entry : m_entries) {
        const auto busyWith = entry.over() ? nullptr : entry.project.lock();
        if (busyWith && busyWith->path() == project->path())
            return;
    }
    OffloadEntry entry;
    entry.state = OffloadEntry::State::CutOff;
    entry.task =
        unfinished.onlyReadBack ? OffloadEntry::Task::ReadBack : OffloadEntry::Task::Resume;
    entry.roll = unfinished.roll;
    entry.bytes = unfinished.bytes;
    entry.job = unfinished.job;
    entry.began = unfinished.began;
    entry.request.card = unfinished.card;
    entry.request.destinations = unfinished.destinations;
    entry.request.options.mode = unfinished.mode;
    append(std::move(entry), project);
}

void OffloadQueue::dropOffers()
{
    for (std::size_t i = m_entries.size(); i-- > 0;)
        if (m_entries[i].state == OffloadEntry::State::CutOff)
            erase(i);
}

void OffloadQueue::goOn(int id, const std::filesystem::path& card, const offload::SafetyRule& rule)
{
    const std::size_t index = indexOf(id);
    const auto task = index < m_entries.size() ? m_entries[index].next() : std::nullopt;
    if (!task)
        return;
    takeUp(index, *task, card, rule);
}

void OffloadQueue::verifyAgain(int id, const offload::SafetyRule& rule)
{
    const std::size_t index = indexOf(id);
    if (index < m_entries.size() && m_entries[index].canVerifyAgain())
        takeUp(index, OffloadEntry::Task::VerifyAgain, m_entries[index].request.card, rule);
}

void OffloadQueue::takeUp(std::size_t index, OffloadEntry::Task task,
                          const std::filesystem::path& card, const offload::SafetyRule& rule)
{
    const OffloadEntry& before = m_entries[index];
    OffloadEntry entry;
    entry.state = OffloadEntry::State::Waiting;
    entry.task = task;
    entry.roll = before.roll;
    entry.bytes = before.bytes;
    entry.job = before.outcome ? before.outcome->result.plan.jobId : before.job;
    entry.request = before.request;
    entry.request.card = card;
    entry.request.rule = rule;
    entry.cardGone = before.cardGone && card == before.request.card;
    if (entry.onlyReadsBack())
        entry.request.options.mode = offload::Mode::Verify;
    auto project = before.project.lock();
    erase(index);
    append(std::move(entry), std::move(project));
}

void OffloadQueue::pause(int id)
{
    const std::size_t index = indexOf(id);
    if (index == m_entries.size() || m_entries[index].state != OffloadEntry::State::Running)
        return;
    m_run->job->gate().pause();
    m_entries[index].paused = true;
    emit eventHappened(QStringLiteral("Offload of %1 paused").arg(m_entries[index].roll), false);
    sampleRun();
}

void OffloadQueue::resume(int id)
{
    const std::size_t index = indexOf(id);
    if (index == m_entries.size() || !m_entries[index].paused)
        return;
    m_entries[index].paused = false;
    m_run->limit = {};
    m_run->job->gate().resume();
    emit eventHappened(QStringLiteral("Offload of %1 goes on").arg(m_entries[index].roll), false);
    sampleRun();
}

void OffloadQueue::stop(int id)
{
    const std::size_t index = indexOf(id);
    if (index == m_entries.size() || m_entries[index].state != OffloadEntry::State::Running)
        return;
    m_entries[index].state = OffloadEntry::State::Stopping;
    m_entries[index].paused = false;
    m_run->job->requestStop();
    emit entryChanged(static_cast<int>(index));
}

void OffloadQueue::remove(int id)
{
    const std::size_t index = indexOf(id);
    if (index == m_entries.size() || m_entries[index].active())
        return;
    if (m_entries[index].over() && !m_entries[index].cardGone)
        m_cleared.push_back(m_entries[index]);
    erase(index);
}

void OffloadQueue::move(int id, QueueMove where)
{
    const std::size_t from = indexOf(id);
    if (from == m_entries.size() || m_entries[from].state != OffloadEntry::State::Waiting)
        return;
    std::vector<std::size_t> waiting;
    for (std::size_t i = 0; i < m_entries.size(); ++i)
        if (m_entries[i].state == OffloadEntry::State::Waiting)
            waiting.push_back(i);
    const auto here = std::ranges::find(waiting, from);
    std::size_t to = from;
    if (where == QueueMove::First)
        to = waiting.front();
    else if (where == QueueMove::Up && here != waiting.begin())
        to = *(here - 1);
    else if (where == QueueMove::Down && here + 1 != waiting.end())
        to = *(here + 1);
    if (to == from)
        return;
    emit entryAboutToMove(static_cast<int>(from), static_cast<int>(to));
    const auto at = [this](std::size_t i) {
        return m_entries.begin() + static_cast<std::ptrdiff_t>(i);
    };
    if (to < from)
        std::rotate(at(to), at(from), at(from + 1));
    else
        std::rotate(at(from), at(from + 1), at(to + 1));
    emit entryMoved(static_cast<int>(from), static_cast<int>(to));
}

void OffloadQueue::setProblem(int id, const std::optional<Error>& problem)
{
    const std::size_t index = indexOf(id);
    if (index == m_entries.size() || m_entries[index].state != OffloadEntry::State::Waiting)
        return;
    std::optional<Error>& known = m_entries[index].problem;
    const bool same = known.has_value() == problem.has_value() &&
                      (!known || known->describe() == problem->describe());
    known = problem;
    if (!same)
        emit entryChanged(static_cast<int>(index));
}

void OffloadQueue::giveUp(int id, std::optional<std::size_t> lane)
{
    if (!m_run || m_run->id != id)
        return;
    offload::Lanes& lanes = m_run->monitor->lanes();
    if (!lane)
        lanes.giveUpCard.store(true);
    else if (*lane < lanes.size())
        lanes[*lane].giveUp.store(true);
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
                entry.state != OffloadEntry::State::CutOff &&
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

int OffloadQueue::append(OffloadEntry entry, std::shared_ptr<project::Project> project)
{
    const int id = m_nextId++;
    entry.id = id;
    entry.project = project;
    entry.request.settings.deviceWait = kDeviceWait;
    for (const auto& destination : entry.request.destinations)
        entry.lanes.push_back({.name = folderName(destination.folder)});
    if (entry.state == OffloadEntry::State::Waiting)
        m_projects.emplace_back(id, std::move(project));
    m_entries.push_back(std::move(entry));
    emit entryAdded(static_cast<int>(m_entries.size()) - 1);
    startNext();
    return id;
}

void OffloadQueue::erase(std::size_t index)
{
    emit entryAboutToBeRemoved(static_cast<int>(index));
    std::erase_if(m_projects,
                  [id = m_entries[index].id](const auto& waiting) { return waiting.first == id; });
    m_entries.erase(m_entries.begin() + static_cast<std::ptrdiff_t>(index));
    emit entryRemoved();
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
        "offload",
        [&services = m_services, task = next->task, request = next->request, job = next->job,
         project = m_run->project, monitor = m_run->monitor](jobs::JobContext context) {
            return perform(services, task, request, job, project.get(), std::move(context),
                           *monitor);
        });
    connect(m_run->job.get(), &JobBridge::sampled, this, &OffloadQueue::sampleRun);
    connect(m_run->job.get(), &JobBridge::finished, this, &OffloadQueue::finishRun);
    next->state = OffloadEntry::State::Running;
    next->problem.reset();
    const QString roll = next->roll;
    const QString verb = next->task == OffloadEntry::Task::Copy ? QStringLiteral("began")
                         : next->task == OffloadEntry::Task::VerifyAgain
                             ? QStringLiteral("is read back again")
                             : QStringLiteral("goes on");
    emit entryChanged(static_cast<int>(next - m_entries.begin()));
    emit eventHappened(QStringLiteral("Offload of %1 %2").arg(roll, verb), false);
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
    entry.cardLost = lanes.cardLost.load(std::memory_order_relaxed);
    entry.bytesPerSecond = entry.paused ? std::nullopt : sample.bytesPerSecond;
    entry.timeLeft = entry.paused ? std::nullopt : sample.timeLeft;
    if (sample.progress.bytesTotal > 0)
        entry.fraction = std::min(1.0, static_cast<double>(sample.progress.bytesDone) /
                                           static_cast<double>(sample.progress.bytesTotal));
    const auto now = app::LimitFinder::Moment::clock::now();
    if (entry.paused || entry.phase != app::OffloadPhase::Copying) {
        entry.limit.clear();
    } else if (now - m_run->looked >= kLimitPeriod) {
        m_run->looked = now;
        entry.limit = screenText(m_run->limit.look(*m_run->monitor, now));
    }

    takeEvents(entry);
    emit entryChanged(static_cast<int>(index));
}

void OffloadQueue::takeEvents(OffloadEntry& entry)
{
    for (const app::OffloadEvent& event : m_run->monitor->takeEvents()) {
        const bool bad = event.kind == app::OffloadEvent::Kind::CopyFailed ||
                         event.kind == app::OffloadEvent::Kind::DestinationFailed;
        if (event.kind == app::OffloadEvent::Kind::Notice && event.destination.empty())
            entry.notice = capitalized(screenText(event.text));
        emit eventHappened(logLine(entry, event), bad);
    }
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
    entry.paused = false;
    entry.cardLost = false;
    if (result) {
        entry.state = OffloadEntry::State::Finished;
        entry.phase = app::OffloadPhase::Done;
        entry.outcome = std::move(*result);
        emit eventHappened((entry.outcome->alreadyOffloaded
                                ? QStringLiteral("%1 is already offloaded: %2")
                                : QStringLiteral("Offload of %1 ended: %2"))
                               .arg(entry.roll, screenText(entry.outcome->verdict.headline())),
                           !entry.outcome->verdict.allVerified);
    } else {
        entry.state = OffloadEntry::State::Refused;
        entry.error = result.error();
        emit eventHappened((entry.task == OffloadEntry::Task::Copy
                                ? QStringLiteral("Offload of %1 did not begin: %2")
                                : QStringLiteral("Offload of %1 did not go on: %2"))
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
