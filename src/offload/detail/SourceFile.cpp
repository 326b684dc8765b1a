// SPDX-License-Identifier: Apache-2.0
#include "offload/detail/SourceFile.h"

#include "offload/detail/WorkSizes.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tailslate::offload::detail {

SourceFile::SourceFile(const Reading& reading, std::filesystem::path path,
                       const media::CardFile& expected)
    : m_reading(&reading)
    , m_path(std::move(path))
    , m_expected(&expected)
{
}

Result<std::unique_ptr<SourceFile>> SourceFile::open(const Reading& reading,
                                                     const std::filesystem::path& root,
                                                     const media::CardFile& expected)
{
    std::unique_ptr<SourceFile> file(new SourceFile(reading, root / expected.path, expected));
    unsigned tries = 0;
    for (;;) {
        TAILSLATE_CHECK(reading.context.checkStop());
        const auto opened = file->input();
        if (opened)
            return file;
        if (const auto again = file->recover(opened.error(), tries); !again)
            return std::unexpected(again.error());
    }
}

Result<SourceFile::Input> SourceFile::input()
{
    const std::lock_guard lock(m_mutex);
    if (m_input)
        return m_input;
    Input opened;
    {
        const BusySpan busy(m_reading->busy);
        TAILSLATE_TRY(opened, m_reading->files.openForReading(m_path, io::ReadFrom::Medium));
    }
    TAILSLATE_CHECK(compareWithListing(*opened));
    m_input = opened;
    return opened;
}

void SourceFile::drop(const Input& input)
{
    const std::lock_guard lock(m_mutex);
    if (m_input == input)
        m_input.reset();
}

bool SourceFile::isDirect() const
{
    const std::lock_guard lock(m_mutex);
    return m_input && m_input->transfer() == io::Transfer::Direct;
}

io::Transfer SourceFile::read() const
{
    const std::lock_guard lock(m_mutex);
    return m_read;
}

bool SourceFile::tellsCache() const
{
    const std::lock_guard lock(m_mutex);
    return !m_input || m_input->tellsCache();
}

Result<std::size_t> SourceFile::readAt(std::uint64_t offset, std::span<std::byte> buffer)
{
    unsigned tries = 0;
    for (;;) {
        TAILSLATE_CHECK(m_reading->context.checkStop());
        Error error;
        {
            const auto opened = input();
            const auto count = opened ? tryRead(**opened, offset, buffer)
                                      : Result<std::size_t>(std::unexpected(opened.error()));
            if (count)
                return count;
            if (opened)
                drop(*opened);
            error = count.error();
        }
        auto again = recover(error, tries);
        if (!again) {
            error = std::move(again).error();
            if (error.code == ErrorCode::Io && !m_changed)
                error.message += fmt::format(" (from byte {} on)", offset);
            return std::unexpected(std::move(error));
        }
    }
}

Result<std::size_t> SourceFile::tryRead(io::InputFile& input, std::uint64_t offset,
                                        std::span<std::byte> buffer)
{
    std::size_t count = 0;
    {
        const BusySpan busy(m_reading->busy);
        TAILSLATE_TRY(count, input.readAt(offset, buffer));
    }
    const std::uint64_t left = m_expected->size - std::min(offset, m_expected->size);
    if (count < buffer.size() && count < left)
        return failure(ErrorCode::Io, "the card gave fewer bytes than the file has", m_path);
    if (count > left) {
        m_changed = true;
        return failure(ErrorCode::Io, "the file has grown on the card during the offload", m_path);
    }
    if (count > 0) {
        const std::lock_guard lock(m_mutex);
        m_read = std::max(m_read, input.transfer());
    }
    return count;
}

Result<void> SourceFile::recover(const Error& error, unsigned& tries)
{
    const EngineSettings& settings = m_reading->settings;
    if (m_changed || (error.code != ErrorCode::Io && error.code != ErrorCode::DeviceLost &&
                      error.code != ErrorCode::NotFound))
        return std::unexpected(error);
    if (!m_reading->device.isThere()) {
        if (m_reading->isCard() && m_reading->card->waitForReturn(m_reading->context))
            return {};
        TAILSLATE_CHECK(m_reading->context.checkStop());
        return failure(ErrorCode::DeviceLost,
                       m_reading->isCard() ? "the card went away"
                                           : "the device of the copy to be read went away",
                       m_path, error.osError);
    }
    // The card is there: this file is gone, or this block cannot be read.
    if (error.code == ErrorCode::NotFound || tries == settings.readRetries)
        return std::unexpected(error);
    if (!jobs::sleepFor(m_reading->context.stop, settings.readRetryPause * (1U << tries)))
        return m_reading->context.checkStop();
    ++tries;
    return {};
}

Result<void> SourceFile::checkUnchanged()
{
    unsigned tries = 0;
    for (;;) {
        Error error;
        {
            const auto opened = input();
            const auto unchanged = opened ? compareWithListing(**opened)
                                          : Result<void>(std::unexpected(opened.error()));
            if (unchanged)
                return {};
            if (opened)
                drop(*opened);
            error = unchanged.error();
        }
        TAILSLATE_CHECK(recover(error, tries));
        TAILSLATE_CHECK(m_reading->context.checkStop());
    }
}

Result<void> SourceFile::compareWithListing(io::InputFile& input)
{
    TAILSLATE_TRY(const io::FileInfo info, input.info());
    // Of a copy only the size: some file systems round times.
    const bool same = info.size == m_expected->size &&
                      (!m_reading->isCard() || (info.modified == m_expected->modified &&
                                                m_reading->marks->isSame(*m_expected, info)));
    if (same)
        return {};
    m_changed = true;
    if (!m_reading->isCard())
        return failure(ErrorCode::DataCorrupted, "the copy has another size than the card's file",
                       m_path);
    return failure(ErrorCode::Io, "the file was changed on the card during the offload", m_path);
}

} // namespace tailslate::offload::detail
