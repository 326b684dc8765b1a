// SPDX-License-Identifier: Apache-2.0
#include "ui/views/offload/DestinationsPanel.h"

#include "ui/bridge/Text.h"
#include "ui/widgets/ElidedLabel.h"
#include "ui/widgets/Icon.h"
#include "ui/widgets/Section.h"

#include <QCheckBox>
#include <QGridLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QToolButton>

namespace tailslate::ui {

/// One destination.
class DestinationsPanel::Row final : public QWidget {
public:
    Row(DestinationModel& model, int row, QWidget* parent)
        : QWidget(parent)
        , m_model(model)
        , m_row(row)
        , m_use(new QCheckBox(this))
        , m_name(new ElidedLabel(textFont(TypeSize::Title, Weight::Medium), ElidedLabel::Ink::Text,
                                 this))
        , m_role(new ComboBox(this))
        , m_path(new ElidedLabel(monoFont(TypeSize::Caption), ElidedLabel::Ink::Quiet, this))
        , m_space(new ElidedLabel(textFont(), ElidedLabel::Ink::Text, this))
        , m_device(new ElidedLabel(textFont(), ElidedLabel::Ink::Quiet, this))
        , m_problem(new Notice(this))
    {
        m_use->setToolTip(QStringLiteral("Copy to this destination"));
        m_use->setObjectName(QStringLiteral("useDestination%1").arg(row));
        m_role->addItems(DestinationModel::roles());
        m_role->setToolTip(QStringLiteral("What this destination is for"));
        m_space->setFigures(true);
        m_device->setAlignment(Qt::AlignRight);
        auto* const remove = new QToolButton(this);
        remove->setIcon(themedIcon(QStringLiteral("remove")));
        remove->setIconSize({12, 12});
        remove->setProperty("kind", "flat");
        remove->setToolTip(
            QStringLiteral("Take this destination off the list; nothing on it is touched"));

        auto* const grid = new QGridLayout(this);
        grid->setContentsMargins(12, 10, 12, 11);
        grid->setHorizontalSpacing(8);
        grid->setVerticalSpacing(3);
        grid->setColumnStretch(1, 1);
        grid->addWidget(m_use, 0, 0, Qt::AlignVCenter);
        grid->addWidget(m_name, 0, 1);
        grid->addWidget(m_role, 0, 2);
        grid->addWidget(remove, 0, 3);
        grid->addWidget(m_path, 1, 1, 1, 3);
        grid->addWidget(m_space, 2, 1);
        grid->addWidget(m_device, 2, 2, 1, 2, Qt::AlignVCenter);
        grid->addWidget(m_problem, 3, 1, 1, 3);

        connect(m_use, &QCheckBox::toggled, this, [this](bool on) {
            m_model.setData(m_model.index(m_row), on, DestinationModel::EnabledRole);
        });
        connect(m_role, &QComboBox::textActivated, this, [this](const QString& role) {
            m_model.setData(m_model.index(m_row), role, DestinationModel::RoleRole);
        });
        // The click comes from a child of the row that goes away with it.
        connect(
            remove, &QToolButton::clicked, this, [this] { m_model.remove(m_row); },
            Qt::QueuedConnection);
        refresh();
    }

    void refresh()
    {
        const QModelIndex index = m_model.index(m_row);
        const QSignalBlocker quietUse(m_use);
        m_use->setChecked(index.data(DestinationModel::EnabledRole).toBool());
        m_name->setText(index.data(DestinationModel::NameRole).toString());
        m_role->setCurrentText(index.data(DestinationModel::RoleRole).toString());
        m_path->setText(index.data(DestinationModel::PathRole).toString());
        m_space->setText(index.data(DestinationModel::SpaceRole).toString());
        m_device->setText(index.data(DestinationModel::DeviceRole).toString());
        const QString problem = index.data(DestinationModel::ProblemRole).toString();
        if (problem.isEmpty() || !m_use->isChecked())
            m_problem->clear();
        else
            m_problem->say(State::Bad, problem);
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter(this).fillRect(0, height() - 1, width(), 1, currentTokens().raised);
    }

private:
    DestinationModel& m_model;
    int m_row;
    QCheckBox* m_use;
    ElidedLabel* m_name;
    ComboBox* m_role;
    ElidedLabel* m_path;
    ElidedLabel* m_space;
    ElidedLabel* m_device;
    Notice* m_problem;
};

DestinationsPanel::DestinationsPanel(DestinationModel& model, QWidget* parent)
    : QWidget(parent)
    , m_model(model)
    , m_rows(new QVBoxLayout)
    , m_empty(new QLabel(this))
    , m_warning(new Notice(this))
    , m_algorithm(new ComboBox(this))
    , m_proof(new ComboBox(this))
    , m_rule(new QLabel(this))
{
    auto* const header = new SectionHeader(QStringLiteral("Destinations"), this);

    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setSpacing(0);
    m_rows->addStretch(1);
    auto* const inner = new QWidget(this);
    inner->setLayout(m_rows);
    auto* const scroll = new QScrollArea(this);
    scroll->setWidget(inner);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->viewport()->setAutoFillBackground(false);
    inner->setAutoFillBackground(false);

    m_empty->setText(QStringLiteral(
        "No destination is named yet.\nTwo on different devices make a card safe to format."));
    m_empty->setProperty("tone", "quiet");
    m_empty->setContentsMargins(16, 12, 16, 12);
    m_warning->setObjectName(QStringLiteral("destinationWarning"));

    auto* const add = new QPushButton(themedIcon(QStringLiteral("folder-add")),
                                      QStringLiteral("Add destination…"), this);
    add->setIconSize(kTextIconSize);
    add->setObjectName(QStringLiteral("addDestination"));

    m_algorithm->setObjectName(QStringLiteral("checksum"));
    m_algorithm->setCaption(QStringLiteral("Checksum"));
    m_algorithm->setToolTip(QStringLiteral(
        "Made while copying, compared with every copy read back, written to the manifest"));
    for (const hash::Algorithm algorithm : hash::kAllAlgorithms)
        m_algorithm->addItem(screenText(hash::algorithmName(algorithm)),
                             static_cast<int>(algorithm));
    setAlgorithm(hash::Algorithm::Xxh64);
    m_proof->setObjectName(QStringLiteral("proof"));
    m_proof->setCaption(QStringLiteral("Proof"));
    m_proof->setToolTip(QStringLiteral(
        "Read back: every copy is read from its medium and compared.\n"
        "Card read twice: and the card is read again; both reads must agree.\n"
        "Later: the copies stay unverified until Verify in the queue reads them back."));
    m_proof->addItem(QStringLiteral("read back (plan)"), static_cast<int>(offload::Mode::Verify));
    m_proof->addItem(QStringLiteral("read back, card read twice"),
                     static_cast<int>(offload::Mode::VerifySecondRead));
    m_proof->addItem(QStringLiteral("read back later"),
                     static_cast<int>(offload::Mode::VerifyLater));
    m_rule->setFont(textFont(TypeSize::Caption));
    m_rule->setProperty("tone", "quiet");
    m_rule->setWordWrap(true);

    auto* const footer = new QVBoxLayout;
    footer->setContentsMargins(12, 8, 12, 16);
    footer->setSpacing(8);
    footer->addWidget(m_warning);
    footer->addWidget(add);
    footer->addWidget(m_algorithm);
    footer->addWidget(m_proof);
    footer->addWidget(m_rule);

    auto* const column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(header);
    column->addWidget(m_empty);
    column->addWidget(scroll, 1);
    column->addLayout(footer);

    connect(add, &QPushButton::clicked, this, &DestinationsPanel::addWanted);
    connect(m_algorithm, &QComboBox::activated, this, &DestinationsPanel::choiceChanged);
    connect(m_proof, &QComboBox::activated, this, &DestinationsPanel::choiceChanged);
    connect(&m_model, &QAbstractItemModel::modelReset, this, &DestinationsPanel::rebuild);
    connect(&m_model, &QAbstractItemModel::rowsInserted, this, &DestinationsPanel::rebuild);
    connect(&m_model, &QAbstractItemModel::rowsRemoved, this, &DestinationsPanel::rebuild);
    connect(&m_model, &QAbstractItemModel::dataChanged, this, &DestinationsPanel::updateRows);
    connect(&m_model, &DestinationModel::looked, this, &DestinationsPanel::updateRows);
    setRule({});
    rebuild();
}

hash::Algorithm DestinationsPanel::algorithm() const
{
    return static_cast<hash::Algorithm>(m_algorithm->currentData().toInt());
}

void DestinationsPanel::setAlgorithm(hash::Algorithm algorithm)
{
    m_algorithm->setCurrentIndex(m_algorithm->findData(static_cast<int>(algorithm)));
}

offload::Mode DestinationsPanel::proof() const
{
    return static_cast<offload::Mode>(m_proof->currentData().toInt());
}

void DestinationsPanel::setProof(offload::Mode proof)
{
    m_proof->setCurrentIndex(m_proof->findData(static_cast<int>(proof)));
}

void DestinationsPanel::setRule(const offload::SafetyRule& rule)
{
    m_rule->setText(
        QStringLiteral(
            "Safe to format: every file read back equal at %1 destinations on %2 devices, "
            "sealed with ASC MHL, no open warning.")
            .arg(rule.verifiedCopies)
            .arg(rule.devices));
}

void DestinationsPanel::rebuild()
{
    for (Row* const row : m_shown)
        row->deleteLater();
    m_shown.clear();
    for (int row = 0; row < m_model.rowCount(); ++row) {
        auto* const shown = new Row(m_model, row, this);
        m_rows->insertWidget(row, shown);
        shown->setVisible(true);
        m_shown.push_back(shown);
    }
    m_empty->setVisible(m_shown.empty());
    updateRows();
}

void DestinationsPanel::updateRows()
{
    for (Row* const row : m_shown)
        row->refresh();
    const QStringList warnings = m_model.warnings();
    if (warnings.isEmpty())
        m_warning->clear();
    else
        m_warning->say(State::Warning, warnings.join(QLatin1Char('\n')));
}

} // namespace tailslate::ui
