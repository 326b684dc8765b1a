// SPDX-License-Identifier: Apache-2.0
#include "ui/app/MainWindow.h"

#include "ui/app/HeaderBar.h"
#include "ui/app/LogDrawer.h"
#include "ui/app/Style.h"
#include "ui/bridge/Text.h"
#include "ui/models/QueueModel.h"
#include "ui/views/grade/GradeView.h"
#include "ui/views/offload/OffloadView.h"
#include "ui/widgets/Icon.h"
#include "ui/widgets/Notice.h"
#include "ui/widgets/StatusLine.h"

#include <QActionGroup>
#include <QApplication>
#include <QCloseEvent>
#include <QMenu>
#include <QVBoxLayout>

namespace tailslate::ui {

MainWindow::MainWindow(Workbench& bench)
    : m_bench(bench)
    , m_look(bench.settings().look())
    , m_header(new HeaderBar(this))
    , m_problem(new Notice(this))
    , m_stack(new QStackedWidget(this))
    , m_offload(new OffloadView({.services = bench.services(),
                                 .background = bench.background(),
                                 .prompts = bench.prompts(),
                                 .session = bench.session(),
                                 .shelf = bench.shelf(),
                                 .histories = bench.histories(),
                                 .queue = bench.queue(),
                                 .destinations = bench.destinations()},
                                this))
    , m_grade(new GradeView({.services = bench.services(),
                             .background = bench.background(),
                             .prompts = bench.prompts(),
                             .session = bench.session()},
                            this))
    , m_log(new LogDrawer(bench.log(), this))
    , m_status(new StatusLine(this))
{
    m_problem->setObjectName(QStringLiteral("projectProblem"));
    m_problem->setDismissible(true);
    m_problem->layout()->setContentsMargins(32, 8, 12, 8);
    m_status->setObjectName(QStringLiteral("status"));
    m_log->hide();
    m_stack->addWidget(m_offload);
    m_stack->addWidget(m_grade);
    m_header->tabs().addTab(QStringLiteral("Offload"));
    m_header->tabs().addTab(QStringLiteral("Grade"));
    m_header->tabs().setTabToolTip(0, QStringLiteral("Ctrl+1"));
    m_header->tabs().setTabToolTip(1, QStringLiteral("Ctrl+2"));

    auto* const whole = new QWidget(this);
    auto* const column = new QVBoxLayout(whole);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_header);
    column->addWidget(m_problem);
    column->addWidget(m_stack, 1);
    column->addWidget(m_log);
    column->addWidget(m_status);
    setCentralWidget(whole);
    setMinimumSize(1120, 720);
    resize(1600, 1000);

    makeFileMenu();
    makeEditMenu();
    makeViewMenu();
    makeHelpMenu();
    connectBench();
    m_offload->setChoices({.algorithm = m_bench.settings().algorithm(),
                           .proof = m_bench.settings().proof(),
                           .rollFolder = m_bench.settings().rollFolder()});
    restoreGeometry(m_bench.settings().windowGeometry());
    showProject();
    showJob();
}

MainWindow::~MainWindow() = default;

void MainWindow::showWorkspace(Workspace workspace)
{
    const int index = workspace == Workspace::Grade ? 1 : 0;
    m_header->tabs().setCurrentIndex(index);
    m_stack->setCurrentIndex(index);
    if (workspace == Workspace::Grade)
        m_grade->openDefaultSource();
}

void MainWindow::openProject(const std::filesystem::path& path)
{
    m_problem->clear();
    m_bench.session().open(path);
}

void MainWindow::openSource(const av::SourceSpec& source)
{
    m_grade->openSource(source);
}

void MainWindow::makeFileMenu()
{
    QMenu* const menu = m_header->menus().addMenu(QStringLiteral("&File"));
    menu->addAction(QStringLiteral("New project…"), QKeySequence::New, this,
                    &MainWindow::newProject);
    menu->addAction(QStringLiteral("Open project…"), QKeySequence::Open, this,
                    &MainWindow::chooseProject);
    QMenu* const recent = menu->addMenu(QStringLiteral("Open recent"));
    connect(menu, &QMenu::aboutToShow, this, [this, recent] { fillRecent(recent); });
    menu->addSeparator();
    menu->addAction(QStringLiteral("Quit"), QKeySequence::Quit, this, &QWidget::close);
}

void MainWindow::makeEditMenu()
{
    QMenu* const menu = m_header->menus().addMenu(QStringLiteral("&Edit"));
    QUndoStack& stack = m_grade->state().undoStack();
    QAction* const undo = stack.createUndoAction(this, QStringLiteral("Undo"));
    undo->setShortcut(QKeySequence::Undo);
    undo->setIcon(themedIcon(QStringLiteral("undo")));
    QAction* const redo = stack.createRedoAction(this, QStringLiteral("Redo"));
    redo->setShortcut(QKeySequence::Redo);
    redo->setIcon(themedIcon(QStringLiteral("redo")));
    menu->addActions({undo, redo});
}

void MainWindow::makeViewMenu()
{
    QMenu* const menu = m_header->menus().addMenu(QStringLiteral("&View"));
    menu->addAction(QStringLiteral("Offload"), QKeySequence(Qt::CTRL | Qt::Key_1), this,
                    [this] { showWorkspace(Workspace::Offload); });
    menu->addAction(QStringLiteral("Grade"), QKeySequence(Qt::CTRL | Qt::Key_2), this,
                    [this] { showWorkspace(Workspace::Grade); });
    menu->addSeparator();
    QAction* const log = menu->addAction(QStringLiteral("Log"), QKeySequence(Qt::Key_F9), m_log,
                                         &QWidget::setVisible);
    log->setCheckable(true);
    connect(m_log, &LogDrawer::closeWanted, log, [log] {
        log->setChecked(false);
        emit log->triggered(false);
    });
    menu->addSeparator();
    menu->addAction(QStringLiteral("Darker interface"), QKeySequence(Qt::Key_F8), this,
                    &MainWindow::nextBlackOut);
    QAction* const contrast =
        menu->addAction(QStringLiteral("High contrast"), this, [this](bool on) {
            Look look = m_look;
            look.contrast = on ? Contrast::High : Contrast::Normal;
            setLook(look);
        });
    contrast->setCheckable(true);
    contrast->setChecked(m_look.contrast == Contrast::High);

    QMenu* const grade = m_header->menus().addMenu(QStringLiteral("&Grade"));
    for (QAction* const action : m_grade->menuActions()) {
        if (action)
            grade->addAction(action);
        else
            grade->addSeparator();
    }
}

void MainWindow::makeHelpMenu()
{
    QMenu* const menu = m_header->menus().addMenu(QStringLiteral("&Help"));
    menu->addAction(QStringLiteral("About Tailslate"), this, [this] {
        m_problem->say(State::None,
                       QStringLiteral("Tailslate %1, a workstation for the digital imaging "
                                      "technician. Apache License 2.0.")
                           .arg(screenText(app::programVersion())));
    });
}

void MainWindow::connectBench()
{
    connect(&m_header->tabs(), &QTabBar::currentChanged, this, [this](int index) {
        showWorkspace(index == 1 ? Workspace::Grade : Workspace::Offload);
    });
    connect(m_status, &StatusLine::clicked, this, [this] { showWorkspace(Workspace::Offload); });

    ProjectSession& session = m_bench.session();
    connect(&session, &ProjectSession::contentsChanged, this, &MainWindow::showProject);
    connect(&session, &ProjectSession::projectChanged, m_problem, &Notice::clear);
    connect(&session, &ProjectSession::failed, this,
            [this](const QString& sentence) { m_problem->say(State::Bad, sentence); });

    OffloadQueue& queue = m_bench.queue();
    connect(&queue, &OffloadQueue::entryChanged, this, &MainWindow::showJob);
    connect(&queue, &OffloadQueue::entryAdded, this, &MainWindow::showJob);
    connect(&queue, &OffloadQueue::entryRemoved, this, &MainWindow::showJob);
    connect(&m_bench.destinations(), &DestinationModel::looked, this, &MainWindow::showJob);

    connect(m_offload, &OffloadView::newProjectWanted, this, &MainWindow::newProject);
    connect(m_offload, &OffloadView::openProjectWanted, this, &MainWindow::chooseProject);
    connect(m_offload, &OffloadView::choicesChanged, this, [this] {
        const OffloadChoices choices = m_offload->choices();
        m_bench.settings().setAlgorithm(choices.algorithm);
        m_bench.settings().setProof(choices.proof);
        m_bench.settings().setRollFolder(choices.rollFolder);
    });
    connect(m_offload, &OffloadView::eventHappened, &m_bench, &Workbench::logEvent);
    connect(m_grade, &GradeView::eventHappened, &m_bench, &Workbench::logEvent);
}

void MainWindow::fillRecent(QMenu* menu)
{
    menu->clear();
    for (const auto& path : m_bench.settings().recentProjects())
        menu->addAction(pathText(path), this, [this, path] { openProject(path); });
    menu->setEnabled(!menu->isEmpty());
}

void MainWindow::newProject()
{
    m_bench.prompts().newProject(
        this, m_bench.session().path().parent_path(), [this](const NewProject& project) {
            m_problem->clear();
            m_bench.session().create(project.path, project.show, project.unit);
        });
}

void MainWindow::chooseProject()
{
    const FileQuestion question{.title = QStringLiteral("Open project"),
                                .start = m_bench.session().path().parent_path(),
                                .filters = {QStringLiteral("Tailslate project (*.tailslate)"),
                                            QStringLiteral("All files (*)")},
                                .suffix = {}};
    m_bench.prompts().chooseFileToOpen(
        this, question, [this](const std::filesystem::path& path) { openProject(path); });
}

void MainWindow::showProject()
{
    const QString title = m_bench.session().title();
    m_header->setProject(title, pathText(m_bench.session().path()));
    setWindowTitle(title.isEmpty() ? QStringLiteral("Tailslate")
                                   : title + QStringLiteral(" · Tailslate"));
}

void MainWindow::showJob()
{
    const QStringList warnings = m_bench.destinations().warnings();
    m_status->setAttention(warnings.isEmpty() ? State::None : State::Warning,
                           warnings.isEmpty() ? QString() : warnings.front());
    const OffloadEntry* const entry = m_bench.queue().running();
    if (!entry) {
        const auto& entries = m_bench.queue().entries();
        if (entries.empty())
            return m_status->setJob(State::None, QStringLiteral("Nothing runs"));
        const QueueRowView last = queueRowView(entries.back());
        const State state = last.standing == Standing::Good      ? State::Good
                            : last.standing == Standing::Warning ? State::Warning
                                                                 : State::Bad;
        return m_status->setJob(state, QStringLiteral("%1 %2").arg(last.roll, last.word));
    }
    const QueueRowView view = queueRowView(*entry);
    QStringList words{QStringLiteral("%1 %2 %3 %")
                          .arg(view.roll, view.word)
                          .arg(static_cast<int>(view.fraction * 100.0))};
    if (!view.rate.isEmpty())
        words << view.rate;
    if (!view.timeLeft.isEmpty())
        words << view.timeLeft + QStringLiteral(" left");
    if (!view.limit.isEmpty())
        words << QStringLiteral("limit: ") + view.limit;
    const State state = view.standing == Standing::Warning   ? State::Warning
                        : view.standing == Standing::Waiting ? State::Waiting
                                                             : State::Working;
    m_status->setJob(state, words.join(QStringLiteral("  ·  ")), view.fraction);
}

void MainWindow::setLook(Look look)
{
    m_look = look;
    m_bench.settings().setLook(look);
    applyLook(*qApp, look);
}

void MainWindow::nextBlackOut()
{
    Look look = m_look;
    look.blackOut = look.blackOut == BlackOut::None   ? BlackOut::Half
                    : look.blackOut == BlackOut::Half ? BlackOut::Deep
                                                      : BlackOut::None;
    setLook(look);
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    if (m_bench.queue().running() && !m_closeConfirmed) {
        event->ignore();
        m_bench.prompts().confirm(
            this, QStringLiteral("An offload is running"),
            QStringLiteral("The offload stops when the window closes. What is verified stays "
                           "verified; the card is not safe to format."),
            QStringLiteral("Stop and close"), [this] {
                m_closeConfirmed = true;
                QMetaObject::invokeMethod(this, &QWidget::close, Qt::QueuedConnection);
            });
        return;
    }
    m_bench.settings().setWindowGeometry(saveGeometry());
    QMainWindow::closeEvent(event);
}

} // namespace tailslate::ui
