// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QFrame>
#include <QString>
#include <QWidget>

class QHBoxLayout;
class QLabel;

namespace tailslate::ui {

/// The bar above a part of a screen: its name in capitals, a remark, and room for controls at the
/// right.
class SectionHeader final : public QWidget {
    Q_OBJECT

public:
    explicit SectionHeader(const QString& title, QWidget* parent = nullptr);

    void setTitle(const QString& title);

    /// Words after the title, quiet.
    void setRemark(const QString& remark);

    /// Puts a control at the right end.
    void addControl(QWidget* control);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QLabel* m_title;
    QLabel* m_remark;
    QHBoxLayout* m_row;
};

/// A line between two parts.
class Separator final : public QWidget {
    Q_OBJECT

public:
    explicit Separator(Qt::Orientation orientation, QWidget* parent = nullptr);

protected:
    void paintEvent(QPaintEvent* event) override;
};

} // namespace tailslate::ui
