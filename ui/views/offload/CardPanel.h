// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/CardHistory.h"
#include "ui/bridge/CardShelf.h"
#include "ui/models/ClipModel.h"
#include "ui/views/offload/RollPath.h"
#include "ui/widgets/ElidedLabel.h"
#include "ui/widgets/Notice.h"
#include "ui/widgets/Section.h"

#include <QCheckBox>
#include <QLabel>
#include <QListView>
#include <QPushButton>
#include <QStringList>
#include <QToolButton>
#include <QVBoxLayout>
#include <QWidget>

#include <vector>

namespace tailslate::ui {

/// The chosen card: what it is, its clips, what is odd about it, and the one button that copies it.
class CardPanel final : public QWidget {
    Q_OBJECT

public:
    explicit CardPanel(QWidget* parent = nullptr);

    /// Shows a card; null shows none.
    void setCard(const CardSlot* card);

    /// What the project knows of the card, the most important first.
    void setHistory(const std::vector<app::EarlierOffload>& history);

    /// @param why Why the button cannot be pressed; empty when it can.
    void setBlocked(const QString& why);

    /// Where the roll goes below each destination.
    [[nodiscard]] RollPath& rollPath() { return *m_rollPath; }

    /// Whether the operator says that the card's warnings were looked at.
    [[nodiscard]] bool warningsSeen() const;

signals:
    void offloadWanted();

private:
    void setFindings(const media::Card* card);
    void addMore(QVBoxLayout& layout, std::vector<QWidget*>& rows, std::size_t count);

    SectionHeader* m_header;
    QToolButton* m_logged;
    QLabel* m_roll;
    QLabel* m_type;
    QLabel* m_reason;
    ElidedLabel* m_path;
    RollPath* m_rollPath;
    QVBoxLayout* m_findings;
    std::vector<QWidget*> m_findingRows;
    const media::Card* m_findingsOf = nullptr;
    QCheckBox* m_seen;
    ClipModel m_clips;
    QListView* m_clipList;
    QLabel* m_empty;
    QVBoxLayout* m_history;
    std::vector<QWidget*> m_historyRows;
    QStringList m_historyTexts;
    Notice* m_blocked;
    QPushButton* m_offload;
    int m_cardId = 0;
};

} // namespace tailslate::ui
