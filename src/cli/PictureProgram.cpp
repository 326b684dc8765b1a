// SPDX-License-Identifier: Apache-2.0
#include "cli/PictureProgram.h"

#include "base/Error.h"
#include "cli/Console.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <string_view>
#include <unistd.h>

namespace tailslate::cli {
namespace {

constexpr std::array<std::string_view, 4> kNounsWithoutPictures{"card", "mhl", "offload",
                                                                "project"};

} // namespace

bool needsPictureProgram(std::span<const char* const> arguments)
{
    if (arguments.size() == 1 && arguments[0] == std::string_view("--version"))
        return false;
    // No option of the program itself takes a value, so this is the noun.
    const auto noun = std::ranges::find_if(
        arguments, [](std::string_view argument) { return !argument.starts_with('-'); });
    // The reference tool for media hash lists has taught people to name a format with -h.
    const bool shortHelp = noun == arguments.end() || *noun != std::string_view("mhl");
    const bool reportOrHelp = std::ranges::any_of(arguments, [=](std::string_view argument) {
        return argument.starts_with("--report") || argument.starts_with("--help") ||
               (argument == "-h" && shortHelp);
    });
    return reportOrHelp || noun == arguments.end() ||
           std::ranges::find(kNounsWithoutPictures, *noun) == kNounsWithoutPictures.end();
}

int becomePictureProgram(char** argv)
{
    std::error_code error;
    const std::filesystem::path program =
        std::filesystem::read_symlink("/proc/self/exe", error).parent_path() / "tailslate-pictures";
    ::execv(program.c_str(), argv);
    const int osError = errno;
    bool json = false;
    for (char** argument = argv; *argument != nullptr; ++argument)
        json = json || *argument == std::string_view("--json");
    return Console(json ? Console::Mode::Json : Console::Mode::Text)
        .fail({.code = ErrorCode::Unsupported,
               .message = "this needs the program tailslate-pictures beside tailslate-cli, which "
                          "cannot be started",
               .path = program,
               .osError = osError});
}

} // namespace tailslate::cli
