// SPDX-License-Identifier: Apache-2.0
#include "ui/views/offload/RollPath.h"

#include "ui/bridge/Text.h"
#include "ui/widgets/Icon.h"
#include "ui/widgets/Theme.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QRegularExpressionValidator>
#include <QVBoxLayout>

namespace tailslate::ui {
namespace {

constexpr int kFieldsInRow = 4;
constexpr int kOwnFields = 4; ///< Day, camera, counter, operator; custom ones come after them.

QString tokenNames()
{
    QStringList names;
    for (const offload::TemplateToken& token : offload::knownTokens())
        names << QLatin1Char('{') + screenText(token.name) + QLatin1Char('}');
    return names.join(QLatin1Char(' '));
}

QString tokenHelp()
{
    QStringList lines;
    for (const offload::TemplateToken& token : offload::knownTokens())
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
    m_edit->setIcon(themedIcon(QStringLiteral("edit")));
    m_edit->setIconSize({16, 16});
    m_edit->setAccessibleName(QStringLiteral("Edit the path"));
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
    grid->addWidget(m_template, 0, 0, 1, 2 * kFieldsInRow);
    grid->addWidget(help, 1, 0, 1, 2 * kFieldsInRow);
    m_day = addField(0, QStringLiteral("pathDay"), QStringLiteral("Day"),
                     QStringLiteral("{day}: for example 012"))
                .edit;
    m_camera = addField(1, QStringLiteral("pathCamera"), QStringLiteral("Camera"),
                        QStringLiteral("{camera}: for example A"))
                   .edit;
    m_counter = addField(2, QStringLiteral("pathCounter"), QStringLiteral("Counter"),
                         QStringLiteral("{counter}: the number of the roll in its day"))
                    .edit;
    m_operator = addField(3, QStringLiteral("pathOperator"), QStringLiteral("Operator"),
                          QStringLiteral("{operator}: who makes the copies"))
                     .edit;
    for (QLineEdit* const field : {m_day, m_camera, m_counter, m_operator})
        connect(field, &QLineEdit::textEdited, this, &RollPath::choiceChanged);
    m_counter->setValidator(new QRegularExpressionValidator(
        QRegularExpression(QStringLiteral("[0-9]{0,9}")), m_counter));

    auto* const column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(line);
    column->addWidget(m_editor);
    column->addWidget(m_problem);

    connect(m_edit, &QToolButton::toggled, this, &RollPath::showEditor);
    connect(m_template, &QLineEdit::textEdited, this, [this] {
        showCustomFields();
        emit choiceChanged();
    });
    showEditor(false);
}

RollPath::Field RollPath::addField(int place, const QString& name, const QString& caption,
                                   const QString& tip)
{
    auto* const grid = static_cast<QGridLayout*>(m_editor->layout());
    auto* const field = new QLineEdit(m_editor);
    field->setObjectName(name);
    field->setToolTip(tip);
    field->setAccessibleName(caption);
    auto* const label = new QLabel(caption, m_editor);
    label->setProperty("tone", "quiet");
    label->setBuddy(field);
    constexpr int kFirstRow = 2;
    const int row = kFirstRow + place / kFieldsInRow;
    const int column = 2 * (place % kFieldsInRow);
    grid->addWidget(label, row, column);
    grid->addWidget(field, row, column + 1);
    grid->setColumnStretch(column + 1, 1);
    return {label, field};
}

void RollPath::showCustomFields()
{
    // While a template is being typed it may be none: the fields stay as they are.
    const auto names = customTokens(m_template->text());
    if (!names || *names == m_customNames)
        return;
    m_customNames = *names;
    for (const Field& field : m_customFields) {
        delete field.label;
        delete field.edit;
    }
    m_customFields.clear();
    QWidget* before = m_operator;
    for (int i = 0; i < m_customNames.size(); ++i) {
        const QString& name = m_customNames[i];
        const Field field = addField(kOwnFields + i, QStringLiteral("pathCustom_") + name, name,
                                     QStringLiteral("{custom.%1}: a value of your own").arg(name));
        field.edit->setText(m_custom.value(name));
        connect(field.edit, &QLineEdit::textEdited, this, [this, name](const QString& value) {
            if (value.isEmpty())
                m_custom.remove(name);
            else
                m_custom[name] = value;
            emit choiceChanged();
        });
        setTabOrder(before, field.edit);
        before = field.edit;
        m_customFields.push_back(field);
    }
}

RollFolderChoice RollPath::choice() const
{
    return {.folderTemplate = m_template->text(),
            .day = m_day->text(),
            .camera = m_camera->text(),
            .counter = m_counter->text(),
            .operatorName = m_operator->text(),
            .custom = m_custom};
}

void RollPath::setChoice(const RollFolderChoice& choice)
{
    m_template->setText(choice.folderTemplate);
    m_day->setText(choice.day);
    m_camera->setText(choice.camera);
    m_counter->setText(choice.counter);
    m_operator->setText(choice.operatorName);
    m_custom = choice.custom;
    for (std::size_t i = 0; i < m_customFields.size(); ++i)
        m_customFields[i].edit->setText(m_custom.value(m_customNames[static_cast<qsizetype>(i)]));
    showCustomFields();
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
    m_edit->setToolTip(on ? QStringLiteral("Close the template (Return)")
                          : QStringLiteral("Edit the folder of the roll below each destination"));
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
