// SPDX-License-Identifier: Apache-2.0
#include "ui/models/GradeModel.h"

#include "ui/bridge/Text.h"

#include <utility>

namespace tailslate::ui {

GradeModel::GradeModel(QObject* parent)
    : QAbstractListModel(parent)
{
}

void GradeModel::setGrades(std::vector<project::GradeRow> grades)
{
    beginResetModel();
    m_grades = std::move(grades);
    endResetModel();
}

int GradeModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_grades.size());
}

QVariant GradeModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const project::GradeRow& row = grade(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
    case NameRole:
        return screenText(row.name);
    case DetailRole:
        return dateText(row.created);
    default:
        return {};
    }
}

} // namespace tailslate::ui
