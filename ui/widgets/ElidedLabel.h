// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/widgets/Theme.h"

#include <QFont>
#include <QString>
#include <QWidget>

namespace tailslate::ui {

/// One line of text that gives up its middle where the room is short; the whole is in the tool tip.
class ElidedLabel final : public QWidget {
    Q_OBJECT

public:
    /// Which token the text is drawn in.
    enum class Ink { Text = 1, Quiet };

    ElidedLabel(const QFont& font, Ink ink, QWidget* parent = nullptr);

    void setText(const QString& text);

    [[nodiscard]] QString text() const { return m_text; }

    void setAlignment(Qt::Alignment alignment);

    /// Gives every digit the same width, for numbers that run.
    void setFigures(bool on);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_text;
    QFont m_font;
    Ink m_ink;
    Qt::Alignment m_alignment = Qt::AlignLeft;
    bool m_figures = false;
};

} // namespace tailslate::ui
