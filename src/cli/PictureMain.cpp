// SPDX-License-Identifier: Apache-2.0
// tailslate-pictures: the whole command line, also what decodes, grades and draws pictures.
#include "app/OffloadReports.h"
#include "base/Clock.h"
#include "cli/CommandLine.h"
#include "cli/Foreground.h"
#include "cli/PdfSupport.h"
#include "io/DiskFileSystem.h"

int main(int argc, char** argv)
{
    using namespace tailslate;
    cli::catchInterrupts();

    SystemClock clock;
    io::DiskFileSystem files;
    cli::PdfSupport pdf(argc, argv);
    app::Services services{files, clock, pdf.writer()};
    const cli::ReportSupport reports{[&pdf] { pdf.prepare(); }, app::writeOffloadReport};
    return cli::runCommandLine(argc, argv, services, reports,
                               {cli::addOffloadCommands, cli::addCardCommands, cli::addClipCommands,
                                cli::addFeedCommands, cli::addReportCommands, cli::addMhlCommands,
                                cli::addProjectCommands, cli::addDemoCommands});
}
