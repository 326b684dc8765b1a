// SPDX-License-Identifier: Apache-2.0
// tailslate-cli: what needs no pictures, itself; all else through tailslate-pictures beside it.
#include "base/Clock.h"
#include "cli/CommandLine.h"
#include "cli/Foreground.h"
#include "cli/PictureProgram.h"
#include "io/DiskFileSystem.h"

int main(int argc, char** argv)
{
    using namespace tailslate;
    if (cli::needsPictureProgram({argv + 1, argv + argc}))
        return cli::becomePictureProgram(argv);
    cli::catchInterrupts();

    SystemClock clock;
    io::DiskFileSystem files;
    app::Services services{files, clock, {}};
    return cli::runCommandLine(argc, argv, services, {},
                               {cli::addOffloadCommands, cli::addCardCommands, cli::addMhlCommands,
                                cli::addProjectCommands});
}
