// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "io/FileSystem.h"
#include "jobs/JobContext.h"
#include "media/Card.h"
#include "offload/detail/CardCheck.h"
#include "offload/detail/CardWatch.h"
#include "offload/detail/DeviceWatch.h"
#include "offload/EngineSettings.h"
#include "offload/Lanes.h"

#include <atomic>
#include <filesystem>
#include <memory>
#include <mutex>
#include <span>

namespace tailslate::offload::detail {

/// What reading the card, or a copy in its place, needs beside the file's name. Borrowed parts
/// outlive all reading.
struct Reading {
    io::FileSystem& files;
    jobs::JobContext context;
    EngineSettings settings;
    const DeviceWatch& device;  ///< Of the card, or of the copy that is read in its place.
    BusyTime& busy;             ///< Counts opening and reading.
    CardWatch* card = nullptr;  ///< Null for a copy: nobody waits for that.
    CardMarks* marks = nullptr; ///< Null for a copy.

    [[nodiscard]] bool isCard() const noexcept { return card != nullptr; }
};

/// A file of the card, or a copy of it, while it is read. A block that cannot be read is tried
/// again with the file opened anew; a card that went away is waited for, with nothing held open
/// that would keep it from coming back as it was. Never opened for writing.
class SourceFile {
public:
    /// Opens `root / expected.path`. @return Io when it is not what the card's listing says, for a
    /// copy DataCorrupted; what opening returns.
    [[nodiscard]] static Result<std::unique_ptr<SourceFile>> open(const Reading& reading,
                                                                  const std::filesystem::path& root,
                                                                  const media::CardFile& expected);

    /// As io::InputFile::readAt(), and fills `buffer` up to the end of the file as it was listed.
    /// Several threads at once.
    /// @return The last error when all tries failed, naming the offset; DeviceLost when the card
    /// did not come back; Cancelled.
    [[nodiscard]] Result<std::size_t> readAt(std::uint64_t offset, std::span<std::byte> buffer);

    /// Whether the file is open and read past the page cache. Thread-safe.
    [[nodiscard]] bool isDirect() const;

    /// The weakest way any byte came; 0 when none did. Thread-safe.
    [[nodiscard]] io::Transfer read() const;

    /// As io::InputFile::tellsCache(). Thread-safe.
    [[nodiscard]] bool tellsCache() const;

    /// As patient as readAt(). @return Io when the file is not, or no longer, what the card's
    /// listing says.
    [[nodiscard]] Result<void> checkUnchanged();

private:
    using Input = std::shared_ptr<io::InputFile>;

    SourceFile(const Reading& reading, std::filesystem::path path, const media::CardFile& expected);

    /// The file, opened where it is not.
    Result<Input> input();
    /// It failed: nobody reads on from it.
    void drop(const Input& input);
    Result<void> compareWithListing(io::InputFile& input);
    Result<std::size_t> tryRead(io::InputFile& input, std::uint64_t offset,
                                std::span<std::byte> buffer);
    /// Does what can be done about a failed try. @return Success when it is worth trying again.
    Result<void> recover(const Error& error, unsigned& tries);

    const Reading* m_reading;
    std::filesystem::path m_path;
    const media::CardFile* m_expected;
    std::atomic<bool> m_changed{false}; ///< No longer what was listed: no try will help.
    mutable std::mutex m_mutex;         ///< Guards the next two.
    Input m_input;                      ///< Null after a failed try.
    io::Transfer m_read{};
};

} // namespace tailslate::offload::detail
