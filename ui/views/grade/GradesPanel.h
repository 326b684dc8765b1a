// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "project/Project.h"
#include "ui/models/GradeModel.h"

#include <QLabel>
#include <QListView>
#include <QPushButton>
#include <QWidget>

namespace tailslate::ui {

/// The grades that the project keeps.
class GradesPanel final : public QWidget {
    Q_OBJECT

public:
    explicit GradesPanel(QWidget* parent = nullptr);

    /// @param open Whether a project is open at all.
    void setGrades(bool open, const std::vector<project::GradeRow>& grades);

signals:
    void saveWanted();
    /// A grade was double-clicked or entered.
    void gradeChosen(const tailslate::project::GradeRow& grade);

private:
    GradeModel m_model;
    QListView* m_list;
    QLabel* m_empty;
    QPushButton* m_save;
};

} // namespace tailslate::ui
