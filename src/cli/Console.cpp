// SPDX-License-Identifier: Apache-2.0
#include "cli/Console.h"

#include "base/DisplayText.h"
#include "cli/ExitCode.h"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <unistd.h>

namespace tailslate::cli {
namespace {

void writeLine(std::FILE* stream, const std::string& line)
{
    std::fwrite(line.data(), 1, line.size(), stream);
    std::fputc('\n', stream);
    std::fflush(stream);
}

} // namespace

Console::Console(Mode mode)
    : m_mode(mode)
    , m_terminal(::isatty(STDERR_FILENO) == 1)
{
}

void Console::say(const std::string& line)
{
    if (m_mode != Mode::Text)
        return;
    clearProgress();
    writeLine(stdout, line);
}

void Console::send(const nlohmann::json& object)
{
    if (m_mode == Mode::Json)
        writeLine(stdout, object.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

int Console::fail(const Error& error)
{
    const int exitCode = exitCodeFor(error);
    clearProgress();
    if (m_mode == Mode::Json)
        send({{"type", "error"},
              {"code", codeName(error.code)},
              {"message", error.message},
              {"path", displayText(error.path)},
              {"osError", error.osError},
              {"exitCode", exitCode}});
    else
        writeLine(stderr, "tailslate-cli: " + error.describe());
    return exitCode;
}

void Console::showProgress(const std::string& line)
{
    if (m_mode != Mode::Text || !m_terminal)
        return;
    std::fprintf(stderr, "\r\033[K%s", line.c_str());
    std::fflush(stderr);
    m_progressShown = true;
}

void Console::clearProgress()
{
    if (!m_progressShown)
        return;
    std::fputs("\r\033[K", stderr);
    std::fflush(stderr);
    m_progressShown = false;
}

} // namespace tailslate::cli
