// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/widgets/Notice.h"

#include <QDialog>
#include <QFormLayout>
#include <QPushButton>

namespace tailslate::ui {

/// A small dialog: fields, a line for what is wrong, Cancel and one button that does it.
class FormDialog : public QDialog {
    Q_OBJECT

public:
    FormDialog(QWidget* parent, const QString& title, const QString& action);

    /// Adds a labelled field.
    void addField(const QString& label, QWidget* field);

    /// Adds a sentence over the whole width.
    void addSentence(const QString& sentence);

    /// Says what is wrong; an empty sentence says nothing.
    void setProblem(const QString& sentence);

    [[nodiscard]] QPushButton* actionButton() const { return m_action; }

private:
    QFormLayout* m_fields;
    Notice* m_problem;
    QPushButton* m_action;
};

} // namespace tailslate::ui
