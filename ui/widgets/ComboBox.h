// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QComboBox>

namespace tailslate::ui {

/// A combo box in the look of the tokens. Scrolling over it does nothing unless it has the focus.
class ComboBox final : public QComboBox {
    Q_OBJECT

public:
    explicit ComboBox(QWidget* parent = nullptr);

    /// A word in front of the choice, quiet.
    void setCaption(const QString& caption);

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

private:
    QString m_caption;
};

} // namespace tailslate::ui
