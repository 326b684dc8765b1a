// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/Theme.h"

#include <QGuiApplication>

namespace tailslate::ui {
namespace {

constexpr int kBoldLine = 2;

QColor scaled(const QColor& color, double factor)
{
    return QColor::fromRgbF(static_cast<float>(color.redF() * factor),
                            static_cast<float>(color.greenF() * factor),
                            static_cast<float>(color.blueF() * factor));
}

double dimming(BlackOut level)
{
    switch (level) {
    case BlackOut::Half:
        return 0.6;
    case BlackOut::Deep:
        return 0.35;
    case BlackOut::None:
        break;
    }
    return 1.0;
}

Tokens normalTokens()
{
    return {.ground = QColor(0x1b, 0x1b, 0x1b),
            .panel = QColor(0x24, 0x24, 0x24),
            .raised = QColor(0x2e, 0x2e, 0x2e),
            .line = QColor(0x3a, 0x3a, 0x3a),
            .text = QColor(0xd6, 0xd6, 0xd6),
            .quiet = QColor(0x8e, 0x8e, 0x8e),
            .accent = QColor(0x6f, 0xa8, 0xdc),
            .good = QColor(0x7f, 0xbf, 0x7f),
            .warn = QColor(0xe0, 0xb0, 0x50),
            .bad = QColor(0xe0, 0x70, 0x5c),
            .surround = QColor(0x2b, 0x2b, 0x2b)};
}

Tokens highContrastTokens()
{
    Tokens tokens = normalTokens();
    tokens.lineWidth = kBoldLine;
    tokens.ground = QColor(0, 0, 0);
    tokens.panel = QColor(0, 0, 0);
    tokens.raised = QColor(0x1a, 0x1a, 0x1a);
    tokens.line = QColor(0x8e, 0x8e, 0x8e);
    tokens.text = QColor(0xff, 0xff, 0xff);
    tokens.quiet = QColor(0xc8, 0xc8, 0xc8);
    return tokens;
}

} // namespace

Tokens tokensFor(Look look)
{
    Tokens tokens = look.contrast == Contrast::High ? highContrastTokens() : normalTokens();
    const double factor = dimming(look.blackOut);
    for (QColor* color : {&tokens.ground, &tokens.panel, &tokens.raised, &tokens.line, &tokens.text,
                          &tokens.quiet, &tokens.accent, &tokens.good, &tokens.warn, &tokens.bad})
        *color = scaled(*color, factor);
    return tokens;
}

QPalette paletteFor(const Tokens& tokens)
{
    QPalette palette;
    palette.setColor(QPalette::Window, tokens.ground);
    palette.setColor(QPalette::WindowText, tokens.text);
    palette.setColor(QPalette::Base, tokens.panel);
    palette.setColor(QPalette::AlternateBase, tokens.panel);
    palette.setColor(QPalette::Text, tokens.text);
    palette.setColor(QPalette::Button, tokens.raised);
    palette.setColor(QPalette::ButtonText, tokens.text);
    palette.setColor(QPalette::PlaceholderText, tokens.quiet);
    palette.setColor(QPalette::ToolTipBase, tokens.raised);
    palette.setColor(QPalette::ToolTipText, tokens.text);
    palette.setColor(QPalette::Highlight, tokens.accent);
    palette.setColor(QPalette::HighlightedText, tokens.ground);
    palette.setColor(QPalette::Mid, tokens.line);
    palette.setColor(QPalette::Dark, tokens.ground);
    palette.setColor(QPalette::Light, tokens.raised);
    palette.setColor(QPalette::Midlight, tokens.raised);
    palette.setColor(QPalette::Shadow, tokens.surround);
    palette.setColor(QPalette::Link, tokens.good);
    palette.setColor(QPalette::LinkVisited, tokens.warn);
    palette.setColor(QPalette::BrightText, tokens.bad);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, tokens.quiet);
    return palette;
}

Tokens currentTokens()
{
    // The application's palette, not a widget's: a style sheet changes the latter.
    const QPalette palette = QGuiApplication::palette();
    const bool black = palette.color(QPalette::Active, QPalette::Window) == QColor(0, 0, 0);
    return {.ground = palette.color(QPalette::Active, QPalette::Window),
            .panel = palette.color(QPalette::Active, QPalette::AlternateBase),
            .raised = palette.color(QPalette::Active, QPalette::Button),
            .line = palette.color(QPalette::Active, QPalette::Mid),
            .text = palette.color(QPalette::Active, QPalette::WindowText),
            .quiet = palette.color(QPalette::Active, QPalette::PlaceholderText),
            .accent = palette.color(QPalette::Active, QPalette::Highlight),
            .good = palette.color(QPalette::Active, QPalette::Link),
            .warn = palette.color(QPalette::Active, QPalette::LinkVisited),
            .bad = palette.color(QPalette::Active, QPalette::BrightText),
            .surround = palette.color(QPalette::Active, QPalette::Shadow),
            .lineWidth = black ? kBoldLine : 1}; // A ground that is black belongs to high contrast.
}

QFont textFont(TypeSize size, Weight weight)
{
    QFont font;
    font.setFamilies({"Inter", "Noto Sans", "DejaVu Sans"});
    font.setPixelSize(static_cast<int>(size));
    font.setWeight(weight == Weight::Bold     ? QFont::DemiBold
                   : weight == Weight::Medium ? QFont::Medium
                                              : QFont::Normal);
    return font;
}

QFont monoFont(TypeSize size)
{
    QFont font;
    font.setFamilies({"Noto Sans Mono", "DejaVu Sans Mono"});
    font.setStyleHint(QFont::Monospace);
    font.setPixelSize(static_cast<int>(size));
    return font;
}

} // namespace tailslate::ui
