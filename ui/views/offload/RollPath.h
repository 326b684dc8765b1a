// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/models/RollFolder.h"
#include "ui/widgets/ElidedLabel.h"
#include "ui/widgets/Notice.h"

#include <QLineEdit>
#include <QToolButton>
#include <QWidget>

namespace tailslate::ui {

/// Where the roll goes below each destination: the path as it will be and, when asked for, the
/// template that it comes from with the values that only the operator knows.
class RollPath final : public QWidget {
    Q_OBJECT

public:
    explicit RollPath(QWidget* parent = nullptr);

    [[nodiscard]] RollFolderChoice choice() const;
    void setChoice(const RollFolderChoice& choice);

    /// What the choice comes to for the card in view.
    /// @param problem Why it comes to nothing; empty when it does.
    void setPath(const QString& path, const QString& problem);

signals:
    /// The operator changed the choice.
    void choiceChanged();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    QLineEdit* addField(const QString& name, const QString& caption, const QString& tip);
    void showEditor(bool on);

    ElidedLabel* m_path;
    QToolButton* m_edit;
    QWidget* m_editor;
    QLineEdit* m_template;
    QLineEdit* m_day;
    QLineEdit* m_camera;
    QLineEdit* m_counter;
    QLineEdit* m_operator;
    Notice* m_problem;
};

} // namespace tailslate::ui
