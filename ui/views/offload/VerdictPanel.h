// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/bridge/OffloadQueue.h"
#include "ui/widgets/Notice.h"
#include "ui/widgets/VerdictLine.h"

#include <QPushButton>
#include <QVBoxLayout>
#include <QWidget>

#include <vector>

namespace tailslate::ui {

/// The verdict on one card in letters that read from three metres, its reasons each with the way
/// out, and the report.
class VerdictPanel final : public QWidget {
    Q_OBJECT

public:
    explicit VerdictPanel(QWidget* parent = nullptr);

    /// Shows how an offload stands or ended; null says that there is no verdict.
    /// @param roll The chosen card, for the case of null; may be empty.
    /// @param isKnown An earlier offload of all its files is shown elsewhere; likewise.
    void setEntry(const OffloadEntry* entry, const QString& roll, bool isKnown);

    /// Whether a report of what is shown can be written now.
    void setReportPossible(bool possible);

    /// What came of writing the report; empty clears it.
    void setReportNote(State state, const QString& sentence);

    [[nodiscard]] QString headline() const { return m_line->headline(); }

signals:
    void reportWanted();

private:
    void setReasons(const QStringList& reasons, State state);

    VerdictLine* m_line;
    QPushButton* m_report;
    QVBoxLayout* m_reasons;
    std::vector<Notice*> m_shown;
    QStringList m_shownTexts;
    Notice* m_note;
};

} // namespace tailslate::ui
