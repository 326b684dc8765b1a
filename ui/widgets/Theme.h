// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QColor>
#include <QFont>
#include <QPalette>
#include <QString>

namespace tailslate::ui {

/// How much the interface is dimmed for a dark tent. The picture in a viewer never is.
enum class BlackOut { None = 1, Half, Deep };

enum class Contrast { Normal = 1, High };

/// What the interface looks like right now. A value type.
struct Look {
    BlackOut blackOut = BlackOut::None;
    Contrast contrast = Contrast::Normal;

    bool operator==(const Look&) const = default;
};

/// The colors of the interface; nothing is drawn in any other. Every neutral has equal red, green
/// and blue, because people judge color beside it.
struct Tokens {
    QColor ground;     ///< Window.
    QColor panel;      ///< Cards, docks.
    QColor raised;     ///< Fields, buttons, headers.
    QColor line;       ///< Separators, the only borders.
    QColor text;       ///< Body.
    QColor quiet;      ///< Captions, units, what is disabled.
    QColor accent;     ///< Focus, selection edge, edge of the primary button.
    QColor good;       ///< Always with a word and a shape.
    QColor warn;       ///< Always with a word and a shape.
    QColor bad;        ///< Always with a word and a shape.
    QColor surround;   ///< Around the picture; never dimmed.
    int lineWidth = 1; ///< Of separators, in pixels.
};

/// The tokens of a look.
[[nodiscard]] Tokens tokensFor(Look look);

/// The tokens the application shows at the moment, for widgets that draw themselves.
[[nodiscard]] Tokens currentTokens();

/// A palette that carries the tokens, so that currentTokens() finds them again.
[[nodiscard]] QPalette paletteFor(const Tokens& tokens);

/// The five sizes of type, in pixels.
enum class TypeSize { Caption = 10, Body = 12, Title = 14, Large = 22, Verdict = 44 };

enum class Weight { Regular = 1, Medium, Bold };

/// The interface's sans.
[[nodiscard]] QFont textFont(TypeSize size = TypeSize::Body, Weight weight = Weight::Regular);

/// Monospaced, for hashes, paths and logs.
[[nodiscard]] QFont monoFont(TypeSize size = TypeSize::Body);

/// Everything is placed in multiples of this many pixels.
inline constexpr int kGrid = 4;
inline constexpr int kControlHeight = 24;
inline constexpr int kPrimaryHeight = 36;

} // namespace tailslate::ui
