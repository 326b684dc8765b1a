// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QImage>
#include <QWidget>

namespace tailslate::ui {

/// An RGB parade: three waveforms side by side, each column of the picture as a column of light at
/// the height of its values, 0 % at the bottom and 100 % at the top.
class ParadeScope final : public QWidget {
    Q_OBJECT

public:
    explicit ParadeScope(QWidget* parent = nullptr);

    /// @param picture Format_RGBX8888, display code values.
    void setPicture(const QImage& picture);

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QImage m_picture;
};

/// How often each value occurs, for R, G and B.
class HistogramScope final : public QWidget {
    Q_OBJECT

public:
    explicit HistogramScope(QWidget* parent = nullptr);

    /// @param picture Format_RGBX8888, display code values.
    void setPicture(const QImage& picture);

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QImage m_picture;
};

} // namespace tailslate::ui
