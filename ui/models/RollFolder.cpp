// SPDX-License-Identifier: Apache-2.0
#include "ui/models/RollFolder.h"

#include "ui/bridge/Text.h"

#include <string>
#include <string_view>

namespace tailslate::ui {

offload::TemplateValues templateValues(const RollFolderChoice& choice,
                                       const std::optional<project::ProjectInfo>& project,
                                       TimePoint now)
{
    offload::TemplateValues values;
    if (project) {
        values.project = project->show;
        values.unit = project->unit;
    }
    values.day = choice.day.toStdString();
    values.date = localDate(now);
    values.camera = choice.camera.toStdString();
    bool isNumber = false;
    const qulonglong counter = choice.counter.toULongLong(&isNumber);
    if (isNumber)
        values.counter = counter;
    values.operatorName = choice.operatorName.toStdString();
    for (auto one = choice.custom.begin(); one != choice.custom.end(); ++one)
        values.custom[one.key().toStdString()] = one.value().toStdString();
    return values;
}

std::optional<QStringList> customTokens(const QString& folderTemplate)
{
    constexpr std::string_view kPrefix = "custom.";
    const auto parsed = offload::FolderTemplate::parse(folderTemplate.toStdString());
    if (!parsed)
        return std::nullopt;
    QStringList names;
    for (const std::string& token : parsed->tokens())
        if (token.starts_with(kPrefix))
            names << QString::fromStdString(token.substr(kPrefix.size()));
    return names;
}

} // namespace tailslate::ui
