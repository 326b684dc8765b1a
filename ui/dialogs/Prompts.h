// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QString>
#include <QStringList>
#include <QWidget>

#include <filesystem>
#include <functional>

namespace tailslate::ui {

/// What the operator fills in for a new project.
struct NewProject {
    QString show;
    QString unit;
    std::filesystem::path path;
};

/// A file to choose.
struct FileQuestion {
    QString title;
    std::filesystem::path start; ///< Folder, or folder and suggested name.
    QStringList filters;         ///< `ASC CDL (*.cdl *.ccc *.cc)`; the first is chosen at first.
    QString suffix;              ///< Added to names without one; without the dot.
};

/// Every question that the window asks in a dialog. No call waits: the answer comes later through
/// the function, on the GUI thread, and only while `guard` lives. A question that is cancelled
/// gets no answer. Tests put their own answers in its place.
class Prompts {
public:
    virtual ~Prompts() = default;

    virtual void chooseFolder(QWidget* guard, const QString& title,
                              const std::filesystem::path& start,
                              std::function<void(std::filesystem::path)> chosen) = 0;
    virtual void chooseFileToOpen(QWidget* guard, const FileQuestion& question,
                                  std::function<void(std::filesystem::path)> chosen) = 0;
    virtual void chooseFileToSave(QWidget* guard, const FileQuestion& question,
                                  std::function<void(std::filesystem::path)> chosen) = 0;
    virtual void newProject(QWidget* guard, const std::filesystem::path& folder,
                            std::function<void(NewProject)> made) = 0;
    /// One line of text.
    virtual void askText(QWidget* guard, const QString& title, const QString& label,
                         const QString& suggestion, std::function<void(QString)> given) = 0;
    /// A choice between doing something and leaving it; the answer comes only for doing.
    virtual void confirm(QWidget* guard, const QString& title, const QString& sentence,
                         const QString& action, std::function<void()> confirmed) = 0;
};

} // namespace tailslate::ui
