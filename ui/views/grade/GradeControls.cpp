// SPDX-License-Identifier: Apache-2.0
#include "ui/views/grade/GradeControls.h"

#include "ui/widgets/Icon.h"
#include "ui/widgets/Theme.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>

namespace tailslate::ui {
namespace {

constexpr WheelRange kSlope{
    .neutral = 1.0, .lowest = 0.0, .highest = 4.0, .colorReach = 0.5, .masterStep = 0.01};
constexpr WheelRange kOffset{
    .neutral = 0.0, .lowest = -1.0, .highest = 1.0, .colorReach = 0.2, .masterStep = 0.002};
constexpr WheelRange kPower{
    .neutral = 1.0, .lowest = 0.05, .highest = 4.0, .colorReach = 0.5, .masterStep = 0.01};

QLabel* caption(const QString& text, QWidget* parent)
{
    auto* const label = new QLabel(text, parent);
    QFont font = textFont(TypeSize::Caption, Weight::Medium);
    font.setLetterSpacing(QFont::AbsoluteSpacing, 0.6);
    label->setFont(font);
    label->setProperty("tone", "quiet");
    return label;
}

QToolButton* resetButton(const QString& tip, QWidget* parent)
{
    auto* const button = new QToolButton(parent);
    button->setIcon(themedIcon(QStringLiteral("reset")));
    button->setIconSize({14, 14});
    button->setProperty("kind", "flat");
    button->setToolTip(tip);
    return button;
}

double mean(const std::array<double, 3>& value)
{
    return (value[0] + value[1] + value[2]) / 3.0;
}

} // namespace

GradeControls::GradeControls(QWidget* parent)
    : QWidget(parent)
    , m_saturation(new ValueSlider(0.0, 1.0, 2.0, this))
    , m_saturationNumber(new NumberField(
          {.neutral = 1.0, .lowest = 0.0, .highest = 4.0, .step = 0.002, .decimals = 3}, {}, this))
    , m_style(new ComboBox(this))
{
    auto* const row = new QHBoxLayout(this);
    row->setContentsMargins(16, 12, 16, 16);
    row->setSpacing(32);
    row->addStretch(1);
    row->addWidget(makeBank(m_slope, QStringLiteral("Slope"), kSlope, &color::Cdl::slope));
    row->addWidget(makeBank(m_offset, QStringLiteral("Offset"), kOffset, &color::Cdl::offset));
    row->addWidget(makeBank(m_power, QStringLiteral("Power"), kPower, &color::Cdl::power));
    row->addWidget(makeSaturation());
    row->addStretch(1);
    setCdl({});
}

void GradeControls::setCdl(const color::Cdl& cdl)
{
    m_cdl = cdl;
    showBank(m_slope, cdl.slope);
    showBank(m_offset, cdl.offset);
    showBank(m_power, cdl.power);
    m_saturation->setValue(cdl.saturation);
    m_saturationNumber->setValue(cdl.saturation);
}

void GradeControls::setStyle(color::CdlStyle style)
{
    m_style->setCurrentIndex(m_style->findData(static_cast<int>(style)));
}

QWidget* GradeControls::makeBank(Bank& bank, const QString& name, const WheelRange& range,
                                 std::array<double, 3> color::Cdl::* member)
{
    auto* const panel = new QWidget(this);
    const QString objectName = name.toLower();
    bank.wheel = new ColorWheel(range, panel);
    bank.wheel->setObjectName(objectName + QStringLiteral("Wheel"));
    bank.wheel->setAccessibleName(name);
    bank.wheel->setFixedSize(bank.wheel->sizeHint());
    bank.wheel->setToolTip(QStringLiteral("Drag for color, scroll for the master, Shift for fine, "
                                          "double-click resets"));
    const NumberRange numbers{.neutral = range.neutral,
                              .lowest = range.lowest,
                              .highest = range.highest,
                              .step = 0.001,
                              .decimals = 3};
    bank.master = new NumberField(numbers, QStringLiteral("M"), panel);
    bank.master->setObjectName(objectName + QStringLiteral("Master"));
    bank.master->setToolTip(QStringLiteral("Master: moves all three"));
    auto* const reset = resetButton(QStringLiteral("Reset %1").arg(objectName), panel);

    auto* const head = new QHBoxLayout;
    head->setSpacing(4);
    head->addWidget(caption(name.toUpper(), panel));
    head->addStretch(1);
    head->addWidget(reset);

    auto* const fields = new QVBoxLayout;
    fields->setSpacing(4);
    fields->addStretch(1);
    fields->addWidget(bank.master);
    constexpr std::array<const char*, 3> kLetters{"R", "G", "B"};
    for (std::size_t i = 0; i < bank.numbers.size(); ++i) {
        bank.numbers[i] = new NumberField(numbers, QLatin1String(kLetters[i]), panel);
        bank.numbers[i]->setObjectName(objectName + QLatin1String(kLetters[i]));
        fields->addWidget(bank.numbers[i]);
    }
    fields->addStretch(1);
    bank.master->setFixedWidth(84);
    for (NumberField* const field : bank.numbers)
        field->setFixedWidth(84);

    auto* const body = new QHBoxLayout;
    body->setSpacing(12);
    body->addWidget(bank.wheel);
    body->addLayout(fields);
    auto* const column = new QVBoxLayout(panel);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addLayout(head);
    column->addLayout(body);

    const auto ended = [this, name] { emit gestureEnded(name); };
    connect(bank.wheel, &ColorWheel::valueChanged, this,
            [this, member](const std::array<double, 3>& value) { change(member, value); });
    connect(bank.wheel, &ColorWheel::gestureEnded, this, ended);
    connect(bank.master, &NumberField::valueChanged, this, [this, member, range](double value) {
        std::array<double, 3> moved = m_cdl.*member;
        const double step = value - mean(moved);
        for (double& channel : moved)
            channel = std::clamp(channel + step, range.lowest, range.highest);
        change(member, moved);
    });
    connect(bank.master, &NumberField::gestureEnded, this, ended);
    for (std::size_t i = 0; i < bank.numbers.size(); ++i) {
        connect(bank.numbers[i], &NumberField::valueChanged, this, [this, member, i](double value) {
            std::array<double, 3> moved = m_cdl.*member;
            moved[i] = value;
            change(member, moved);
        });
        connect(bank.numbers[i], &NumberField::gestureEnded, this, ended);
    }
    connect(reset, &QToolButton::clicked, this, [this, member, name, range] {
        change(member, {range.neutral, range.neutral, range.neutral});
        emit gestureEnded(QStringLiteral("Reset %1").arg(name.toLower()));
    });
    return panel;
}

QWidget* GradeControls::makeSaturation()
{
    auto* const panel = new QWidget(this);
    m_saturation->setObjectName(QStringLiteral("saturation"));
    m_saturationNumber->setObjectName(QStringLiteral("saturationNumber"));
    m_saturationNumber->setFixedWidth(84);
    m_saturation->setMinimumWidth(160);
    auto* const reset = resetButton(QStringLiteral("Reset saturation"), panel);
    auto* const head = new QHBoxLayout;
    head->setSpacing(4);
    head->addWidget(caption(QStringLiteral("SATURATION"), panel));
    head->addStretch(1);
    head->addWidget(reset);
    auto* const body = new QHBoxLayout;
    body->setSpacing(12);
    body->addWidget(m_saturation, 1);
    body->addWidget(m_saturationNumber);
    auto* const column = new QVBoxLayout(panel);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addLayout(head);
    column->addLayout(body);
    column->addSpacing(16);
    column->addWidget(caption(QStringLiteral("CDL STYLE"), panel));
    column->addWidget(m_style);
    column->addStretch(1);

    m_style->setObjectName(QStringLiteral("cdlStyle"));
    m_style->addItem(QStringLiteral("ASC CDL 1.2, clamped"),
                     static_cast<int>(color::CdlStyle::Asc));
    m_style->addItem(QStringLiteral("No clamp"), static_cast<int>(color::CdlStyle::NoClamp));
    m_style->setToolTip(QStringLiteral("What happens to values outside 0 to 1: clamped for log and "
                                       "video signals, kept for ACES working spaces"));
    connect(m_style, &QComboBox::activated, this, [this] {
        emit styleChosen(static_cast<color::CdlStyle>(m_style->currentData().toInt()));
    });
    const auto changed = [this](double value) {
        m_cdl.saturation = value;
        setCdl(m_cdl);
        emit cdlChanged(m_cdl);
    };
    const auto ended = [this] { emit gestureEnded(QStringLiteral("Saturation")); };
    connect(m_saturation, &ValueSlider::valueChanged, this, changed);
    connect(m_saturation, &ValueSlider::gestureEnded, this, ended);
    connect(m_saturationNumber, &NumberField::valueChanged, this, changed);
    connect(m_saturationNumber, &NumberField::gestureEnded, this, ended);
    connect(reset, &QToolButton::clicked, this, [changed, ended] {
        changed(1.0);
        ended();
    });
    return panel;
}

void GradeControls::showBank(Bank& bank, const std::array<double, 3>& value)
{
    bank.wheel->setValue(value);
    bank.master->setValue(mean(value));
    for (std::size_t i = 0; i < bank.numbers.size(); ++i)
        bank.numbers[i]->setValue(value[i]);
}

void GradeControls::change(std::array<double, 3> color::Cdl::* member,
                           const std::array<double, 3>& value)
{
    if (m_cdl.*member == value)
        return;
    m_cdl.*member = value;
    setCdl(m_cdl);
    emit cdlChanged(m_cdl);
}

} // namespace tailslate::ui
