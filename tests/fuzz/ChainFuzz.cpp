// SPDX-License-Identifier: Apache-2.0
#include "fuzz/FuzzTarget.h"
#include "mhl/History.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace tailslate;
    const auto chain = mhl::chainFromXml(fuzz::textOf(data, size));
    if (!chain) {
        fuzz::require(chain.error().code == ErrorCode::BadFormat, "refusals are BadFormat");
        return 0;
    }
    fuzz::require(!chain->empty(), "a chain lists a generation");
    for (std::size_t i = 0; i < chain->size(); ++i) {
        const mhl::ChainEntry& entry = (*chain)[i];
        fuzz::require(entry.generation == i + 1, "generations count 1, 2, 3");
        fuzz::require(!entry.fileName.starts_with('/') && !entry.fileName.starts_with("../") &&
                          entry.fileName.find("/../") == std::string::npos,
                      "a manifest lies below the chain");
    }
    const auto again = mhl::chainFromXml(mhl::chainToXml(*chain));
    fuzz::require(again && again->size() == chain->size(), "what is written can be read");
    for (std::size_t i = 0; i < chain->size(); ++i)
        fuzz::require((*again)[i].fileName == (*chain)[i].fileName &&
                          (*again)[i].c4 == (*chain)[i].c4,
                      "nothing is lost by writing and reading");
    return 0;
}
