// SPDX-License-Identifier: Apache-2.0
#include "ui/views/offload/CardPanel.h"

#include "ui/bridge/Text.h"
#include "ui/views/offload/ClipDelegate.h"

#include <QHBoxLayout>

#include <algorithm>

namespace tailslate::ui {
namespace {

constexpr std::size_t kMostFindings = 4; ///< Shown at once; the rest is counted.
constexpr std::size_t kMostEarlier = 3;  ///< Likewise, of earlier offloads.

QString counts(const media::Card& card)
{
    const auto clips = card.clips.size();
    const auto files = card.files.size();
    return QStringLiteral("%1 %2 · %3 %4 · %5")
        .arg(clips)
        .arg(clips == 1 ? QStringLiteral("clip") : QStringLiteral("clips"))
        .arg(files)
        .arg(files == 1 ? QStringLiteral("file") : QStringLiteral("files"))
        .arg(sizeText(card.totalBytes()));
}

bool hasWarning(const media::Card& card)
{
    return std::any_of(card.findings.begin(), card.findings.end(), [](const auto& finding) {
        return finding.severity == media::Severity::Warning;
    });
}

QString historyText(const app::EarlierOffload& earlier)
{
    QString text = screenText(earlier.sentence());
    if (!earlier.places.empty())
        text += QLatin1Char('\n') + QString::fromStdString(earlier.placesWords());
    return text;
}

} // namespace

CardPanel::CardPanel(QWidget* parent)
    : QWidget(parent)
    , m_header(new SectionHeader(QStringLiteral("Card"), this))
    , m_logged(new QToolButton(this))
    , m_roll(new QLabel(this))
    , m_type(new QLabel(this))
    , m_reason(new QLabel(this))
    , m_path(new ElidedLabel(monoFont(TypeSize::Caption), ElidedLabel::Ink::Quiet, this))
    , m_rollPath(new RollPath(this))
    , m_findings(new QVBoxLayout)
    , m_seen(new QCheckBox(QStringLiteral("I have looked at these warnings"), this))
    , m_clipList(new QListView(this))
    , m_empty(new QLabel(this))
    , m_history(new QVBoxLayout)
    , m_blocked(new Notice(this))
    , m_offload(new QPushButton(this))
{
    m_logged->setObjectName(QStringLiteral("loggedPictures"));
    m_logged->setText(QStringLiteral("Log"));
    m_logged->setCheckable(true);
    m_logged->setProperty("kind", "flat");
    m_logged->setToolTip(
        QStringLiteral("Show pictures as the camera recorded them, without a look"));
    m_header->addControl(m_logged);
    m_roll->setObjectName(QStringLiteral("cardRoll"));
    m_roll->setFont(textFont(TypeSize::Large, Weight::Medium));
    m_roll->setTextFormat(Qt::PlainText);
    m_type->setObjectName(QStringLiteral("cardType"));
    m_reason->setObjectName(QStringLiteral("cardReason"));
    m_type->setTextFormat(Qt::PlainText);
    m_reason->setFont(textFont(TypeSize::Caption));
    m_reason->setTextFormat(Qt::PlainText);
    m_reason->setProperty("tone", "quiet");
    m_reason->setWordWrap(true);
    m_blocked->setObjectName(QStringLiteral("offloadBlocked"));
    m_seen->hide();
    m_seen->setObjectName(QStringLiteral("warningsSeen"));
    m_offload->setObjectName(QStringLiteral("offload"));
    m_offload->setProperty("kind", "primary");
    m_empty->setProperty("tone", "quiet");
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setTextFormat(Qt::PlainText);

    m_clipList->setObjectName(QStringLiteral("clips"));
    m_clipList->setModel(&m_clips);
    m_clipList->setItemDelegate(new ClipDelegate(m_clipList));
    m_clipList->setViewMode(QListView::IconMode);
    m_clipList->setResizeMode(QListView::Adjust);
    m_clipList->setMovement(QListView::Static);
    m_clipList->setUniformItemSizes(true);
    m_clipList->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);

    auto* const titleRow = new QHBoxLayout;
    titleRow->setSpacing(16);
    titleRow->addWidget(m_roll, 0, Qt::AlignBaseline);
    titleRow->addWidget(m_type, 1, Qt::AlignBaseline);
    m_history->setSpacing(0);
    m_findings->setSpacing(0);

    auto* const top = new QVBoxLayout;
    top->setContentsMargins(16, 12, 16, 4);
    top->setSpacing(4);
    top->addLayout(titleRow);
    top->addWidget(m_reason);
    top->addWidget(m_path);
    top->addLayout(m_history);
    top->addLayout(m_findings);
    top->addWidget(m_seen);
    top->addWidget(m_rollPath);

    auto* const clips = new QVBoxLayout;
    clips->setContentsMargins(8, 4, 4, 0);
    clips->addWidget(m_clipList, 1);

    auto* const bottom = new QVBoxLayout;
    bottom->setContentsMargins(16, 8, 16, 16);
    bottom->setSpacing(8);
    bottom->addWidget(m_blocked);
    bottom->addWidget(m_offload);

    auto* const column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_header);
    column->addLayout(top);
    column->addWidget(m_empty, 1);
    column->addLayout(clips, 1);
    column->addLayout(bottom);

    connect(m_logged, &QToolButton::toggled, this, [this](bool logged) {
        m_clips.setPictures(logged ? ClipModel::Pictures::Logged : ClipModel::Pictures::Graded);
    });
    connect(m_offload, &QPushButton::clicked, this, &CardPanel::offloadWanted);
    setCard(nullptr);
}

void CardPanel::setCard(const CardSlot* card)
{
    const bool another = m_cardId != (card ? card->id : 0);
    m_cardId = card ? card->id : 0;
    if (another)
        m_seen->setChecked(false);
    const media::Card* const read = card && card->card ? card->card.get() : nullptr;
    m_roll->setText(card ? card->name : QString());
    m_roll->setVisible(card);
    m_type->setText(read ? QStringLiteral("%1 · %2").arg(screenText(read->typeName), counts(*read))
                         : QString());
    m_reason->setText(read ? screenText(read->reason) : QString());
    m_reason->setVisible(read);
    m_path->setText(card ? pathText(card->path) : QString());
    m_path->setVisible(card);
    m_rollPath->setVisible(read);
    m_header->setRemark({});
    setFindings(read);

    m_clips.setClips(read ? card->clips : std::vector<ClipView>());
    m_clipList->setVisible(read && !card->clips.empty());
    m_logged->setVisible(m_clipList->isVisibleTo(this));
    m_empty->setVisible(!m_clipList->isVisibleTo(this));
    if (!card)
        m_empty->setText(QStringLiteral("Choose a card at the left."));
    else if (card->reading == CardSlot::Reading::Now)
        m_empty->setText(QStringLiteral("Reading the card's listing"));
    else if (card->reading == CardSlot::Reading::Failed)
        m_empty->setText(errorSentence(*card->error));
    else if (read)
        m_empty->setText(
            QStringLiteral("No clips were recognized; every file is copied all the same."));
    else
        m_empty->clear();
    m_offload->setText(card && !card->name.isEmpty() ? QStringLiteral("OFFLOAD %1").arg(card->name)
                                                     : QStringLiteral("OFFLOAD"));
}

void CardPanel::setFindings(const media::Card* card)
{
    if (card == m_findingsOf)
        return;
    m_findingsOf = card;
    for (QWidget* const row : m_findingRows)
        delete row;
    m_findingRows.clear();
    m_seen->setVisible(card && hasWarning(*card));
    if (!card)
        return;
    for (std::size_t i = 0; i < std::min(card->findings.size(), kMostFindings); ++i) {
        const media::Finding& finding = card->findings[i];
        auto* const row = new Notice(this);
        row->setObjectName(QStringLiteral("finding%1").arg(i));
        const bool warning = finding.severity == media::Severity::Warning;
        row->say(warning ? State::Warning : State::Waiting, screenText(finding.sentence));
        m_findings->addWidget(row);
        m_findingRows.push_back(row);
    }
    if (card->findings.size() > kMostFindings)
        addMore(*m_findings, m_findingRows, card->findings.size() - kMostFindings);
}

void CardPanel::setHistory(const std::vector<app::EarlierOffload>& history)
{
    QStringList texts;
    for (const app::EarlierOffload& earlier : history)
        texts.push_back(historyText(earlier));
    if (texts == m_historyTexts)
        return;
    m_historyTexts = texts;
    for (QWidget* const row : m_historyRows)
        delete row;
    m_historyRows.clear();
    const std::size_t shown = std::min(history.size(), kMostEarlier);
    for (std::size_t i = 0; i < shown; ++i) {
        auto* const row = new Notice(this);
        row->setObjectName(QStringLiteral("history%1").arg(i));
        row->say(history[i].settled() ? State::Good : State::Warning,
                 texts[static_cast<qsizetype>(i)]);
        m_history->addWidget(row);
        m_historyRows.push_back(row);
    }
    if (history.size() > shown)
        addMore(*m_history, m_historyRows, history.size() - shown);
}

void CardPanel::addMore(QVBoxLayout& layout, std::vector<QWidget*>& rows, std::size_t count)
{
    auto* const more = new QLabel(QStringLiteral("and %1 more").arg(count), this);
    more->setProperty("tone", "quiet");
    more->setContentsMargins(20, 0, 0, 4);
    layout.addWidget(more);
    rows.push_back(more);
}

void CardPanel::setBlocked(const QString& why)
{
    m_offload->setEnabled(why.isEmpty());
    if (why.isEmpty())
        m_blocked->clear();
    else
        m_blocked->say(State::Waiting, why);
}

bool CardPanel::warningsSeen() const
{
    return m_seen->isVisibleTo(this) && m_seen->isChecked();
}

} // namespace tailslate::ui
