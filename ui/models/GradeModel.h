// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "project/Project.h"

#include <QAbstractListModel>

#include <vector>

namespace tailslate::ui {

/// The grades stored in the project, newest first. One thread at a time: the GUI's.
class GradeModel final : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role {
        NameRole = Qt::UserRole + 1, ///< QString.
        DetailRole                   ///< QString: when, and where the signal came from.
    };

    explicit GradeModel(QObject* parent = nullptr);

    void setGrades(std::vector<project::GradeRow> grades);

    /// The grade of a row. `row` must be one.
    [[nodiscard]] const project::GradeRow& grade(int row) const
    {
        return m_grades.at(static_cast<std::size_t>(row));
    }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;

private:
    std::vector<project::GradeRow> m_grades;
};

} // namespace tailslate::ui
