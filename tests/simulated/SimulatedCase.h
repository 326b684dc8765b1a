// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "io/AlignedBuffer.h"
#include "io/DurableFile.h"
#include "support/SimulatedDisks.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <string>

namespace tailslate::test {

using Tree = std::map<std::filesystem::path, std::string>;

/// Two empty volumes, /a and /b, on two devices.
class SimulatedCase : public testing::Test {
protected:
    static constexpr TimePoint kMoment{std::chrono::seconds(1'600'000'000)};

    SimulatedCase()
    {
        disks.addVolume({.mountPoint = "/a", .deviceId = "device-a"});
        disks.addVolume({.mountPoint = "/b", .deviceId = "device-b"});
    }

    static std::string pattern(std::size_t size)
    {
        std::string text(size, '\0');
        for (std::size_t i = 0; i < size; ++i)
            text[i] = static_cast<char>((i * 131 + i / 4096 + 1) & 0xFF);
        return text;
    }

    static Result<void> append(io::OutputFile& file, const std::string& content)
    {
        io::AlignedBuffer buffer(std::max<std::size_t>(content.size(), 1));
        std::memcpy(buffer.bytes().data(), content.data(), content.size());
        return file.append(buffer.bytes().first(content.size()));
    }

    /// Creates, writes, closes; syncs where asked. The name stays volatile.
    Result<void> write(const std::filesystem::path& path, const std::string& content,
                       bool sync = true)
    {
        TAILSLATE_TRY(const auto file, disks.createNew(path, content.size()));
        TAILSLATE_CHECK(append(*file, content));
        if (sync)
            TAILSLATE_CHECK(file->sync());
        return file->close();
    }

    Result<std::string> read(const std::filesystem::path& path)
    {
        TAILSLATE_TRY(const auto file, disks.openForReading(path, io::ReadFrom::Medium));
        io::AlignedBuffer buffer(std::size_t{1} << 20);
        TAILSLATE_TRY(const std::size_t count, file->readAt(0, buffer.bytes()));
        return std::string(reinterpret_cast<const char*>(buffer.bytes().data()), count);
    }

    SimulatedDisks disks;
};

} // namespace tailslate::test
