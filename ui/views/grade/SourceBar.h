// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "av/Source.h"
#include "ui/bridge/FeedPlayer.h"
#include "ui/dialogs/Prompts.h"
#include "ui/widgets/ComboBox.h"
#include "ui/widgets/ElidedLabel.h"
#include "ui/widgets/Notice.h"

#include <QLineEdit>
#include <QToolButton>
#include <QWidget>

namespace tailslate::ui {

/// Chooses where the picture comes from: a test pattern, a file, a network stream or a capture
/// device.
class SourceBar final : public QWidget {
    Q_OBJECT

public:
    /// @param prompts Borrowed; must outlive the bar.
    explicit SourceBar(Prompts& prompts, QWidget* parent = nullptr);

    /// Shows a source as the chosen one; emits nothing.
    void setSource(const av::SourceSpec& source);

    /// Says why a source cannot be played; empty for nothing.
    void setProblem(const QString& sentence);

signals:
    void sourceChosen(const av::SourceSpec& source);

private:
    void chooseKind();
    void chooseTyped();
    void chooseFile();
    void showKind(av::SourceKind kind);

    Prompts& m_prompts;
    ComboBox* m_kind;
    QLineEdit* m_address;
    ElidedLabel* m_file;
    QToolButton* m_browse;
    Notice* m_problem;
    std::filesystem::path m_lastFile;
};

} // namespace tailslate::ui
