// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/widgets/Theme.h"

#include <QColor>
#include <QPainter>
#include <QRect>
#include <QString>

namespace tailslate::ui {

/// How something stands: each has a shape and a color, and is always shown beside a word.
enum class State {
    None = 1, ///< No shape.
    Waiting,  ///< ◌
    Working,  ///< ◐
    Good,     ///< ●
    Warning,  ///< ▲
    Bad       ///< ■
};

/// The color that underlines a state.
[[nodiscard]] QColor stateColor(State state, const Tokens& tokens);

/// The shape as a character, for texts that leave the screen (clipboard, accessibility).
[[nodiscard]] QString stateCharacter(State state);

/// Draws the shape of a state, centered in `box`.
void paintState(QPainter& painter, const QRectF& box, State state, const QColor& color);

/// Width of `text` when every digit takes the room of the widest one.
[[nodiscard]] int figuresWidth(const QFont& font, const QString& text);

/// Draws `text` with every digit as wide as the widest, so that changing numbers do not dance.
/// Uses the painter's font and pen. Takes the horizontal part of `alignment`; centered vertically.
void paintFigures(QPainter& painter, const QRect& box, Qt::Alignment alignment,
                  const QString& text);

/// Draws what lies under the words of a list's row: a chosen one is raised and has an edge.
void paintRow(QPainter& painter, const QRect& box, bool selected, const Tokens& tokens);

/// Draws one line of `text` with the painter's font and pen; what does not fit gives way to an
/// ellipsis at `where`.
void paintElided(QPainter& painter, const QRect& box, Qt::Alignment alignment, const QString& text,
                 Qt::TextElideMode where = Qt::ElideRight);

/// Draws the focus ring: one line of accent just inside `box`.
void paintFocus(QPainter& painter, const QRect& box, const Tokens& tokens);

} // namespace tailslate::ui
