// SPDX-License-Identifier: Apache-2.0
#include "app/Services.h"
#include "av/Source.h"
#include "base/Clock.h"
#include "io/DiskFileSystem.h"
#include "pdf/PdfReport.h"
#include "ui/app/MainWindow.h"
#include "ui/app/Settings.h"
#include "ui/app/Style.h"
#include "ui/app/Workbench.h"
#include "ui/bridge/Text.h"
#include "ui/dialogs/DialogPrompts.h"
#include "ui/widgets/Icon.h"
#include "ui/widgets/Viewer.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QFile>

#include <cstdio>
#include <optional>

namespace {

using namespace tailslate;

constexpr int kUsageError = 2;

/// What the command line asks for.
struct Request {
    std::optional<std::filesystem::path> project;
    std::optional<av::SourceSpec> source;
    ui::Workspace workspace = ui::Workspace::Offload;
};

int complain(const QString& sentence)
{
    std::fprintf(stderr, "tailslate: %s\n", qPrintable(sentence));
    return kUsageError;
}

/// Reads the command line; prints help or version and ends the program where that was asked for.
Result<Request> readCommandLine(const QApplication& application)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(
        QStringLiteral("Offloads camera cards with proof and grades the live feed."));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addPositionalArgument(QStringLiteral("project"), QStringLiteral("Project file to open."),
                                 QStringLiteral("[project]"));
    const QCommandLineOption workspace(QStringLiteral("workspace"),
                                       QStringLiteral("Begin in a workspace: offload or grade."),
                                       QStringLiteral("name"), QStringLiteral("offload"));
    const QCommandLineOption source(
        QStringLiteral("source"),
        QStringLiteral("Play a source in Grade: pattern, a file, an address or a device."),
        QStringLiteral("spec"));
    parser.addOption(workspace);
    parser.addOption(source);
    parser.process(application);

    Request request;
    const QStringList positional = parser.positionalArguments();
    if (positional.size() > 1)
        return failure(ErrorCode::InvalidArgument, "only one project file can be opened");
    if (!positional.isEmpty())
        request.project = QFile::encodeName(positional.front()).toStdString();
    if (parser.value(workspace) == QStringLiteral("grade"))
        request.workspace = ui::Workspace::Grade;
    else if (parser.value(workspace) != QStringLiteral("offload"))
        return failure(ErrorCode::InvalidArgument, "the workspaces are offload and grade");
    if (parser.isSet(source)) {
        TAILSLATE_TRY(request.source,
                      av::parseSource(QFile::encodeName(parser.value(source)).toStdString()));
        if (!parser.isSet(workspace))
            request.workspace = ui::Workspace::Grade;
    }
    return request;
}

} // namespace

int main(int argc, char** argv)
{
    QSurfaceFormat::setDefaultFormat(ui::Viewer::surfaceFormat());
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("tailslate"));
    QApplication::setApplicationDisplayName(QStringLiteral("Tailslate"));
    QApplication::setApplicationVersion(ui::screenText(app::programVersion()));

    const Result<Request> request = readCommandLine(application);
    if (!request)
        return complain(ui::errorSentence(request.error()));

    io::DiskFileSystem files;
    const SystemClock clock;
    const app::Services services{
        .files = files, .clock = clock, .writePdf = [](const auto& document, const auto& path) {
            return pdf::writePdf(document, path);
        }};
    ui::Settings settings({});
    ui::applyLook(application, settings.look());
    QApplication::setWindowIcon(ui::themedIcon(QStringLiteral("tailslate")));

    ui::DialogPrompts prompts;
    ui::Workbench bench(services, prompts, settings, [] { return io::mountedVolumes(); });
    ui::MainWindow window(bench);
    if (request->project)
        window.openProject(*request->project);
    if (request->source)
        window.openSource(*request->source);
    window.showWorkspace(request->workspace);
    window.show();
    return QApplication::exec();
}
