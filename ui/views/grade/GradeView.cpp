// SPDX-License-Identifier: Apache-2.0
#include "ui/views/grade/GradeView.h"

#include "app/GradeExport.h"
#include "ui/bridge/Text.h"
#include "ui/views/grade/GradeControls.h"
#include "ui/views/grade/GradesPanel.h"
#include "ui/views/grade/PicturePanel.h"
#include "ui/views/grade/SourceBar.h"
#include "ui/widgets/Icon.h"
#include "ui/widgets/Scopes.h"
#include "ui/widgets/Section.h"

#include <QHBoxLayout>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <memory>
#include <utility>

namespace tailslate::ui {
namespace {

QString nameOf(const std::vector<color::SpaceChoice>& choices, const std::string& id)
{
    const auto found = std::find_if(choices.begin(), choices.end(),
                                    [&](const auto& choice) { return choice.id == id; });
    return screenText(found == choices.end() ? id : found->name);
}

QToolButton* toolButton(QAction* action, QWidget* parent)
{
    auto* const button = new QToolButton(parent);
    button->setDefaultAction(action);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setIconSize(kTextIconSize);
    button->setProperty("kind", "button");
    button->setObjectName(action->objectName() + QStringLiteral("Button"));
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

/// An id that ASC CDL files take: an XML anyURI without blanks.
std::string idFrom(const std::filesystem::path& file)
{
    std::string id = file.stem().string();
    for (char& character : id) {
        const bool plain = (character >= '0' && character <= '9') ||
                           (character >= 'A' && character <= 'Z') ||
                           (character >= 'a' && character <= 'z') || character == '-' ||
                           character == '_' || character == '.';
        if (!plain)
            character = '_';
    }
    return id.empty() ? std::string("grade") : id;
}

} // namespace

GradeView::GradeView(const GradeParts& parts, QWidget* parent)
    : QWidget(parent)
    , m_parts(parts)
    , m_player(parts.background)
    , m_sourceBar(new SourceBar(parts.prompts, this))
    , m_picture(new PicturePanel(this))
    , m_controls(new GradeControls(this))
    , m_grades(new GradesPanel(this))
    , m_input(new ComboBox(this))
    , m_output(new ComboBox(this))
    , m_chain(new QLabel(this))
    , m_note(new Notice(this))
{
    makeActions();

    auto* const parade = new ParadeScope(this);
    parade->setObjectName(QStringLiteral("parade"));
    auto* const histogram = new HistogramScope(this);
    histogram->setObjectName(QStringLiteral("histogram"));
    auto* const scopes = new QWidget(this);
    auto* const scopeColumn = new QVBoxLayout(scopes);
    scopeColumn->setContentsMargins(0, 0, 0, 0);
    scopeColumn->setSpacing(0);
    scopeColumn->addWidget(new SectionHeader(QStringLiteral("Parade"), this));
    scopeColumn->addWidget(parade, 3);
    scopeColumn->addWidget(new SectionHeader(QStringLiteral("Histogram"), this));
    scopeColumn->addWidget(histogram, 2);
    scopes->setMinimumWidth(260);
    connect(m_picture, &PicturePanel::sampled, parade, &ParadeScope::setPicture);
    connect(m_picture, &PicturePanel::sampled, histogram, &HistogramScope::setPicture);

    auto* const middle = new QWidget(this);
    auto* const middleColumn = new QVBoxLayout(middle);
    middleColumn->setContentsMargins(0, 0, 0, 0);
    middleColumn->setSpacing(0);
    middleColumn->addWidget(m_sourceBar);
    middleColumn->addWidget(m_picture, 1);
    m_grades->setMinimumWidth(180);

    auto* const top = new QSplitter(Qt::Horizontal, this);
    top->setHandleWidth(1);
    top->setChildrenCollapsible(false);
    top->addWidget(m_grades);
    top->addWidget(middle);
    top->addWidget(scopes);
    top->setStretchFactor(1, 1);
    top->setSizes({220, 1040, 340});

    auto* const column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(top, 1);
    column->addWidget(new Separator(Qt::Horizontal, this));
    column->addWidget(makePipelineBar());
    column->addWidget(new Separator(Qt::Horizontal, this));
    column->addWidget(m_note);
    column->addWidget(m_controls);

    m_note->setObjectName(QStringLiteral("gradeNote"));
    m_note->setDismissible(true);
    m_note->layout()->setContentsMargins(32, 4, 12, 4);
    connectParts();
    setSpaces();
    showGrade();
    buildProgram();
}

GradeView::~GradeView() = default;

void GradeView::openSource(const av::SourceSpec& source)
{
    m_sourceBar->setSource(source);
    m_picture->setFrame(nullptr);
    m_player.open(source);
    m_picture->setFeed(m_player.view());
    emit sourceChanged(source);
}

void GradeView::openDefaultSource()
{
    if (!m_player.view().open)
        openSource({.kind = av::SourceKind::Pattern, .location = std::string(av::kDefaultPattern)});
}

void GradeView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    setActionsEnabled(true);
}

void GradeView::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    setActionsEnabled(false);
}

void GradeView::setActionsEnabled(bool on)
{
    for (QAction* const action : std::as_const(m_actions))
        if (action)
            action->setEnabled(on);
}

QWidget* GradeView::makePipelineBar()
{
    auto* const bar = new QWidget(this);
    bar->setProperty("surface", "panel");
    bar->setAttribute(Qt::WA_StyledBackground);
    m_input->setObjectName(QStringLiteral("inputSpace"));
    m_input->setCaption(QStringLiteral("Input"));
    m_output->setObjectName(QStringLiteral("outputSpace"));
    m_output->setCaption(QStringLiteral("Display"));
    m_chain->setObjectName(QStringLiteral("pipelineLine"));
    m_chain->setTextFormat(Qt::PlainText);
    for (const auto& space : color::cameraSpaces())
        m_input->addItem(screenText(space.name), screenText(space.id));
    for (const auto& space : color::displaySpaces())
        m_output->addItem(screenText(space.name), screenText(space.id));

    auto* const row = new QHBoxLayout(bar);
    row->setContentsMargins(12, 8, 12, 8);
    row->setSpacing(8);
    row->addWidget(m_input);
    row->addWidget(m_output);
    row->addSpacing(8);
    row->addWidget(m_chain, 1);
    for (QAction* const action : std::as_const(m_actions))
        if (action && action->property("inBar").toBool())
            row->addWidget(toolButton(action, bar));

    const auto chosen = [this] {
        color::PipelineSettings settings = m_state.settings();
        settings.input = m_input->currentData().toString().toStdString();
        settings.output = m_output->currentData().toString().toStdString();
        m_state.apply(settings, QStringLiteral("Pipeline"));
    };
    connect(m_input, &QComboBox::activated, this, chosen);
    connect(m_output, &QComboBox::activated, this, chosen);
    return bar;
}

void GradeView::makeActions()
{
    const auto add = [this](const QString& name, const QString& icon, const QString& text,
                            auto function, bool inBar) {
        auto* const action = new QAction(themedIcon(icon), text, this);
        action->setObjectName(name);
        action->setProperty("inBar", inBar);
        connect(action, &QAction::triggered, this, function);
        m_actions << action;
        return action;
    };
    m_gradeOn = add(
        QStringLiteral("gradeOn"), QStringLiteral("eye"), QStringLiteral("Grade on"),
        [this](bool on) { m_state.setGradeOn(on); }, true);
    m_gradeOn->setCheckable(true);
    m_gradeOn->setChecked(true);
    m_gradeOn->setShortcut(QKeySequence(Qt::Key_B));
    m_gradeOn->setToolTip(QStringLiteral("Shows the picture with or without its grade (B)"));
    auto* const reset = add(
        QStringLiteral("resetGrade"), QStringLiteral("reset"), QStringLiteral("Reset grade"),
        [this] {
            color::PipelineSettings settings = m_state.settings();
            settings.cdl = {};
            m_state.apply(settings, QStringLiteral("Reset grade"));
        },
        true);
    reset->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_R));
    m_actions << nullptr;
    add(
        QStringLiteral("saveGradeAction"), QStringLiteral("save"),
        QStringLiteral("Save grade to project…"), [this] { saveGrade(); }, false)
        ->setShortcut(QKeySequence::Save);
    m_actions << nullptr;
    add(
        QStringLiteral("openCdl"), QStringLiteral("open"), QStringLiteral("Open CDL…"),
        [this] { openCdl(); }, false);
    add(
        QStringLiteral("exportCdl"), QStringLiteral("export"), QStringLiteral("CDL…"),
        [this] { exportCdl(); }, true)
        ->setToolTip(QStringLiteral("Exports the grade as ASC CDL"));
    add(
        QStringLiteral("exportCube"), QStringLiteral("export"), QStringLiteral(".cube…"),
        [this] { exportCube(33); }, true)
        ->setToolTip(
            QStringLiteral("Exports the whole pipeline as a 3D LUT with 33 points a side"));
    add(
        QStringLiteral("exportCube65"), QStringLiteral("export"),
        QStringLiteral(".cube with 65 points a side…"), [this] { exportCube(65); }, false);
    add(
        QStringLiteral("saveStill"), QStringLiteral("still"), QStringLiteral("Still…"),
        [this] { saveStill(); }, true)
        ->setToolTip(QStringLiteral("Saves the picture with its grade"));
    for (QAction* const action : std::as_const(m_actions)) {
        if (!action)
            continue;
        addAction(action);
        action->setEnabled(false);
    }
}

void GradeView::connectParts()
{
    connect(m_sourceBar, &SourceBar::sourceChosen, this, &GradeView::openSource);
    connect(&m_player, &FeedPlayer::frameArrived, this,
            [this] { m_picture->setFrame(m_player.frame()); });
    connect(&m_player, &FeedPlayer::viewChanged, this, [this] {
        m_picture->setFeed(m_player.view());
        m_sourceBar->setProblem(m_player.view().problem);
    });
    connect(m_controls, &GradeControls::cdlChanged, &m_state, &GradeState::setCdl);
    connect(m_controls, &GradeControls::gestureEnded, &m_state, &GradeState::commit);
    connect(m_controls, &GradeControls::styleChosen, this, [this](color::CdlStyle style) {
        color::PipelineSettings settings = m_state.settings();
        settings.style = style;
        m_state.apply(settings, QStringLiteral("CDL style"));
    });
    connect(&m_state, &GradeState::cdlChanged, this, &GradeView::showGrade);
    connect(&m_state, &GradeState::pipelineChanged, this, [this] {
        setSpaces();
        buildProgram();
    });
    connect(m_grades, &GradesPanel::saveWanted, this, &GradeView::saveGrade);
    connect(m_grades, &GradesPanel::gradeChosen, this, [this](const project::GradeRow& grade) {
        m_state.apply(
            {.input = grade.input, .cdl = grade.cdl, .style = grade.style, .output = grade.output},
            QStringLiteral("Grade %1").arg(screenText(grade.name)));
    });
    connect(&m_parts.session, &ProjectSession::contentsChanged, this,
            [this] { m_grades->setGrades(true, m_parts.session.grades()); });
}

void GradeView::buildProgram()
{
    m_build.stop();
    m_build = m_parts.background.run<std::shared_ptr<const color::GpuProgram>>(
        "gpu-program", this,
        [settings = m_state.settings()](
            jobs::JobContext) -> Result<std::shared_ptr<const color::GpuProgram>> {
            TAILSLATE_TRY(const auto pipeline, color::Pipeline::create(settings));
            TAILSLATE_TRY(color::GpuProgram program, pipeline->gpuProgram());
            return std::make_shared<const color::GpuProgram>(std::move(program));
        },
        [this, style = m_state.settings().style](
            Result<std::shared_ptr<const color::GpuProgram>> program) {
            if (!program)
                return report(program.error());
            m_picture->setProgram(std::move(*program), style);
        });
}

void GradeView::showGrade()
{
    m_controls->setCdl(m_state.settings().cdl);
    m_picture->setCdl(m_state.shownCdl());
    m_picture->setGradeOn(m_state.gradeOn());
    m_gradeOn->setChecked(m_state.gradeOn());
    showPipeline();
}

void GradeView::showPipeline()
{
    const color::PipelineSettings& settings = m_state.settings();
    m_chain->setText(QStringLiteral("%1  →  %2  →  ACES SDR  →  %3")
                         .arg(nameOf(color::cameraSpaces(), settings.input),
                              m_state.gradeOn() ? QStringLiteral("CDL") : QStringLiteral("CDL off"),
                              nameOf(color::displaySpaces(), settings.output)));
}

void GradeView::setSpaces()
{
    m_input->setCurrentIndex(m_input->findData(screenText(m_state.settings().input)));
    m_output->setCurrentIndex(m_output->findData(screenText(m_state.settings().output)));
    m_controls->setStyle(m_state.settings().style);
    showPipeline();
}

void GradeView::save(const QString& title, const QString& suggestion, const QStringList& filters,
                     const QString& suffix,
                     std::function<Result<void>(const std::filesystem::path&)> write)
{
    const FileQuestion question{.title = title,
                                .start = m_lastFolder / suggestion.toStdString(),
                                .filters = filters,
                                .suffix = suffix};
    m_parts.prompts.chooseFileToSave(
        this, question, [this, write = std::move(write)](const std::filesystem::path& file) {
            m_lastFolder = file.parent_path();
            m_note->say(State::Working, QStringLiteral("Writing %1").arg(pathText(file)));
            m_parts.background.run<void>(
                "export", this, [write, file](jobs::JobContext) { return write(file); },
                [this, file](Result<void> written) {
                    if (!written)
                        return report(written.error());
                    const QString sentence = QStringLiteral("Written: %1").arg(pathText(file));
                    m_note->say(State::Good, sentence);
                    emit eventHappened(sentence, false);
                });
        });
}

void GradeView::exportCdl()
{
    save(QStringLiteral("Export CDL"), QStringLiteral("grade.cdl"),
         {QStringLiteral("ASC CDL (*.cdl)"), QStringLiteral("Color correction collection (*.ccc)"),
          QStringLiteral("Color correction (*.cc)")},
         QStringLiteral("cdl"),
         [&services = m_parts.services, cdl = m_state.settings().cdl,
          chain = m_chain->text().toStdString()](const std::filesystem::path& file) {
             return app::exportCdl(
                 services, file,
                 color::ColorCorrection{.id = idFrom(file), .description = chain, .cdl = cdl});
         });
}

void GradeView::exportCube(int edge)
{
    save(QStringLiteral("Export 3D LUT"), QStringLiteral("grade.cube"),
         {QStringLiteral("Cube LUT (*.cube)")}, QStringLiteral("cube"),
         [&services = m_parts.services, settings = m_state.settings(),
          edge](const std::filesystem::path& file) {
             return app::exportCube(services, file, settings, edge, idFrom(file));
         });
}

void GradeView::saveStill()
{
    if (!m_player.frame())
        return m_note->say(State::Warning, QStringLiteral("There is no picture to save yet"));
    save(QStringLiteral("Save still"), QStringLiteral("still.png"),
         {QStringLiteral("PNG (*.png)"), QStringLiteral("TIFF (*.tif *.tiff)"),
          QStringLiteral("JPEG (*.jpg)"), QStringLiteral("OpenEXR (*.exr)")},
         QStringLiteral("png"),
         [&services = m_parts.services, frame = m_player.frame(),
          settings = m_state.settings()](const std::filesystem::path& file) {
             return app::exportStill(services, file, *frame, settings);
         });
}

void GradeView::openCdl()
{
    const FileQuestion question{
        .title = QStringLiteral("Open CDL"),
        .start = m_lastFolder,
        .filters = {QStringLiteral("ASC CDL (*.cdl *.ccc *.cc)"), QStringLiteral("All files (*)")},
        .suffix = {}};
    m_parts.prompts.chooseFileToOpen(this, question, [this](const std::filesystem::path& file) {
        m_lastFolder = file.parent_path();
        m_parts.background.run<std::vector<color::ColorCorrection>>(
            "cdl-read", this, [file](jobs::JobContext) { return color::readCdlFile(file); },
            [this](Result<std::vector<color::ColorCorrection>> corrections) {
                if (!corrections)
                    return report(corrections.error());
                color::PipelineSettings settings = m_state.settings();
                settings.cdl = corrections->front().cdl;
                m_state.apply(settings, QStringLiteral("Open CDL"));
                m_note->say(
                    State::Good,
                    corrections->size() == 1
                        ? QStringLiteral("CDL applied: %1").arg(screenText(corrections->front().id))
                        : QStringLiteral("First of %1 CDLs applied: %2")
                              .arg(corrections->size())
                              .arg(screenText(corrections->front().id)));
            });
    });
}

void GradeView::saveGrade()
{
    if (!m_parts.session.project())
        return m_note->say(State::Warning,
                           QStringLiteral("Open or make a project first; grades are kept in it"));
    const QString suggestion = QStringLiteral("Grade %1").arg(m_parts.session.grades().size() + 1);
    m_parts.prompts.askText(this, QStringLiteral("Save grade"), QStringLiteral("Name"), suggestion,
                            [this](const QString& name) {
                                const color::PipelineSettings& settings = m_state.settings();
                                project::GradeRow row;
                                row.name = name.toStdString();
                                row.input = settings.input;
                                row.output = settings.output;
                                row.style = settings.style;
                                row.cdl = settings.cdl;
                                m_parts.session.saveGrade(row);
                            });
}

void GradeView::report(const Error& error)
{
    m_note->say(State::Bad, errorSentence(error));
    emit eventHappened(errorLogLine(error), true);
}

} // namespace tailslate::ui
