// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/models/RollFolder.h"
#include "ui/widgets/ElidedLabel.h"
#include "ui/widgets/Notice.h"

#include <QLabel>
#include <QLineEdit>
#include <QMap>
#include <QStringList>
#include <QToolButton>
#include <QWidget>

#include <vector>

namespace tailslate::ui {

/// Where the roll goes below each destination: the path as it will be and, when asked for, the
/// template that it comes from with the values that only the operator knows. Each custom token of
/// the template gets a field.
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
    /// A field with its caption.
    struct Field {
        QLabel* label;
        QLineEdit* edit;
    };

    [[nodiscard]] Field addField(int place, const QString& name, const QString& caption,
                                 const QString& tip);
    void showEditor(bool on);
    void showCustomFields();

    ElidedLabel* m_path;
    QToolButton* m_edit;
    QWidget* m_editor;
    QLineEdit* m_template;
    QLineEdit* m_day;
    QLineEdit* m_camera;
    QLineEdit* m_counter;
    QLineEdit* m_operator;
    QStringList m_customNames; ///< That the template uses.
    std::vector<Field> m_customFields;
    QMap<QString, QString> m_custom; ///< Also of names that the template does not use now.
    Notice* m_problem;
};

} // namespace tailslate::ui
