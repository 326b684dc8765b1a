// SPDX-License-Identifier: Apache-2.0
#include "ui/app/HeaderBar.h"

#include "ui/widgets/Icon.h"
#include "ui/widgets/Section.h"
#include "ui/widgets/Theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QTime>
#include <QVBoxLayout>

namespace tailslate::ui {
namespace {

/// The mark before the name, painted so that it follows the look.
class Mark final : public QWidget {
public:
    explicit Mark(QWidget* parent)
        : QWidget(parent)
    {
        setFixedSize(18, 18);
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        themedIcon(QStringLiteral("tailslate")).paint(&painter, rect());
    }
};

} // namespace

HeaderBar::HeaderBar(QWidget* parent)
    : QWidget(parent)
    , m_menus(new QMenuBar(this))
    , m_tabs(new QTabBar(this))
    , m_project(
          new ElidedLabel(textFont(TypeSize::Title, Weight::Medium), ElidedLabel::Ink::Text, this))
    , m_clock(new ElidedLabel(textFont(TypeSize::Title), ElidedLabel::Ink::Quiet, this))
{
    setProperty("surface", "ground");
    setAttribute(Qt::WA_StyledBackground);
    auto* const name = new QLabel(QStringLiteral("Tailslate"), this);
    name->setFont(textFont(TypeSize::Title, Weight::Bold));
    m_menus->setNativeMenuBar(false);
    m_menus->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred);
    m_project->setObjectName(QStringLiteral("projectTitle"));
    m_project->setAlignment(Qt::AlignHCenter);
    m_clock->setFigures(true);
    m_clock->setAlignment(Qt::AlignRight);
    m_clock->setFixedWidth(72);
    m_tabs->setObjectName(QStringLiteral("workspaces"));
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->setFocusPolicy(Qt::TabFocus);
    m_tabs->setFont(textFont());

    auto* const title = new QHBoxLayout;
    title->setContentsMargins(12, 4, 12, 4);
    title->setSpacing(8);
    title->addWidget(new Mark(this));
    title->addWidget(name);
    title->addSpacing(12);
    title->addWidget(m_menus);
    title->addWidget(m_project, 1);
    title->addSpacing(180);
    title->addWidget(m_clock);

    auto* const tabs = new QHBoxLayout;
    tabs->setContentsMargins(0, 0, 0, 0);
    tabs->addWidget(m_tabs);
    tabs->addStretch(1);

    auto* const column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(title);
    column->addLayout(tabs);
    column->addWidget(new Separator(Qt::Horizontal, this));

    m_second.setInterval(1000);
    connect(&m_second, &QTimer::timeout, this, &HeaderBar::showTime);
    m_second.start();
    showTime();
    setProject({}, {});
}

void HeaderBar::setProject(const QString& title, const QString& path)
{
    m_project->setText(title.isEmpty() ? QStringLiteral("No project") : title);
    m_project->setToolTip(path);
}

void HeaderBar::showTime()
{
    m_clock->setText(QTime::currentTime().toString(QStringLiteral("HH:mm:ss")));
    m_clock->setToolTip({});
}

} // namespace tailslate::ui
