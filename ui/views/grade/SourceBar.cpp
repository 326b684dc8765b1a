// SPDX-License-Identifier: Apache-2.0
#include "ui/views/grade/SourceBar.h"

#include "ui/bridge/Text.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace tailslate::ui {

SourceBar::SourceBar(Prompts& prompts, QWidget* parent)
    : QWidget(parent)
    , m_prompts(prompts)
    , m_kind(new ComboBox(this))
    , m_address(new QLineEdit(this))
    , m_file(new ElidedLabel(textFont(), ElidedLabel::Ink::Text, this))
    , m_browse(new QToolButton(this))
    , m_problem(new Notice(this))
{
    m_kind->setObjectName(QStringLiteral("sourceKind"));
    m_kind->setCaption(QStringLiteral("Source"));
    m_kind->addItem(QStringLiteral("Test pattern"), static_cast<int>(av::SourceKind::Pattern));
    m_kind->addItem(QStringLiteral("File"), static_cast<int>(av::SourceKind::File));
    m_kind->addItem(QStringLiteral("Stream"), static_cast<int>(av::SourceKind::Stream));
    m_kind->addItem(QStringLiteral("Capture device"), static_cast<int>(av::SourceKind::Device));
    m_address->setObjectName(QStringLiteral("sourceAddress"));
    m_address->setMinimumWidth(280);
    m_browse->setText(QStringLiteral("Choose…"));
    m_browse->setProperty("kind", "button");
    m_browse->setObjectName(QStringLiteral("sourceFile"));
    m_problem->setObjectName(QStringLiteral("sourceProblem"));

    auto* const row = new QHBoxLayout;
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(m_kind);
    row->addWidget(m_address, 1);
    row->addWidget(m_browse);
    row->addWidget(m_file, 1);
    row->addStretch(1);
    auto* const column = new QVBoxLayout(this);
    column->setContentsMargins(12, 8, 12, 8);
    column->setSpacing(0);
    column->addLayout(row);
    column->addWidget(m_problem);

    connect(m_kind, &QComboBox::activated, this, &SourceBar::chooseKind);
    connect(m_address, &QLineEdit::returnPressed, this, &SourceBar::chooseTyped);
    connect(m_browse, &QToolButton::clicked, this, &SourceBar::chooseFile);
    showKind(av::SourceKind::Pattern);
}

void SourceBar::setSource(const av::SourceSpec& source)
{
    m_kind->setCurrentIndex(m_kind->findData(static_cast<int>(source.kind)));
    showKind(source.kind);
    if (source.kind == av::SourceKind::File) {
        m_lastFile = source.location;
        m_file->setText(pathText(m_lastFile));
    } else if (source.kind != av::SourceKind::Pattern) {
        m_address->setText(screenText(source.location));
    }
}

void SourceBar::setProblem(const QString& sentence)
{
    if (sentence.isEmpty())
        m_problem->clear();
    else
        m_problem->say(State::Bad, sentence);
}

void SourceBar::showKind(av::SourceKind kind)
{
    const bool address = kind == av::SourceKind::Stream || kind == av::SourceKind::Device;
    m_address->setVisible(address);
    m_address->setPlaceholderText(
        kind == av::SourceKind::Device
            ? QStringLiteral("/dev/video0, then Enter")
            : QStringLiteral("srt://, rtsp:// or udp:// address, then Enter"));
    m_browse->setVisible(kind == av::SourceKind::File);
    m_file->setVisible(kind == av::SourceKind::File);
}

void SourceBar::chooseKind()
{
    const auto kind = static_cast<av::SourceKind>(m_kind->currentData().toInt());
    setProblem({});
    m_address->clear();
    showKind(kind);
    if (kind == av::SourceKind::Pattern) {
        emit sourceChosen({.kind = kind, .location = std::string(av::kDefaultPattern)});
    } else if (kind == av::SourceKind::File) {
        chooseFile();
    } else {
        if (kind == av::SourceKind::Device)
            m_address->setText(QStringLiteral("/dev/video0"));
        m_address->setFocus();
        m_address->selectAll();
    }
}

void SourceBar::chooseTyped()
{
    const Result<av::SourceSpec> source =
        av::parseSource(m_address->text().trimmed().toStdString());
    if (!source)
        return setProblem(errorSentence(source.error()));
    setProblem({});
    emit sourceChosen(*source);
}

void SourceBar::chooseFile()
{
    const FileQuestion question{
        .title = QStringLiteral("Play a file"),
        .start = m_lastFile.parent_path(),
        .filters = {QStringLiteral("Movies (*.mov *.mxf *.mp4 *.mkv *.avi *.MOV *.MXF *.MP4)"),
                    QStringLiteral("All files (*)")},
        .suffix = {}};
    m_prompts.chooseFileToOpen(this, question, [this](const std::filesystem::path& file) {
        m_lastFile = file;
        m_file->setText(pathText(file));
        setProblem({});
        emit sourceChosen({.kind = av::SourceKind::File, .location = file.native()});
    });
}

} // namespace tailslate::ui
