// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "color/Cdl.h"
#include "ui/widgets/ColorWheel.h"
#include "ui/widgets/ComboBox.h"
#include "ui/widgets/NumberField.h"
#include "ui/widgets/ValueSlider.h"

#include <QToolButton>
#include <QWidget>

#include <array>

namespace tailslate::ui {

/// The wheels for slope, offset and power with their numbers, and saturation.
class GradeControls final : public QWidget {
    Q_OBJECT

public:
    explicit GradeControls(QWidget* parent = nullptr);

    /// Shows a CDL; emits nothing.
    void setCdl(const color::Cdl& cdl);

    [[nodiscard]] const color::Cdl& cdl() const { return m_cdl; }

    /// Shows a style; emits nothing.
    void setStyle(color::CdlStyle style);

signals:
    void styleChosen(color::CdlStyle style);
    /// Emitted at every step of a gesture.
    void cdlChanged(const color::Cdl& cdl);
    /// A gesture is over; `what` names it for undo.
    void gestureEnded(const QString& what);

private:
    /// One of slope, offset and power: a wheel, its master and three numbers.
    struct Bank {
        ColorWheel* wheel = nullptr;
        NumberField* master = nullptr;
        std::array<NumberField*, 3> numbers{};
    };

    [[nodiscard]] QWidget* makeBank(Bank& bank, const QString& name, const WheelRange& range,
                                    std::array<double, 3> color::Cdl::* member);
    [[nodiscard]] QWidget* makeSaturation();
    void showBank(Bank& bank, const std::array<double, 3>& value);
    void change(std::array<double, 3> color::Cdl::* member, const std::array<double, 3>& value);

    color::Cdl m_cdl;
    Bank m_slope;
    Bank m_offset;
    Bank m_power;
    ValueSlider* m_saturation;
    NumberField* m_saturationNumber;
    ComboBox* m_style;
};

} // namespace tailslate::ui
