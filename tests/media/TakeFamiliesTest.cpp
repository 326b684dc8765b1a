// SPDX-License-Identifier: Apache-2.0
#include "media/TakeFamilies.h"

#include "io/DiskFileSystem.h"
#include "media/ReadCard.h"
#include "support/TempDir.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace tailslate::media::test {
namespace {

using testing::ElementsAre;

namespace fs = std::filesystem;

std::string lengthBytes(std::size_t value)
{
    std::string bytes;
    for (int byte = 0; byte < 4; ++byte)
        bytes.push_back(static_cast<char>(value >> (8 * byte)));
    return bytes;
}

std::string waveChunk(const std::string& id, const std::string& content)
{
    return id + lengthBytes(content.size()) + content + std::string(content.size() % 2, '\0');
}

/// Of a file of a take; the UID of its family is empty for none.
struct Notes {
    std::string family;
    std::string take = "1";
    int files = 2;
    std::string familyName{};
};

class TakeFamilies : public testing::Test {
protected:
    void make(const std::string& path, const Notes& notes)
    {
        const std::string xml = fmt::format(
            "<BWFXML><SCENE>12A</SCENE><TAKE>{}</TAKE><FILE_SET><TOTAL_FILES>{}</TOTAL_FILES>"
            "<FAMILY_UID>{}</FAMILY_UID><FAMILY_NAME>{}</FAMILY_NAME></FILE_SET></BWFXML>",
            notes.take, notes.files, notes.family, notes.familyName);
        const std::string content = "WAVE" + (notes.family.empty() ? "" : waveChunk("iXML", xml)) +
                                    waveChunk("data", std::string(900, 'x'));
        fs::create_directories((root / path).parent_path());
        std::ofstream(root / path, std::ios::binary) << waveChunk("RIFF", content);
    }

    /// `name number of files` of each clip.
    std::vector<std::string> takes()
    {
        auto card = readCard(disk, root, builtinRecognisers(), {{}, progress});
        EXPECT_TRUE(card);
        EXPECT_TRUE(groupTakesByFamily(disk, *card, {{}, progress}));
        std::vector<std::string> result;
        for (const Clip& clip : card->clips)
            result.push_back(fmt::format("{} {}", clip.name, clip.files.size()));
        return result;
    }

    tailslate::test::TempDir temp;
    fs::path root = temp.path() / "R1";
    io::DiskFileSystem disk;
    jobs::Progress progress;
};

TEST_F(TakeFamilies, JoinsFilesThatTheRecorderSaysAreOneTake)
{
    make("TASCAM_0001S12.wav", {.family = "F1"});
    make("TASCAM_0001S34.wav", {.family = "F1"});
    make("boom.wav", {.family = "F2", .take = "2", .familyName = "12A-T002"});
    make("lav.wav", {.family = "F2", .take = "2", .familyName = "12A-T002"});
    EXPECT_THAT(takes(), ElementsAre("TASCAM_0001S 2", "12A-T002 2"));
}

TEST_F(TakeFamilies, PartsEquallyLongTakesThatAreNumberedLikeTracks)
{
    make("12A_1.wav", {.family = "F1", .take = "1", .files = 1});
    make("12A_2.wav", {.family = "F2", .take = "2", .files = 1});
    std::ofstream(root / "12A_2.xml") << "<x/>";
    EXPECT_THAT(takes(), ElementsAre("12A_1 1", "12A_2 2"));
}

TEST_F(TakeFamilies, LeavesWhatNamesSayWhereTheRecorderSaysLess)
{
    make("A/12A_1.wav", {.family = ""});
    make("A/12A_2.wav", {.family = ""});
    make("B/12A-T003_1.wav", {.family = "F1"}); // Each file with a UID of its own.
    make("B/12A-T003_2.wav", {.family = "F2"});
    make("C/T7.wav", {.family = "F3", .files = 1}); // One UID for all takes.
    make("C/T8.wav", {.family = "F3", .files = 1});
    make("C/T9.wav", {.family = "F3", .take = "9"});
    make("D/T9.wav", {.family = "F3", .take = "9"}); // A copy.
    EXPECT_THAT(takes(), ElementsAre("12A 2", "12A-T003 2", "T7 1", "T8 1", "T9 1", "T9 1"));
}

TEST_F(TakeFamilies, Stops)
{
    make("12A_1.wav", {.family = "F1"});
    auto card = readCard(disk, root, builtinRecognisers(), {{}, progress});
    ASSERT_TRUE(card);
    std::stop_source stop;
    stop.request_stop();
    const auto stopped = groupTakesByFamily(disk, *card, {stop.get_token(), progress});
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().code, ErrorCode::Cancelled);
    EXPECT_EQ(card->clips.size(), 1U);
}

} // namespace
} // namespace tailslate::media::test
