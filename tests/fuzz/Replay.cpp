// SPDX-License-Identifier: Apache-2.0
//
// Gives every file of the folders on the command line to a fuzz target, in the order of their
// names, so that the targets stay alive where no fuzzer is at hand and what was once found stays
// fixed.
#include "fuzz/FuzzTarget.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

int main(int argc, char** argv)
{
    namespace fs = std::filesystem;
    std::vector<fs::path> inputs;
    for (int i = 1; i < argc; ++i)
        for (const fs::directory_entry& entry : fs::directory_iterator(argv[i]))
            inputs.push_back(entry.path());
    std::ranges::sort(inputs);
    if (inputs.empty()) {
        std::fputs("usage: replay CORPUS...\n", stderr);
        return 2;
    }
    for (const fs::path& input : inputs) {
        std::printf("%s\n", input.c_str());
        std::fflush(stdout);
        std::ifstream file(input, std::ios::binary);
        const std::string content{std::istreambuf_iterator<char>(file), {}};
        LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(content.data()),
                               content.size());
    }
    std::printf("%zu inputs\n", inputs.size());
    return 0;
}
