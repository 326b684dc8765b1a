// SPDX-License-Identifier: Apache-2.0
#include "ui/views/grade/GradesPanel.h"

#include "ui/widgets/Icon.h"
#include "ui/widgets/Paint.h"
#include "ui/widgets/Section.h"

#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

namespace tailslate::ui {
namespace {

class GradeDelegate final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override
    {
        return {160, 44};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override
    {
        const Tokens tokens = currentTokens();
        const QRect box = option.rect;
        painter->save();
        paintRow(*painter, box, option.state.testFlag(QStyle::State_Selected), tokens);
        const QRect room = box.adjusted(14, 6, -12, -6);
        painter->setFont(textFont(TypeSize::Body, Weight::Medium));
        painter->setPen(tokens.text);
        paintElided(*painter, room, Qt::AlignTop, index.data(GradeModel::NameRole).toString());
        painter->setFont(textFont(TypeSize::Caption));
        painter->setPen(tokens.quiet);
        painter->drawText(room, Qt::AlignBottom, index.data(GradeModel::DetailRole).toString());
        painter->restore();
    }
};

} // namespace

GradesPanel::GradesPanel(QWidget* parent)
    : QWidget(parent)
    , m_list(new QListView(this))
    , m_empty(new QLabel(this))
    , m_save(
          new QPushButton(themedIcon(QStringLiteral("save")), QStringLiteral("Save grade…"), this))
{
    m_list->setObjectName(QStringLiteral("grades"));
    m_list->setModel(&m_model);
    m_list->setItemDelegate(new GradeDelegate(m_list));
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setToolTip(QStringLiteral("Double-click applies a grade"));
    m_empty->setProperty("tone", "quiet");
    m_empty->setWordWrap(true);
    m_empty->setContentsMargins(16, 12, 16, 12);
    m_save->setIconSize(kTextIconSize);
    m_save->setObjectName(QStringLiteral("saveGrade"));

    auto* const footer = new QVBoxLayout;
    footer->setContentsMargins(12, 8, 12, 12);
    footer->addWidget(m_save);
    auto* const column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(new SectionHeader(QStringLiteral("Grades"), this));
    column->addWidget(m_empty);
    column->addWidget(m_list, 1);
    column->addLayout(footer);

    connect(m_save, &QPushButton::clicked, this, &GradesPanel::saveWanted);
    connect(m_list, &QListView::activated, this,
            [this](const QModelIndex& index) { emit gradeChosen(m_model.grade(index.row())); });
    setGrades(false, {});
}

void GradesPanel::setGrades(bool open, const std::vector<project::GradeRow>& grades)
{
    m_model.setGrades(grades);
    m_save->setEnabled(open);
    m_empty->setText(open ? QStringLiteral("No grade is saved yet.")
                          : QStringLiteral("Open a project to keep grades."));
    m_empty->setVisible(grades.empty());
}

} // namespace tailslate::ui
