// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Clock.h"
#include "offload/FolderTemplate.h"
#include "project/Project.h"

#include <QMap>
#include <QString>
#include <QStringList>

#include <optional>

namespace tailslate::ui {

/// How the operator names the folder of a roll, and the values that only the operator knows. A
/// value type.
struct RollFolderChoice {
    QString folderTemplate{}; ///< As offload::FolderTemplate; empty for the roll's own name.
    QString day{};            ///< `Day 03`, `003`.
    QString camera{};         ///< Index letter.
    QString counter{};        ///< Digits.
    QString operatorName{};
    QMap<QString, QString> custom{}; ///< Of `{custom.NAME}`, by NAME.

    bool operator==(const RollFolderChoice&) const = default;
};

/// The values for a template: the operator's, those of the project, and today's date where this
/// machine is. The roll's name is left to be filled in.
[[nodiscard]] offload::TemplateValues
templateValues(const RollFolderChoice& choice, const std::optional<project::ProjectInfo>& project,
               TimePoint now);

/// The names of the custom tokens that a template uses, in order of first use; nothing when the
/// text is no template.
[[nodiscard]] std::optional<QStringList> customTokens(const QString& folderTemplate);

} // namespace tailslate::ui
