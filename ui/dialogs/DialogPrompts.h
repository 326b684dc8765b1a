// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/dialogs/Prompts.h"

namespace tailslate::ui {

/// Prompts as dialogs on the screen. They are modal to their window only and run no event loop of
/// their own.
class DialogPrompts final : public Prompts {
public:
    void chooseFolder(QWidget* guard, const QString& title, const std::filesystem::path& start,
                      std::function<void(std::filesystem::path)> chosen) override;
    void chooseFileToOpen(QWidget* guard, const FileQuestion& question,
                          std::function<void(std::filesystem::path)> chosen) override;
    void chooseFileToSave(QWidget* guard, const FileQuestion& question,
                          std::function<void(std::filesystem::path)> chosen) override;
    void newProject(QWidget* guard, const std::filesystem::path& folder,
                    std::function<void(NewProject)> made) override;
    void askText(QWidget* guard, const QString& title, const QString& label,
                 const QString& suggestion, std::function<void(QString)> given) override;
    void confirm(QWidget* guard, const QString& title, const QString& sentence,
                 const QString& action, std::function<void()> confirmed) override;
};

} // namespace tailslate::ui
