// SPDX-License-Identifier: Apache-2.0
#include "ui/views/offload/VerdictPanel.h"

#include "ui/bridge/Text.h"
#include "ui/widgets/Icon.h"

#include <QHBoxLayout>
#include <QPainter>

#include <algorithm>
#include <set>
#include <string>

namespace tailslate::ui {
namespace {

constexpr int kMostReasons = 5; ///< Shown at once; the rest is counted.

/// `2 verified copies on 2 devices · sealed 14:21`.
QString factsOf(const OffloadEntry& entry)
{
    const offload::OffloadResult& result = entry.outcome->result;
    std::size_t good = 0;
    std::set<std::string> devices;
    for (std::size_t i = 0; i < result.destinations.size(); ++i) {
        if (!result.destinations[i].good())
            continue;
        ++good;
        devices.insert(result.plan.destinations.at(i).volume.deviceId);
    }
    if (entry.copiedOnly())
        return QStringLiteral("copied, not verified");
    if (good == 0)
        return QStringLiteral("no verified copy");
    if (entry.outcome->alreadyOffloaded)
        return QStringLiteral("already offloaded %1: nothing was copied again")
            .arg(dateText(result.finished));
    return QStringLiteral("%1 verified %2 on %3 %4 · sealed %5")
        .arg(good)
        .arg(good == 1 ? QStringLiteral("copy") : QStringLiteral("copies"))
        .arg(devices.size())
        .arg(devices.size() == 1 ? QStringLiteral("device") : QStringLiteral("devices"))
        .arg(clockText(result.finished));
}

QString workWord(const OffloadEntry& entry)
{
    if (entry.state == OffloadEntry::State::Stopping)
        return QStringLiteral("STOPPING");
    if (entry.paused)
        return QStringLiteral("PAUSED");
    return entry.onlyReadsBack() ? QStringLiteral("VERIFYING") : QStringLiteral("OFFLOADING");
}

State workState(const OffloadEntry& entry)
{
    if (entry.paused)
        return State::Waiting;
    return entry.cardLost ? State::Warning : State::Working;
}

QString workFact(const OffloadEntry& entry)
{
    if (entry.cardLost)
        return QStringLiteral("the card is away; plug it in again");
    return entry.onlyReadsBack() ? QStringLiteral("the copies are read back")
                                 : QStringLiteral("the card is needed until this ends");
}

} // namespace

VerdictPanel::VerdictPanel(QWidget* parent)
    : QWidget(parent)
    , m_line(new VerdictLine(this))
    , m_report(new QPushButton(themedIcon(QStringLiteral("report")),
                               QStringLiteral("Write report…"), this))
    , m_reasons(new QVBoxLayout)
    , m_note(new Notice(this))
{
    m_line->setObjectName(QStringLiteral("verdict"));
    m_report->setIconSize(kTextIconSize);
    m_report->setObjectName(QStringLiteral("writeReport"));
    m_note->setObjectName(QStringLiteral("reportNote"));
    m_note->setDismissible(true);
    auto* const row = new QHBoxLayout;
    row->setSpacing(24);
    row->addWidget(m_line, 1);
    row->addWidget(m_report);
    m_reasons->setSpacing(0);
    auto* const column = new QVBoxLayout(this);
    column->setContentsMargins(16, 5, 16, 8);
    column->setSpacing(0);
    column->addLayout(row);
    column->addLayout(m_reasons);
    column->addWidget(m_note);
    connect(m_report, &QPushButton::clicked, this, &VerdictPanel::reportWanted);
    setEntry(nullptr, {}, false);
}

void VerdictPanel::setEntry(const OffloadEntry* entry, const QString& roll, bool isKnown)
{
    QStringList reasons;
    State reasonState = State::Bad;
    if (!entry) {
        m_line->setVerdict(State::None, roll,
                           roll.isEmpty() ? QStringLiteral("No card is chosen")
                           : isKnown      ? QStringLiteral("Not offloaded again")
                                          : QStringLiteral("Not offloaded yet"),
                           {});
    } else {
        switch (entry->state) {
        case OffloadEntry::State::CutOff: // Its card has no verdict; the queue says what to do.
            m_line->setVerdict(State::None, entry->roll, QStringLiteral("Cut off"), {});
            break;
        case OffloadEntry::State::Waiting:
            m_line->setVerdict(State::Waiting, entry->roll, QStringLiteral("IN THE QUEUE"), {});
            reasonState = State::Warning;
            if (entry->problem)
                reasons << errorSentence(*entry->problem);
            break;
        case OffloadEntry::State::Running:
        case OffloadEntry::State::Stopping:
            m_line->setVerdict(workState(*entry), entry->roll, workWord(*entry), workFact(*entry));
            break;
        case OffloadEntry::State::Refused:
            m_line->setVerdict(State::Bad, entry->roll, QStringLiteral("NOT SAFE TO FORMAT"),
                               entry->task == OffloadEntry::Task::Copy
                                   ? QStringLiteral("nothing was copied")
                                   : QStringLiteral("the offload did not go on"));
            reasons << errorSentence(*entry->error);
            break;
        case OffloadEntry::State::Finished: {
            const offload::Verdict& verdict = entry->outcome->verdict;
            m_line->setVerdict(verdict.safeToFormat ? State::Good : State::Bad, entry->roll,
                               screenText(verdict.headline()), factsOf(*entry));
            for (const std::string& reason : verdict.reasons)
                reasons << capitalized(screenText(reason));
            if (verdict.allVerified)
                reasonState = State::Warning;
            break;
        }
        }
    }
    setReasons(reasons, reasonState);
}

void VerdictPanel::setReasons(const QStringList& reasons, State state)
{
    if (reasons == m_shownTexts)
        return;
    m_shownTexts = reasons;
    for (Notice* const shown : m_shown)
        shown->deleteLater();
    m_shown.clear();
    for (int i = 0; i < std::min(static_cast<int>(reasons.size()), kMostReasons); ++i) {
        auto* const notice = new Notice(this);
        const bool last = i == kMostReasons - 1 && reasons.size() > kMostReasons;
        notice->say(state, last ? QStringLiteral("and %1 more, listed in the report")
                                      .arg(reasons.size() - kMostReasons + 1)
                                : reasons[i]);
        m_reasons->addWidget(notice);
        m_shown.push_back(notice);
    }
}

void VerdictPanel::setReportPossible(bool possible)
{
    m_report->setEnabled(possible);
}

void VerdictPanel::setReportNote(State state, const QString& sentence)
{
    if (sentence.isEmpty())
        m_note->clear();
    else
        m_note->say(state, sentence);
}

} // namespace tailslate::ui
