// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/Section.h"

#include "ui/widgets/Theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>

namespace tailslate::ui {

SectionHeader::SectionHeader(const QString& title, QWidget* parent)
    : QWidget(parent)
    , m_title(new QLabel(this))
    , m_remark(new QLabel(this))
    , m_row(new QHBoxLayout(this))
{
    setFixedHeight(28);
    QFont font = textFont(TypeSize::Caption, Weight::Medium);
    font.setLetterSpacing(QFont::AbsoluteSpacing, 0.6);
    m_title->setFont(font);
    m_title->setProperty("tone", "quiet");
    m_remark->setFont(textFont(TypeSize::Caption));
    m_remark->setProperty("tone", "quiet");
    m_remark->setTextFormat(Qt::PlainText);
    m_row->setContentsMargins(12, 0, 8, 1);
    m_row->setSpacing(8);
    m_row->addWidget(m_title);
    m_row->addWidget(m_remark, 1);
    setTitle(title);
}

void SectionHeader::setTitle(const QString& title)
{
    m_title->setText(title.toUpper());
}

void SectionHeader::setRemark(const QString& remark)
{
    m_remark->setText(remark);
}

void SectionHeader::addControl(QWidget* control)
{
    m_row->addWidget(control, 0, Qt::AlignVCenter);
}

void SectionHeader::paintEvent(QPaintEvent*)
{
    const Tokens tokens = currentTokens();
    QPainter painter(this);
    painter.fillRect(rect(), tokens.panel);
    painter.fillRect(0, height() - tokens.lineWidth, width(), tokens.lineWidth, tokens.line);
}

Separator::Separator(Qt::Orientation orientation, QWidget* parent)
    : QWidget(parent)
{
    const int width = currentTokens().lineWidth;
    if (orientation == Qt::Horizontal)
        setFixedHeight(width);
    else
        setFixedWidth(width);
}

void Separator::paintEvent(QPaintEvent*)
{
    QPainter(this).fillRect(rect(), currentTokens().line);
}

} // namespace tailslate::ui
