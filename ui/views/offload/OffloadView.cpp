// SPDX-License-Identifier: Apache-2.0
#include "ui/views/offload/OffloadView.h"

#include "app/OffloadReports.h"
#include "ui/bridge/Text.h"
#include "ui/views/offload/CardPanel.h"
#include "ui/views/offload/CardsPanel.h"
#include "ui/views/offload/DestinationsPanel.h"
#include "ui/views/offload/QueuePanel.h"
#include "ui/views/offload/VerdictPanel.h"
#include "ui/widgets/Section.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSplitter>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace tailslate::ui {
namespace {

/// The line that offers a project while none is open.
class ProjectOffer final : public QWidget {
public:
    ProjectOffer(OffloadView* view)
        : QWidget(view)
    {
        setObjectName(QStringLiteral("projectOffer"));
        auto* const words = new Notice(this);
        words->say(State::Waiting,
                   QStringLiteral("No project is open. Every offload is recorded in one, "
                                  "so that its proof outlives this window."));
        auto* const make = new QPushButton(QStringLiteral("New project…"), this);
        make->setObjectName(QStringLiteral("offerNewProject"));
        auto* const open = new QPushButton(QStringLiteral("Open project…"), this);
        auto* const row = new QHBoxLayout(this);
        row->setContentsMargins(12, 8, 12, 8);
        row->setSpacing(8);
        row->addWidget(words, 1);
        row->addWidget(make);
        row->addWidget(open);
        connect(make, &QPushButton::clicked, view, &OffloadView::newProjectWanted);
        connect(open, &QPushButton::clicked, view, &OffloadView::openProjectWanted);
    }
};

} // namespace

OffloadView::OffloadView(const OffloadParts& parts, QWidget* parent)
    : QWidget(parent)
    , m_parts(parts)
    , m_cards(parts.shelf, parts.queue)
    , m_queueModel(parts.queue)
    , m_watch(parts.services, parts.background, parts.queue)
    , m_cardsPanel(new CardsPanel(m_cards, this))
    , m_cardPanel(new CardPanel(this))
    , m_destinationsPanel(new DestinationsPanel(parts.destinations, this))
    , m_verdictPanel(new VerdictPanel(this))
    , m_projectOffer(new ProjectOffer(this))
{
    auto* const queuePanel = new QueuePanel(parts.queue, m_queueModel, this);
    m_cardsPanel->setMinimumWidth(260);
    m_destinationsPanel->setMinimumWidth(320);

    auto* const top = new QSplitter(Qt::Horizontal, this);
    top->setHandleWidth(1);
    top->setChildrenCollapsible(false);
    top->addWidget(m_cardsPanel);
    top->addWidget(m_cardPanel);
    top->addWidget(m_destinationsPanel);
    top->setStretchFactor(1, 1);
    top->setSizes({320, 860, 420});

    auto* const whole = new QSplitter(Qt::Vertical, this);
    whole->setHandleWidth(1);
    whole->setChildrenCollapsible(false);
    whole->addWidget(top);
    whole->addWidget(queuePanel);
    whole->setStretchFactor(0, 1);
    whole->setSizes({540, 210});

    auto* const column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_projectOffer);
    column->addWidget(new Separator(Qt::Horizontal, this));
    column->addWidget(whole, 1);
    column->addWidget(new Separator(Qt::Horizontal, this));
    column->addWidget(m_verdictPanel);

    connect(queuePanel, &QueuePanel::goOnWanted, this, &OffloadView::goOn);
    connect(queuePanel, &QueuePanel::verifyAgainWanted, this, &OffloadView::verifyAgain);
    connectParts();
    showCard();
}

OffloadView::~OffloadView() = default;

void OffloadView::connectParts()
{
    connect(m_cardsPanel, &CardsPanel::cardSelected, this, [this](int id) {
        const CardSlot* const card = m_parts.shelf.find(id);
        if (card && card->reading == CardSlot::Reading::NotYet)
            m_parts.shelf.read(id);
        m_verdictPanel->setReportNote(State::None, {});
        showCard();
    });
    connect(m_cardsPanel, &CardsPanel::addFolderWanted, this, &OffloadView::addCard);
    connect(m_cardsPanel, &CardsPanel::refreshWanted, this,
            [this] { m_parts.shelf.read(m_cardsPanel->selectedCard()); });
    connect(m_cardsPanel, &CardsPanel::removeWanted, &m_parts.shelf, &CardShelf::removeFolder);
    connect(m_cardPanel, &CardPanel::offloadWanted, this, &OffloadView::offload);
    connect(m_destinationsPanel, &DestinationsPanel::addWanted, this, &OffloadView::addDestination);
    connect(m_destinationsPanel, &DestinationsPanel::choiceChanged, this,
            &OffloadView::choicesChanged);
    connect(&m_cardPanel->rollPath(), &RollPath::choiceChanged, this, [this] {
        showPath();
        showBlocked();
        emit choicesChanged();
    });
    connect(m_verdictPanel, &VerdictPanel::reportWanted, this, &OffloadView::writeReport);

    connect(&m_parts.shelf, &CardShelf::cardChanged, this, &OffloadView::showCard);
    connect(&m_parts.shelf, &CardShelf::clipsChanged, this, &OffloadView::showCard);
    connect(&m_parts.shelf, &CardShelf::cardRemoved, this, &OffloadView::showCard);
    connect(&m_parts.histories, &CardHistories::changed, this, &OffloadView::showHistory);
    connect(&m_parts.shelf, &CardShelf::cardAdded, &m_watch, &QueueWatch::look);
    connect(&m_parts.shelf, &CardShelf::cardRemoved, &m_watch, &QueueWatch::look);
    connect(&m_parts.queue, &OffloadQueue::entryAdded, this, &OffloadView::showVerdict);
    connect(&m_parts.queue, &OffloadQueue::entryChanged, this, &OffloadView::showVerdict);
    connect(&m_parts.queue, &OffloadQueue::entryRemoved, this, &OffloadView::showVerdict);
    connect(&m_parts.queue, &OffloadQueue::ended, this, [this](int id) {
        readAgainIfChanged(id);
        showHistory();
        m_parts.destinations.setQueueWarning({});
        m_parts.destinations.refresh();
        m_parts.session.refresh();
    });
    connect(&m_parts.destinations, &DestinationModel::looked, this, &OffloadView::showBlocked);
    connect(&m_parts.destinations, &DestinationModel::edited, this, &OffloadView::showBlocked);
    connect(&m_parts.session, &ProjectSession::contentsChanged, this, &OffloadView::showCard);
}

void OffloadView::addCardFolder(const std::filesystem::path& folder)
{
    m_cardsPanel->selectCard(m_parts.shelf.addFolder(folder));
}

OffloadChoices OffloadView::choices() const
{
    return {.algorithm = m_destinationsPanel->algorithm(),
            .proof = m_destinationsPanel->proof(),
            .rollFolder = m_cardPanel->rollPath().choice()};
}

void OffloadView::setChoices(const OffloadChoices& choices)
{
    m_destinationsPanel->setAlgorithm(choices.algorithm);
    m_destinationsPanel->setProof(choices.proof);
    m_cardPanel->rollPath().setChoice(choices.rollFolder);
    showCard();
}

void OffloadView::showCard()
{
    const CardSlot* const card = m_parts.shelf.find(m_cardsPanel->selectedCard());
    m_cardPanel->setCard(card);
    m_parts.destinations.setCardBytes(card && card->card ? card->card->totalBytes() : 0);
    m_projectOffer->setVisible(!m_parts.session.project());
    showHistory();
    showPath();
}

void OffloadView::showHistory()
{
    const CardSlot* const card = m_parts.shelf.find(m_cardsPanel->selectedCard());
    const auto* const known = card ? m_parts.histories.of(*card) : nullptr;
    std::vector<app::EarlierOffload> history = known ? *known : std::vector<app::EarlierOffload>();
    const OffloadEntry* const entry =
        card ? m_parts.queue.newestFor(card->path, card->card.get()) : nullptr;
    // The queue and the verdict tell of this one.
    std::erase_if(history, [entry](const app::EarlierOffload& earlier) {
        if (!entry || earlier.match == app::CardMatch::Other)
            return false;
        return entry->outcome ? entry->outcome->result.plan.jobId == earlier.job
                              : !entry->over() && !earlier.finished;
    });
    m_cardPanel->setHistory(history);
    showVerdict();
}

void OffloadView::showPath()
{
    const CardSlot* const card = m_parts.shelf.find(m_cardsPanel->selectedCard());
    if (!card || !card->card)
        return;
    const auto folder = app::rollFolderFor(requestFor(*card), *card->card);
    m_cardPanel->rollPath().setPath(folder ? QLatin1Char('/') + pathText(*folder) : QString(),
                                    folder ? QString() : errorSentence(folder.error()));
}

void OffloadView::readAgainIfChanged(int offload)
{
    const OffloadEntry* const entry = m_parts.queue.find(offload);
    if (!entry || !entry->outcome)
        return;
    // The offload lists the card anew. Where that differs from what is on the screen, so does the
    // verdict.
    for (const CardSlot& card : m_parts.shelf.cards())
        if (card.path == entry->request.card &&
            m_parts.queue.newestFor(card.path, card.card.get()) != entry)
            return m_parts.shelf.read(card.id);
}

const OffloadEntry* OffloadView::shownEntry() const
{
    const CardSlot* const card = m_parts.shelf.find(m_cardsPanel->selectedCard());
    if (card)
        return m_parts.queue.newestFor(card->path, card->card.get());
    // An offload that goes on may not need its card any more.
    const OffloadEntry* newest = nullptr;
    for (const OffloadEntry& entry : m_parts.queue.entries())
        if (entry.task != OffloadEntry::Task::Copy && entry.over() && !entry.cardGone)
            newest = &entry;
    return newest;
}

void OffloadView::showVerdict()
{
    const CardSlot* const card = m_parts.shelf.find(m_cardsPanel->selectedCard());
    const OffloadEntry* const entry = shownEntry();
    const auto* const history = card ? m_parts.histories.of(*card) : nullptr;
    const bool isKnown =
        history && std::ranges::any_of(*history, [](const app::EarlierOffload& earlier) {
            return earlier.finished && earlier.match == app::CardMatch::Same;
        });
    m_verdictPanel->setEntry(entry, card ? card->name : QString(), isKnown);
    m_verdictPanel->setReportPossible(entry && entry->outcome && m_parts.session.project() &&
                                      !m_writingReport);
    showBlocked();
}

void OffloadView::showBlocked()
{
    m_cardPanel->setBlocked(blocked());
}

QString OffloadView::blocked() const
{
    const CardSlot* const card = m_parts.shelf.find(m_cardsPanel->selectedCard());
    if (!card)
        return QStringLiteral("Choose a card");
    if (card->reading == CardSlot::Reading::Failed)
        return QStringLiteral("The card cannot be read");
    if (!card->card || card->reading == CardSlot::Reading::Now)
        return QStringLiteral("The card is being read");
    const OffloadEntry* const entry = m_parts.queue.newestFor(card->path, card->card.get());
    if (entry && entry->state == OffloadEntry::State::Waiting)
        return QStringLiteral("This card is in the queue");
    if (entry && !entry->over())
        return QStringLiteral("This card is being offloaded");
    if (!m_parts.session.project())
        return QStringLiteral("Open or make a project first");
    if (m_parts.destinations.requests().empty())
        return QStringLiteral("Choose at least one destination");
    if (!app::rollFolderFor(requestFor(*card), *card->card))
        return QStringLiteral("The path of the roll is not complete");
    if (m_checking)
        return QStringLiteral("The card is being checked beside the queue");
    return {};
}

void OffloadView::offload()
{
    const CardSlot* const card = m_parts.shelf.find(m_cardsPanel->selectedCard());
    if (!card || !blocked().isEmpty())
        return;
    // The button is about to be disabled, and its focus would wander to the next field.
    m_cardsPanel->setFocus();
    m_verdictPanel->setReportNote(State::None, {});
    m_parts.destinations.setQueueWarning({});
    m_checking = true;
    showBlocked();
    const app::OffloadRequest request = requestFor(*card);
    m_watch.ask(request,
                [this, listed = card->card, request, project = m_parts.session.project()](
                    const auto& problem) { takeChecked(listed, request, project, problem); });
}

void OffloadView::takeChecked(const std::shared_ptr<const media::Card>& card,
                              const app::OffloadRequest& request,
                              const std::shared_ptr<project::Project>& project,
                              const std::optional<Error>& problem)
{
    m_checking = false;
    // What else is in the way may be gone when its turn comes; until then its row tells.
    if (problem && problem->code == ErrorCode::NoSpace) {
        m_parts.destinations.setQueueWarning(errorSentence(*problem));
        emit eventHappened(errorLogLine(*problem), true);
        return showBlocked();
    }
    m_parts.queue.setProblem(m_parts.queue.add(*card, request, project), problem);
}

app::OffloadRequest OffloadView::requestFor(const CardSlot& card) const
{
    const RollFolderChoice folder = m_cardPanel->rollPath().choice();
    app::OffloadRequest request;
    request.card = card.path;
    request.destinations = m_parts.destinations.requests();
    request.options.algorithm = m_destinationsPanel->algorithm();
    request.options.mode = m_destinationsPanel->proof();
    request.folderTemplate = folder.folderTemplate.toStdString();
    request.values = templateValues(folder, m_parts.session.info(), m_parts.services.clock.now());
    request.rule = m_rule;
    request.rule.allowOpenWarnings = m_rule.allowOpenWarnings || m_cardPanel->warningsSeen();
    return request;
}

void OffloadView::goOn(int id)
{
    const OffloadEntry* const entry = m_parts.queue.find(id);
    if (!entry)
        return;
    std::filesystem::path place = entry->request.card;
    const auto& cards = m_parts.shelf.cards();
    if (std::ranges::find(cards, place, &CardSlot::path) == cards.end()) {
        // The reader may have got another place since; the offload checks that it is the card.
        for (const CardSlot& card : cards)
            if (card.card && screenText(card.card->roll) == entry->roll)
                place = card.path;
    }
    m_verdictPanel->setReportNote(State::None, {});
    m_parts.queue.goOn(id, place, ruleFor(place));
    m_watch.look();
}

void OffloadView::verifyAgain(int id)
{
    const OffloadEntry* const entry = m_parts.queue.find(id);
    if (!entry)
        return;
    m_verdictPanel->setReportNote(State::None, {});
    // What the operator has looked at before stays looked at.
    offload::SafetyRule rule = ruleFor(entry->request.card);
    rule.allowOpenWarnings = rule.allowOpenWarnings || entry->request.rule.allowOpenWarnings;
    m_parts.queue.verifyAgain(id, rule);
    m_watch.look();
}

offload::SafetyRule OffloadView::ruleFor(const std::filesystem::path& card) const
{
    offload::SafetyRule rule = m_rule;
    const CardSlot* const chosen = m_parts.shelf.find(m_cardsPanel->selectedCard());
    if (chosen && chosen->path == card)
        rule.allowOpenWarnings = rule.allowOpenWarnings || m_cardPanel->warningsSeen();
    return rule;
}

void OffloadView::addCard()
{
    m_parts.prompts.chooseFolder(this, QStringLiteral("Folder of a card"), m_lastFolder,
                                 [this](const std::filesystem::path& folder) {
                                     m_lastFolder = folder.parent_path();
                                     addCardFolder(folder);
                                 });
}

void OffloadView::addDestination()
{
    m_parts.prompts.chooseFolder(
        this, QStringLiteral("Destination folder; each roll gets a folder inside it"), m_lastFolder,
        [this](const std::filesystem::path& folder) {
            m_lastFolder = folder.parent_path();
            const bool first = m_parts.destinations.rowCount() == 0;
            m_parts.destinations.add(
                {.folder = folder,
                 .role = first ? QStringLiteral("primary") : QStringLiteral("backup")});
        });
}

void OffloadView::writeReport()
{
    const OffloadEntry* const entry = shownEntry();
    if (!entry || !entry->outcome || !m_parts.session.project())
        return;
    const auto job = entry->outcome->result.plan.jobId;
    m_parts.prompts.chooseFolder(
        this, QStringLiteral("Folder for the report"), m_parts.session.path().parent_path(),
        [this, job](const std::filesystem::path& folder) {
            m_writingReport = true;
            m_verdictPanel->setReportNote(State::Working, QStringLiteral("Writing the report"));
            showVerdict();
            m_parts.background.run<app::ReportFiles>(
                "report", this,
                [&services = m_parts.services, project = m_parts.session.project(), job,
                 folder](jobs::JobContext context) {
                    return app::writeOffloadReport(services, *project, job, folder,
                                                   std::move(context));
                },
                [this](Result<app::ReportFiles> files) {
                    m_writingReport = false;
                    const QString sentence =
                        files ? QStringLiteral("Report written: %1")
                                    .arg(pathText(files->pdf.value_or(files->csv)))
                              : errorSentence(files.error());
                    m_verdictPanel->setReportNote(files ? State::Good : State::Bad, sentence);
                    emit eventHappened(files ? sentence : errorLogLine(files.error()), !files);
                    showVerdict();
                });
        });
}

} // namespace tailslate::ui
