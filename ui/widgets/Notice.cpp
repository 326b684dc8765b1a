// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/Notice.h"

#include "ui/widgets/Icon.h"

#include <QHBoxLayout>
#include <QPainter>

namespace tailslate::ui {

Notice::Notice(QWidget* parent)
    : QWidget(parent)
    , m_label(new QLabel(this))
    , m_dismiss(new QToolButton(this))
{
    m_label->setWordWrap(true);
    m_label->setTextFormat(Qt::PlainText);
    m_label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_dismiss->setIcon(themedIcon(QStringLiteral("remove")));
    m_dismiss->setIconSize({12, 12});
    m_dismiss->setProperty("kind", "flat");
    m_dismiss->setToolTip(QStringLiteral("Hide this line"));
    m_dismiss->setFocusPolicy(Qt::NoFocus);
    m_dismiss->hide();
    connect(m_dismiss, &QToolButton::clicked, this, &Notice::clear);
    auto* const row = new QHBoxLayout(this);
    row->setContentsMargins(20, 4, 0, 4);
    row->setSpacing(4);
    row->addWidget(m_label, 1);
    row->addWidget(m_dismiss, 0, Qt::AlignTop);
    hide();
}

void Notice::say(State state, const QString& sentence)
{
    if (m_state == state && m_label->text() == sentence && isVisibleTo(parentWidget()))
        return;
    m_state = state;
    m_label->setText(sentence);
    setVisible(true);
    updateGeometry();
    update();
}

void Notice::clear()
{
    m_state = State::None;
    m_label->clear();
    setVisible(false);
}

void Notice::setDismissible(bool on)
{
    m_dismiss->setVisible(on);
}

void Notice::paintEvent(QPaintEvent*)
{
    const Tokens tokens = currentTokens();
    QPainter painter(this);
    const QRect words = m_label->geometry();
    const int firstLine = words.top() +
                          (words.height() % m_label->fontMetrics().lineSpacing()) / 2 +
                          (m_label->fontMetrics().lineSpacing() - 10) / 2;
    paintState(painter, QRectF(words.left() - 18, firstLine, 10, 10), m_state,
               stateColor(m_state, tokens));
}

} // namespace tailslate::ui
