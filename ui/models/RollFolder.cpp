// SPDX-License-Identifier: Apache-2.0
#include "ui/models/RollFolder.h"

#include "ui/bridge/Text.h"

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
    return values;
}

} // namespace tailslate::ui
