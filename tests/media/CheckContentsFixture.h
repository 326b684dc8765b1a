// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "io/DiskFileSystem.h"
#include "media/BroadcastWaveWriter.h"
#include "media/CheckContents.h"
#include "media/ReadCard.h"
#include "support/FaultyFileSystem.h"
#include "support/TempDir.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <stop_token>
#include <string>
#include <vector>

namespace tailslate::media::test {

/// The lowest `size` bytes of a number, with zeros where there are more than it has.
inline std::string littleEndianBytes(std::uint64_t value, int size)
{
    std::string bytes;
    for (int byte = 0; byte < size; ++byte, value >>= 8U)
        bytes.push_back(static_cast<char>(value));
    return bytes;
}

inline std::string bigEndianBytes(std::uint64_t value, int size)
{
    std::string bytes = littleEndianBytes(value, size);
    std::ranges::reverse(bytes);
    return bytes;
}

/// A card on the disk, and what is found by opening its files.
class CheckContents : public testing::Test {
protected:
    void make(const std::string& path, const std::string& bytes)
    {
        std::filesystem::create_directories((root / path).parent_path());
        std::ofstream(root / path, std::ios::binary) << bytes;
    }

    /// A whole sound file.
    void makeWave(const std::string& path)
    {
        std::filesystem::create_directories((root / path).parent_path());
        BroadcastWave wave;
        wave.tracks = {"Mix"};
        ASSERT_TRUE(
            writeBroadcastWave(disk, root / path, wave, std::vector<std::int32_t>(9000, 1)));
    }

    void cut(const std::string& path, std::uintmax_t bytes)
    {
        std::filesystem::resize_file(root / path, std::filesystem::file_size(root / path) - bytes);
    }

    Result<std::vector<Finding>> check()
    {
        auto card = readCard(disk, root, builtinRecognisers(), {{}, progress});
        EXPECT_TRUE(card);
        return checkContents(files, *card, {stop.get_token(), progress});
    }

    /// `! sentence` for warnings, `sentence` for notes.
    std::vector<std::string> sentences()
    {
        const auto findings = check();
        EXPECT_TRUE(findings) << findings.error().describe();
        std::vector<std::string> result;
        for (const Finding& finding : findings ? *findings : std::vector<Finding>{})
            result.push_back((finding.severity == Severity::Warning ? "! " : "") +
                             finding.sentence);
        return result;
    }

    tailslate::test::TempDir temp;
    std::filesystem::path root = temp.path() / "CARD";
    io::DiskFileSystem disk;
    tailslate::test::FaultyFileSystem files{disk};
    jobs::Progress progress;
    std::stop_source stop;
};

} // namespace tailslate::media::test
