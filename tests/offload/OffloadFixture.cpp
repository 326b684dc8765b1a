// SPDX-License-Identifier: Apache-2.0
#include "OffloadFixture.h"

#include "hash/Hasher.h"
#include "media/ReadCard.h"

#include <fstream>
#include <iostream>
#include <span>

namespace tailslate::test {

namespace fs = std::filesystem;

void RecordingObserver::copyDone(const offload::Plan&, const offload::CopyEvidence& evidence)
{
    copies.push_back(evidence);
}

void RecordingObserver::destinationDone(const offload::Plan&, std::size_t destination,
                                        const offload::DestinationOutcome&)
{
    destinations.push_back(destination);
}

void RecordingObserver::notice(const offload::Plan&, std::optional<std::size_t>,
                               const std::string& sentence)
{
    notices.push_back(sentence);
}

OffloadFixture::OffloadFixture()
{
    fs::create_directories(card / "A001R2EC" / "EMPTY");
    fs::create_directories(first);
    fs::create_directories(second);
    std::ofstream(card / "A001R2EC" / "A001C001_261121_R2EC.mov", std::ios::binary)
        << std::string(9'500'001, 'm') + std::string(1'000, 'x');
    std::ofstream(card / "A001R2EC" / "A001R2EC_AVID.ale") << "Heading\r\n";
    std::ofstream(card / "A001R2EC" / "zero.bin");
}

media::Card OffloadFixture::listCard()
{
    auto listed = media::readCard(disk, card, media::builtinRecognisers(), {{}, progress});
    EXPECT_TRUE(listed) << listed.error().describe();
    return std::move(*listed);
}

Result<offload::Plan> OffloadFixture::plan()
{
    options.algorithm = algorithm;
    return offload::makePlan(files, listCard(), destinations, options, clock, {{}, progress});
}

offload::OffloadResult OffloadFixture::run(std::stop_token stop, offload::CopyTable known)
{
    auto made = plan();
    if (!made) {
        ADD_FAILURE() << made.error().describe();
        return {};
    }
    return run(*made, std::move(stop), std::move(known));
}

offload::OffloadResult OffloadFixture::run(const offload::Plan& plan, std::stop_token stop,
                                           offload::CopyTable known)
{
    offload::Lanes lanes(plan.destinations.size());
    const offload::SealInfo seal{"Tailslate", "0.1.0", "cart", {{"Ada", "DIT", "", ""}}, ""};
    offload::Engine engine(files, clock, settings);
    auto result =
        engine.run(plan, std::move(known), seal, {std::move(stop), progress}, lanes, observer);
    EXPECT_TRUE(result);
    if (!result)
        return {};
    for (const offload::DestinationOutcome& outcome : result->destinations)
        if (outcome.error) // Says why, where a test expected none.
            std::cout << "destination: " << outcome.error->describe() << "\n";
    return std::move(*result);
}

std::string OffloadFixture::contentOf(const fs::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::map<std::string, std::string> OffloadFixture::tree(const fs::path& folder)
{
    std::map<std::string, std::string> contents;
    if (!fs::exists(folder))
        return contents;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (entry.is_regular_file()) {
            const std::string content = contentOf(entry.path());
            contents[entry.path().lexically_relative(folder).native()] =
                hash::digestOf(hash::Algorithm::Xxh128, std::as_bytes(std::span(content))).toText();
        }
    }
    return contents;
}

std::map<std::string, std::string> OffloadFixture::copyAt(const fs::path& destination) const
{
    auto copies = tree(destination / "A001R2EC");
    std::erase_if(copies, [](const auto& entry) { return entry.first.starts_with("ascmhl/"); });
    return copies;
}

} // namespace tailslate::test
