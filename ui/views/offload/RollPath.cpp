// SPDX-License-Identifier: Apache-2.0
#include "ui/views/offload/RollPath.h"

#include "ui/bridge/Text.h"
#include "ui/widgets/Theme.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QRegularExpressionValidator>
#include <QVBoxLayout>

namespace tailslate::ui {
namespace {

/// The tokens that have a value in this window; custom ones are the command line's.
bool isOffered(const offload::TemplateToken& token)
{
    return !token.name.starts_with("custom.");
}

QString tokenNames()
{
    QStringList names;
    for (const offload::TemplateToken& token : offload::knownTokens())
        if (isOffered(token))
            names << QLatin1Char('{') + screenText(token.name) + QLatin1Char('}');
    return names.join(QLatin1Char(' '));
}

QString tokenHelp()
{
    QStringList lines;
    for (const offload::TemplateToken& token : offload::knownTokens())
        if (isOffered(token))
            lines << QStringLiteral("{%1}: %2")
                         .arg(screenText(token.name), screenText(token.description));
    return lines.join(QLatin1Char('\n'));
}

} // namespace

RollPath::RollPath(QWidget* parent)
    : QWidget(parent)
    , m_path(new ElidedLabel(monoFont(), ElidedLabel::Ink::Text, this))
    , m_edit(new QToolButton(this))
    , m_editor(new QWidget(this))
    , m_template(new QLineEdit(m_editor))
    , m_problem(new Notice(this))
{
    auto* const caption = new QLabel(QStringLiteral("path:"), this);
    caption->setProperty("tone", "quiet");
    m_path->setObjectName(QStringLiteral("rollPath"));
    m_edit->setObjectName(QStringLiteral("editPath"));
    m_edit->setProperty("kind", "flat");
    m_edit->setCheckable(true);
    m_edit->setToolTip(QStringLiteral("Choose the folder of the roll below each destination"));
    m_problem->setObjectName(QStringLiteral("pathProblem"));
    auto* const line = new QHBoxLayout;
    line->setSpacing(8);
    line->addWidget(caption);
    line->addWidget(m_path);
    line->addWidget(m_edit);
    line->addStretch(1);

    m_template->setObjectName(QStringLiteral("pathTemplate"));
    m_template->setFont(monoFont());
    m_template->setPlaceholderText(QStringLiteral("{roll}"));
    m_template->setToolTip(tokenHelp());
    m_template->setAccessibleName(QStringLiteral("Folder template"));
    auto* const help = new QLabel(tokenNames(), m_editor);
    help->setFont(monoFont(TypeSize::Caption));
    help->setTextFormat(Qt::PlainText);
    help->setProperty("tone", "quiet");
    help->setToolTip(tokenHelp());
    auto* const grid = new QGridLayout(m_editor);
    grid->setContentsMargins(0, 4, 0, 4);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(4);
    grid->addWidget(m_template, 0, 0, 1, 8);
    grid->addWidget(help, 1, 0, 1, 8);
    m_day = addField(QStringLiteral("pathDay"), QStringLiteral("Day"),
                     QStringLiteral("{day}: for example 012"));
    m_camera = addField(QStringLiteral("pathCamera"), QStringLiteral("Camera"),
                        QStringLiteral("{camera}: for example A"));
    m_counter = addField(QStringLiteral("pathCounter"), QStringLiteral("Counter"),
                         QStringLiteral("{counter}: the number of the roll in its day"));
    m_operator = addField(QStringLiteral("pathOperator"), QStringLiteral("Operator"),
                          QStringLiteral("{operator}: who makes the copies"));
    m_counter->setValidator(new QRegularExpressionValidator(
        QRegularExpression(QStringLiteral("[0-9]{0,9}")), m_counter));

    auto* const column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(line);
    column->addWidget(m_editor);
    column->addWidget(m_problem);

    connect(m_edit, &QToolButton::toggled, this, &RollPath::showEditor);
    connect(m_template, &QLineEdit::textEdited, this, &RollPath::choiceChanged);
    showEditor(false);
}

QLineEdit* RollPath::addField(const QString& name, const QString& caption, const QString& tip)
{
    auto* const grid = static_cast<QGridLayout*>(m_editor->layout());
    auto* const field = new QLineEdit(m_editor);
    field->setObjectName(name);
    field->setToolTip(tip);
    field->setAccessibleName(caption);
    auto* const label = new QLabel(caption, m_editor);
    label->setProperty("tone", "quiet");
    label->setBuddy(field);
    constexpr int kRow = 2;
    int at = 0;
    while (grid->itemAtPosition(kRow, at))
        ++at;
    grid->addWidget(label, kRow, at);
    grid->addWidget(field, kRow, at + 1);
    grid->setColumnStretch(at + 1, 1);
    connect(field, &QLineEdit::textEdited, this, &RollPath::choiceChanged);
    return field;
}

RollFolderChoice RollPath::choice() const
{
    return {.folderTemplate = m_template->text(),
            .day = m_day->text(),
            .camera = m_camera->text(),
            .counter = m_counter->text(),
            .operatorName = m_operator->text()};
}

void RollPath::setChoice(const RollFolderChoice& choice)
{
    m_template->setText(choice.folderTemplate);
    m_day->setText(choice.day);
    m_camera->setText(choice.camera);
    m_counter->setText(choice.counter);
    m_operator->setText(choice.operatorName);
}

void RollPath::setPath(const QString& path, const QString& problem)
{
    m_path->setText(path.isEmpty() ? QStringLiteral("–") : path);
    if (problem.isEmpty())
        m_problem->clear();
    else
        m_problem->say(State::Warning, problem);
}

void RollPath::showEditor(bool on)
{
    m_edit->setText(on ? QStringLiteral("Done") : QStringLiteral("Edit"));
    m_editor->setVisible(on);
    if (on)
        m_template->setFocus();
}

void RollPath::keyPressEvent(QKeyEvent* event)
{
    const bool ends = event->key() == Qt::Key_Escape || event->key() == Qt::Key_Return ||
                      event->key() == Qt::Key_Enter;
    if (!ends || !m_edit->isChecked())
        return QWidget::keyPressEvent(event);
    m_edit->setChecked(false);
    m_edit->setFocus();
}

} // namespace tailslate::ui
