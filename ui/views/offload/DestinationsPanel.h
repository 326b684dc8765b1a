// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hash/Digest.h"
#include "offload/Verdict.h"
#include "ui/models/DestinationModel.h"
#include "ui/widgets/ComboBox.h"
#include "ui/widgets/Notice.h"

#include <QVBoxLayout>
#include <QWidget>

#include <vector>

namespace tailslate::ui {

/// Where the roll goes: one row for each destination, what is wrong with them together, and how it
/// is proved.
class DestinationsPanel final : public QWidget {
    Q_OBJECT

public:
    /// @param model Borrowed; must outlive the panel.
    explicit DestinationsPanel(DestinationModel& model, QWidget* parent = nullptr);

    [[nodiscard]] hash::Algorithm algorithm() const;
    void setAlgorithm(hash::Algorithm algorithm);

    [[nodiscard]] offload::Mode proof() const;
    void setProof(offload::Mode proof);

    /// Says what has to be proved before a card may be formatted.
    void setRule(const offload::SafetyRule& rule);

signals:
    void addWanted();
    /// The operator chose another checksum or proof.
    void choiceChanged();

private:
    class Row;

    void rebuild();
    void updateRows();

    DestinationModel& m_model;
    QVBoxLayout* m_rows;
    std::vector<Row*> m_shown;
    QLabel* m_empty;
    Notice* m_warning;
    ComboBox* m_algorithm;
    ComboBox* m_proof;
    QLabel* m_rule;
};

} // namespace tailslate::ui
