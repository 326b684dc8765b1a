// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/ColorWheel.h"
#include "ui/widgets/NumberField.h"
#include "ui/widgets/Paint.h"
#include "ui/widgets/Theme.h"
#include "ui/widgets/ValueSlider.h"

#include <gtest/gtest.h>
#include <QApplication>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

namespace tailslate::ui {
namespace {

double mean(const std::array<double, 3>& value)
{
    return (value[0] + value[1] + value[2]) / 3.0;
}

void drag(QWidget& widget, QPoint from, QPoint to, Qt::KeyboardModifiers keys = {})
{
    QTest::mousePress(&widget, Qt::LeftButton, keys, from);
    // QTest::mouseMove() knows no keys.
    QMouseEvent move(QEvent::MouseMove, QPointF(to), widget.mapToGlobal(QPointF(to)), Qt::NoButton,
                     Qt::LeftButton, keys);
    QApplication::sendEvent(&widget, &move);
    QTest::mouseRelease(&widget, Qt::LeftButton, keys, to);
}

void scroll(QWidget& widget, int notches)
{
    const QPointF middle(widget.rect().center());
    QWheelEvent event(middle, widget.mapToGlobal(middle), {}, {0, 120 * notches}, Qt::NoButton,
                      Qt::NoModifier, Qt::NoScrollPhase, false);
    QApplication::sendEvent(&widget, &event);
}

TEST(Theme, EveryNeutralIsGray)
{
    for (const Contrast contrast : {Contrast::Normal, Contrast::High}) {
        for (const BlackOut level : {BlackOut::None, BlackOut::Half, BlackOut::Deep}) {
            const Tokens tokens = tokensFor({.blackOut = level, .contrast = contrast});
            for (const QColor& color : {tokens.ground, tokens.panel, tokens.raised, tokens.line,
                                        tokens.text, tokens.quiet, tokens.surround}) {
                EXPECT_EQ(color.red(), color.green());
                EXPECT_EQ(color.green(), color.blue());
            }
        }
    }
}

TEST(Theme, BlackOutDimsEverythingButTheSurroundOfThePicture)
{
    const Tokens bright = tokensFor({});
    const Tokens dark = tokensFor({.blackOut = BlackOut::Deep, .contrast = Contrast::Normal});
    EXPECT_LT(dark.text.lightness(), bright.text.lightness() / 2);
    EXPECT_LT(dark.ground.lightness(), bright.ground.lightness());
    EXPECT_EQ(dark.surround, bright.surround);
    EXPECT_EQ(bright.surround, QColor(0x2b, 0x2b, 0x2b));
}

TEST(Theme, TheApplicationCarriesTheTokens)
{
    const Tokens tokens = currentTokens();
    EXPECT_EQ(tokens.ground, QColor(0x1b, 0x1b, 0x1b));
    EXPECT_EQ(tokens.accent, QColor(0x6f, 0xa8, 0xdc));
    EXPECT_EQ(tokens.bad, QColor(0xe0, 0x70, 0x5c));
}

TEST(Figures, StandStillWhileANumberRuns)
{
    const QFont font = textFont();
    const int width = figuresWidth(font, QStringLiteral("11:11:11:11"));
    EXPECT_EQ(width, figuresWidth(font, QStringLiteral("08:46:27:09")));
}

TEST(ColorWheel, ADragTowardsRedRaisesRedAndKeepsTheMaster)
{
    ColorWheel wheel({.neutral = 1.0, .lowest = 0.0, .highest = 4.0});
    wheel.resize(148, 148);
    QSignalSpy ended(&wheel, &ColorWheel::gestureEnded);
    const QPoint middle = wheel.rect().center();
    drag(wheel, middle, middle + QPoint(-4, -20)); // Red lies at 103 degrees.
    EXPECT_GT(wheel.value()[0], 1.05);
    EXPECT_LT(wheel.value()[1], 1.0);
    EXPECT_LT(wheel.value()[2], 1.0);
    EXPECT_NEAR(mean(wheel.value()), 1.0, 1e-9);
    EXPECT_EQ(ended.count(), 1);
}

TEST(ColorWheel, ADragMayBeginAnywhereAndIsRelative)
{
    ColorWheel atMiddle({});
    ColorWheel atRim({});
    for (ColorWheel* wheel : {&atMiddle, &atRim})
        wheel->resize(148, 148);
    drag(atMiddle, {74, 74}, {84, 64});
    drag(atRim, {20, 74}, {30, 64});
    for (std::size_t i = 0; i < 3; ++i)
        EXPECT_NEAR(atMiddle.value()[i], atRim.value()[i], 1e-9);
}

TEST(ColorWheel, ShiftIsTenTimesFiner)
{
    ColorWheel coarse({});
    ColorWheel fine({});
    for (ColorWheel* wheel : {&coarse, &fine})
        wheel->resize(148, 148);
    drag(coarse, {74, 74}, {84, 74});
    drag(fine, {74, 74}, {84, 74}, Qt::ShiftModifier);
    for (std::size_t i = 0; i < 3; ++i)
        EXPECT_NEAR((coarse.value()[i] - 1.0) / 10.0, fine.value()[i] - 1.0, 1e-9);
}

TEST(ColorWheel, ScrollingMovesTheMasterAndIsOneGesture)
{
    ColorWheel wheel({.neutral = 1.0, .lowest = 0.0, .highest = 4.0, .masterStep = 0.01});
    wheel.setValue({1.2, 1.0, 0.9});
    QSignalSpy ended(&wheel, &ColorWheel::gestureEnded);
    scroll(wheel, 1);
    scroll(wheel, 1);
    EXPECT_NEAR(wheel.value()[0], 1.22, 1e-9);
    EXPECT_NEAR(wheel.value()[1], 1.02, 1e-9);
    EXPECT_NEAR(wheel.value()[2], 0.92, 1e-9);
    ASSERT_TRUE(ended.wait(5000));
    EXPECT_EQ(ended.count(), 1);
}

TEST(ColorWheel, DoubleClickResets)
{
    ColorWheel wheel({.neutral = 1.0});
    wheel.setValue({1.2, 1.0, 0.9});
    QSignalSpy ended(&wheel, &ColorWheel::gestureEnded);
    QTest::mouseDClick(&wheel, Qt::LeftButton);
    EXPECT_EQ(wheel.value(), (std::array<double, 3>{1.0, 1.0, 1.0}));
    EXPECT_EQ(ended.count(), 1);
}

TEST(ColorWheel, ValuesStayWithinWhatAscCdlAllows)
{
    ColorWheel slope({.neutral = 1.0, .lowest = 0.0, .highest = 4.0, .masterStep = 0.01});
    slope.resize(148, 148);
    scroll(slope, -200);
    drag(slope, {74, 74}, {200, 10});
    for (const double value : slope.value())
        EXPECT_GE(value, 0.0);
}

TEST(NumberField, TakesTypingAndAppliesItWithEnter)
{
    NumberField field({.neutral = 1.0, .lowest = 0.0, .highest = 4.0}, QStringLiteral("R"));
    QSignalSpy changed(&field, &NumberField::valueChanged);
    QSignalSpy ended(&field, &NumberField::gestureEnded);
    QTest::keyClicks(&field, QStringLiteral("1.25"));
    EXPECT_EQ(changed.count(), 0) << "applied while typing";
    QTest::keyClick(&field, Qt::Key_Return);
    EXPECT_DOUBLE_EQ(field.value(), 1.25);
    EXPECT_EQ(ended.count(), 1);
    EXPECT_EQ(field.text().toStdString(), "1.250");
}

TEST(NumberField, EscapeAndNonsenseChangeNothing)
{
    NumberField field({.neutral = 1.0, .lowest = 0.0, .highest = 4.0}, {});
    QTest::keyClicks(&field, QStringLiteral("3"));
    QTest::keyClick(&field, Qt::Key_Escape);
    EXPECT_DOUBLE_EQ(field.value(), 1.0);
    QTest::keyClicks(&field, QStringLiteral("-.-"));
    QTest::keyClick(&field, Qt::Key_Return);
    EXPECT_DOUBLE_EQ(field.value(), 1.0);
    QTest::keyClicks(&field, QStringLiteral("1e999"));
    QTest::keyClick(&field, Qt::Key_Return);
    EXPECT_DOUBLE_EQ(field.value(), 1.0);
    EXPECT_EQ(field.text().toStdString(), "1.000");
}

TEST(NumberField, StaysInItsRange)
{
    NumberField field({.neutral = 1.0, .lowest = 0.0, .highest = 4.0}, {});
    QTest::keyClicks(&field, QStringLiteral("99"));
    QTest::keyClick(&field, Qt::Key_Return);
    EXPECT_DOUBLE_EQ(field.value(), 4.0);
}

TEST(NumberField, ArrowsStepAndShiftIsFiner)
{
    NumberField field({.neutral = 1.0, .lowest = 0.0, .highest = 4.0, .step = 0.001}, {});
    QSignalSpy ended(&field, &NumberField::gestureEnded);
    QTest::keyClick(&field, Qt::Key_Up);
    EXPECT_NEAR(field.value(), 1.01, 1e-9);
    QTest::keyClick(&field, Qt::Key_Down, Qt::ShiftModifier);
    EXPECT_NEAR(field.value(), 1.009, 1e-9);
    ASSERT_TRUE(ended.wait(5000));
    EXPECT_EQ(ended.count(), 1);
}

TEST(NumberField, SidewaysDragMovesItAndDoubleClickResets)
{
    NumberField field({.neutral = 0.0, .lowest = -1.0, .highest = 1.0, .step = 0.001}, {});
    field.resize(84, 24);
    QSignalSpy ended(&field, &NumberField::gestureEnded);
    drag(field, {20, 12}, {70, 12});
    EXPECT_NEAR(field.value(), 0.05, 1e-9);
    EXPECT_EQ(ended.count(), 1);
    QTest::mouseDClick(&field, Qt::LeftButton);
    EXPECT_DOUBLE_EQ(field.value(), 0.0);
}

TEST(NumberField, ShowsNoSignForWhatRoundsToZero)
{
    NumberField field({.neutral = 0.0, .lowest = -1.0, .highest = 1.0}, {});
    field.setValue(-0.00001);
    EXPECT_EQ(field.text().toStdString(), "0.000");
}

TEST(ValueSlider, DragsAndResets)
{
    ValueSlider slider(0.0, 1.0, 2.0);
    slider.resize(212, 24); // 200 pixels of travel.
    QSignalSpy ended(&slider, &ValueSlider::gestureEnded);
    drag(slider, {106, 12}, {156, 12});
    EXPECT_NEAR(slider.value(), 1.5, 1e-9);
    EXPECT_EQ(ended.count(), 1);
    QTest::mouseDClick(&slider, Qt::LeftButton);
    EXPECT_DOUBLE_EQ(slider.value(), 1.0);
    drag(slider, {106, 12}, {900, 12});
    EXPECT_DOUBLE_EQ(slider.value(), 2.0);
}

} // namespace
} // namespace tailslate::ui
