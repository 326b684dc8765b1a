// SPDX-License-Identifier: Apache-2.0
#include "ui/dialogs/FormDialog.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace tailslate::ui {

FormDialog::FormDialog(QWidget* parent, const QString& title, const QString& action)
    : QDialog(parent)
    , m_fields(new QFormLayout)
    , m_problem(new Notice(this))
    , m_action(new QPushButton(action, this))
{
    setWindowTitle(title);
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumWidth(480);

    m_fields->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_fields->setHorizontalSpacing(16);
    m_fields->setVerticalSpacing(8);

    auto* const cancel = new QPushButton(QStringLiteral("Cancel"), this);
    cancel->setAutoDefault(false);
    m_action->setDefault(true);
    m_action->setObjectName(QStringLiteral("dialogAction"));
    auto* const buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(m_action);

    auto* const column = new QVBoxLayout(this);
    column->setContentsMargins(20, 20, 20, 16);
    column->setSpacing(12);
    column->addLayout(m_fields);
    column->addWidget(m_problem);
    column->addStretch(1);
    column->addLayout(buttons);

    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_action, &QPushButton::clicked, this, &QDialog::accept);
}

void FormDialog::addField(const QString& label, QWidget* field)
{
    m_fields->addRow(label, field);
}

void FormDialog::addSentence(const QString& sentence)
{
    auto* const text = new QLabel(sentence, this);
    text->setWordWrap(true);
    text->setTextFormat(Qt::PlainText);
    m_fields->addRow(text);
}

void FormDialog::setProblem(const QString& sentence)
{
    if (sentence.isEmpty())
        m_problem->clear();
    else
        m_problem->say(State::Warning, sentence);
}

} // namespace tailslate::ui
