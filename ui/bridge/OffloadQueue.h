// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/OffloadCard.h"
#include "app/OffloadMonitor.h"
#include "app/Services.h"
#include "project/Project.h"
#include "ui/bridge/JobBridge.h"
#include "ui/bridge/ProjectSession.h"

#include <QObject>
#include <QString>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace tailslate::ui {

/// The counters of one destination at one moment.
struct LaneSample {
    QString name{}; ///< The destination's folder, for people.
    std::uint64_t copied = 0;
    std::uint64_t verified = 0;
    std::uint64_t failed = 0;
    offload::LaneState state = offload::LaneState::Waiting;
};

/// One offload of the queue as it stands. A value type.
struct OffloadEntry {
    enum class State {
        CutOff = 1, ///< An earlier offload that did not come to its end; waits for the operator.
        Waiting,
        Running,
        Stopping, ///< Stop was asked for; the job is putting things in order.
        Finished, ///< There is an outcome, good or bad.
        Refused   ///< Nothing was done; error says why.
    };

    enum class Task {
        Copy = 1,
        Resume,     ///< Copy what an earlier run did not.
        ReadBack,   ///< Read back what an earlier run copied, without the card.
        VerifyAgain ///< Likewise, also what is verified already.
    };

    int id = 0;
    QString roll{};
    Task task = Task::Copy;
    /// What is asked for. A task that goes on takes the card, the settings and the rule from it;
    /// the rest is for the screen.
    app::OffloadRequest request{};
    Uuid job{}; ///< The offload in its project; set for tasks that go on.
    std::weak_ptr<project::Project> project{};
    std::uint64_t bytes = 0; ///< On the card.
    State state = State::Waiting;
    app::OffloadPhase phase = app::OffloadPhase::ReadingCard;
    std::vector<LaneSample> lanes{};
    std::optional<double> bytesPerSecond{};
    std::optional<std::chrono::seconds> timeLeft{};
    double fraction = 0.0; ///< Of all reading, card and copies together; 0 to 1.
    QString limit{};       ///< What the job waits for, or empty.
    std::optional<app::OffloadOutcome> outcome{};
    std::optional<Error> error{};
    std::optional<Error> problem{}; ///< What is in its way while it waits; see QueueWatch.
    QString notice{}; ///< The newest thing to know of the job as a whole; the log has them all.
    bool paused = false;
    bool cardLost = false; ///< The card's device went away and is waited for.
    TimePoint began{};     ///< Of an offload that was cut off.
    TimePoint ended{};
    bool cardGone = false; ///< The medium left its place: what comes there is another one.

    [[nodiscard]] bool active() const
    {
        return state == State::Running || state == State::Stopping;
    }

    [[nodiscard]] bool over() const { return state == State::Finished || state == State::Refused; }

    /// Its task needs no card.
    [[nodiscard]] bool onlyReadsBack() const
    {
        return task == Task::ReadBack || task == Task::VerifyAgain;
    }

    /// It ended with verified copies, and its project is open: they can be read back anew.
    [[nodiscard]] bool canVerifyAgain() const;

    /// It ended with every file copied everywhere, and some of them yet to be read back.
    [[nodiscard]] bool copiedOnly() const;

    /// How it can go on; nothing when nothing is missing or its project is closed.
    [[nodiscard]] std::optional<Task> next() const;
};

/// Where an entry that waits goes in the queue.
enum class QueueMove { Up = 1, Down, First };

/// The offloads asked for, run one after the other: in the order they were asked, unless the
/// operator moves them. A device that goes away is waited for until the operator gives it up. One
/// thread at a time: the GUI's. Destroying it stops the running one and waits for it.
class OffloadQueue final : public QObject {
    Q_OBJECT

public:
    /// @param services Borrowed; must outlive the queue.
    explicit OffloadQueue(const app::Services& services, QObject* parent = nullptr);
    ~OffloadQueue() override;

    /// Appends an offload and starts it when none runs.
    /// @param project Where it is recorded; null records nowhere.
    /// @return Its id.
    int add(const media::Card& card, app::OffloadRequest request,
            std::shared_ptr<project::Project> project);

    /// Shows an offload of a project that did not come to its end, in place of the one shown
    /// before. It waits for goOn(). Nothing is shown while another entry works on the project: it
    /// may be that very offload.
    void offer(const UnfinishedOffload& unfinished,
               const std::shared_ptr<project::Project>& project);

    /// Takes what offer() showed off the list.
    void dropOffers();

    /// Puts an offload that can go on at the end of the queue, in place of its entry.
    /// @param card Where the card is now.
    void goOn(int id, const std::filesystem::path& card, const offload::SafetyRule& rule);

    /// Puts the reading back of the copies of an offload that canVerifyAgain() at the end of the
    /// queue, in place of its entry.
    void verifyAgain(int id, const offload::SafetyRule& rule);

    /// Holds up the offload that runs, at its next block.
    void pause(int id);
    void resume(int id);

    /// Stops the offload that runs.
    void stop(int id);

    /// Takes an entry that does not run off the list. Of one that is over, newestFor() still knows.
    void remove(int id);

    /// Changes the place of an entry that waits among those that wait.
    void move(int id, QueueMove where);

    /// Says what is in the way of an entry that waits; nothing when nothing is.
    void setProblem(int id, const std::optional<Error>& problem);

    /// Ends the wait for a device that went away.
    /// @param lane Which destination's; nothing for the card's.
    void giveUp(int id, std::optional<std::size_t> lane);

    /// Says that the medium at a place has left: no verdict holds for what comes there next.
    void cardLeft(const std::filesystem::path& place);

    [[nodiscard]] const std::vector<OffloadEntry>& entries() const { return m_entries; }

    /// The entry with this id, or null.
    [[nodiscard]] const OffloadEntry* find(int id) const;

    /// The entry that runs, or null.
    [[nodiscard]] const OffloadEntry* running() const;

    /// The newest entry for the medium at a place, on the list or taken off it, or null. An offload
    /// that is over counts only while the card still lists the very files that were offloaded:
    /// names, sizes, times. So the verdict on one card is never shown for another.
    /// @param card What the medium holds now; null while that is not known.
    [[nodiscard]] const OffloadEntry* newestFor(const std::filesystem::path& place,
                                                const media::Card* card) const;

signals:
    void entryAdded(int index);
    void entryChanged(int index);
    void entryAboutToBeRemoved(int index);
    void entryRemoved();
    /// `to` is its index afterwards.
    void entryAboutToMove(int from, int to);
    void entryMoved(int from, int to);
    /// An offload is over, however it went.
    void ended(int id);
    /// Something worth a line in the log. `bad` is a failure.
    void eventHappened(const QString& sentence, bool bad);

private:
    struct Run;

    [[nodiscard]] std::size_t indexOf(int id) const;
    int append(OffloadEntry entry, std::shared_ptr<project::Project> project);
    void erase(std::size_t index);
    void takeUp(std::size_t index, OffloadEntry::Task task, const std::filesystem::path& card,
                const offload::SafetyRule& rule);
    void startNext();
    void sampleRun();
    void takeEvents(OffloadEntry& entry);
    void finishRun();

    const app::Services& m_services;
    std::vector<OffloadEntry> m_entries;
    std::vector<OffloadEntry> m_cleared; ///< Off the list, but still the word on their card.
    std::vector<std::pair<int, std::shared_ptr<project::Project>>> m_projects;
    std::unique_ptr<Run> m_run;
    int m_nextId = 1;
};

} // namespace tailslate::ui
