// SPDX-License-Identifier: Apache-2.0
#include "ui/dialogs/DialogPrompts.h"

#include "ui/bridge/Text.h"
#include "ui/dialogs/FormDialog.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPointer>
#include <QToolButton>

#include <utility>

namespace tailslate::ui {
namespace {

/// What a project file ends in.
constexpr const char* kProjectSuffix = "tailslate";

/// Says why a choice cannot be taken.
void explain(QWidget* guard, const Error& error)
{
    auto* const dialog = new FormDialog(guard->window(), QStringLiteral("This name cannot be used"),
                                        QStringLiteral("OK"));
    dialog->addSentence(errorSentence(error));
    dialog->open();
}

/// Opens a file dialog and hands on the one path that is chosen in it.
void openFileDialog(QFileDialog* dialog, QWidget* guard,
                    std::function<void(std::filesystem::path)> chosen)
{
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    QObject::connect(dialog, &QFileDialog::fileSelected, guard,
                     [guard, chosen = std::move(chosen)](const QString& name) {
                         if (const auto path = pathFrom(name))
                             chosen(*path);
                         else
                             explain(guard, path.error());
                     });
    dialog->open();
}

QFileDialog* makeFileDialog(QWidget* guard, const FileQuestion& question)
{
    auto* const dialog = new QFileDialog(guard->window(), question.title);
    const bool startsInFolder = !question.start.has_filename() || question.suffix.isEmpty();
    if (startsInFolder) {
        dialog->setDirectory(dialogText(question.start));
    } else {
        dialog->setDirectory(dialogText(question.start.parent_path()));
        dialog->selectFile(dialogText(question.start.filename()));
    }
    dialog->setNameFilters(question.filters);
    return dialog;
}

/// A line for a file name and a button to look for one.
class PathField final : public QWidget {
public:
    PathField(QWidget* parent, std::function<void(QLineEdit*)> browse)
        : QWidget(parent)
        , m_edit(new QLineEdit(this))
    {
        auto* const button = new QToolButton(this);
        button->setText(QStringLiteral("Choose…"));
        button->setProperty("kind", "button");
        auto* const row = new QHBoxLayout(this);
        row->setContentsMargins(0, 0, 0, 0);
        row->setSpacing(8);
        row->addWidget(m_edit, 1);
        row->addWidget(button);
        connect(button, &QToolButton::clicked, this,
                [this, browse = std::move(browse)] { browse(m_edit); });
    }

    [[nodiscard]] QLineEdit* edit() const { return m_edit; }

private:
    QLineEdit* m_edit;
};

/// A file name made of the show's, without what file systems refuse.
QString fileNameFor(const QString& show)
{
    QString name;
    for (const QChar character : show.trimmed())
        name += character.isLetterOrNumber() || character == u'-' ? character : QChar(u'_');
    return name.isEmpty() ? QStringLiteral("project") : name;
}

} // namespace

void DialogPrompts::chooseFolder(QWidget* guard, const QString& title,
                                 const std::filesystem::path& start,
                                 std::function<void(std::filesystem::path)> chosen)
{
    auto* const dialog = new QFileDialog(guard->window(), title, dialogText(start));
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    openFileDialog(dialog, guard, std::move(chosen));
}

void DialogPrompts::chooseFileToOpen(QWidget* guard, const FileQuestion& question,
                                     std::function<void(std::filesystem::path)> chosen)
{
    QFileDialog* const dialog = makeFileDialog(guard, question);
    dialog->setFileMode(QFileDialog::ExistingFile);
    openFileDialog(dialog, guard, std::move(chosen));
}

void DialogPrompts::chooseFileToSave(QWidget* guard, const FileQuestion& question,
                                     std::function<void(std::filesystem::path)> chosen)
{
    QFileDialog* const dialog = makeFileDialog(guard, question);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(question.suffix);
    openFileDialog(dialog, guard, std::move(chosen));
}

void DialogPrompts::newProject(QWidget* guard, const std::filesystem::path& folder,
                               std::function<void(NewProject)> made)
{
    auto* const dialog = new FormDialog(guard->window(), QStringLiteral("New project"),
                                        QStringLiteral("Create project"));
    auto* const show = new QLineEdit(dialog);
    show->setPlaceholderText(QStringLiteral("MIDNIGHT SUN"));
    auto* const unit = new QLineEdit(dialog);
    unit->setPlaceholderText(QStringLiteral("Unit A"));
    auto* const path = new PathField(dialog, [this, dialog](QLineEdit* edit) {
        const FileQuestion question{.title = QStringLiteral("Project file"),
                                    .start = edit->text().toStdString(),
                                    .filters = {QStringLiteral("Tailslate project (*.%1)")
                                                    .arg(QLatin1String(kProjectSuffix))},
                                    .suffix = QLatin1String(kProjectSuffix)};
        chooseFileToSave(dialog, question, [edit](const std::filesystem::path& chosen) {
            edit->setText(dialogText(chosen));
            edit->setModified(true);
        });
    });
    dialog->addField(QStringLiteral("Show"), show);
    dialog->addField(QStringLiteral("Unit"), unit);
    dialog->addField(QStringLiteral("File"), path);
    const auto complete = [=] {
        const auto file = pathFrom(path->edit()->text());
        const bool named = !path->edit()->text().isEmpty();
        dialog->setProblem(named && !file ? errorSentence(file.error()) : QString());
        dialog->actionButton()->setEnabled(!show->text().trimmed().isEmpty() && file.has_value());
    };
    QObject::connect(show, &QLineEdit::textChanged, dialog, [=](const QString& text) {
        if (!path->edit()->isModified())
            path->edit()->setText(dialogText(folder) + QLatin1Char('/') + fileNameFor(text) +
                                  QLatin1Char('.') + QLatin1String(kProjectSuffix));
        complete();
    });
    QObject::connect(path->edit(), &QLineEdit::textChanged, dialog, complete);
    QObject::connect(dialog, &QDialog::accepted, guard, [=, made = std::move(made)] {
        if (const auto file = pathFrom(path->edit()->text()))
            made({.show = show->text().trimmed(), .unit = unit->text().trimmed(), .path = *file});
    });
    complete();
    dialog->open();
    show->setFocus();
}

void DialogPrompts::askText(QWidget* guard, const QString& title, const QString& label,
                            const QString& suggestion, std::function<void(QString)> given)
{
    auto* const dialog = new FormDialog(guard->window(), title, QStringLiteral("OK"));
    auto* const edit = new QLineEdit(suggestion, dialog);
    dialog->addField(label, edit);
    QObject::connect(edit, &QLineEdit::textChanged, dialog, [=](const QString& text) {
        dialog->actionButton()->setEnabled(!text.trimmed().isEmpty());
    });
    dialog->actionButton()->setEnabled(!suggestion.trimmed().isEmpty());
    QObject::connect(dialog, &QDialog::accepted, guard,
                     [edit, given = std::move(given)] { given(edit->text().trimmed()); });
    dialog->open();
    edit->selectAll();
    edit->setFocus();
}

void DialogPrompts::confirm(QWidget* guard, const QString& title, const QString& sentence,
                            const QString& action, std::function<void()> confirmed)
{
    auto* const dialog = new FormDialog(guard->window(), title, action);
    dialog->addSentence(sentence);
    QObject::connect(dialog, &QDialog::accepted, guard,
                     [confirmed = std::move(confirmed)] { confirmed(); });
    dialog->open();
}

} // namespace tailslate::ui
