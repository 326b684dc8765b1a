// SPDX-License-Identifier: Apache-2.0
#include "media/detail/SoundCheck.h"

#include "base/DisplayText.h"
#include "media/detail/Essence.h"
#include "media/detail/FileNames.h"
#include "media/detail/Sentences.h"
#include "media/detail/TrackNames.h"
#include "media/detail/WaveBytes.h"

#include <fmt/format.h>

namespace tailslate::media::detail {

namespace {

constexpr std::uint64_t kUnfinished = 0xFFFFFFFFU;
constexpr std::uint64_t kLongest = std::uint64_t{1} << 44U; ///< No disk of a recorder has 17 TB.
/// Some recorders write the size of the whole file where that of what follows is to be.
constexpr std::uint64_t kMayBeTooMuch = 8;

std::optional<std::string> waveFault(const WaveFile& wave)
{
    const bool isShort = wave.toldSize > wave.fileSize + kMayBeTooMuch;
    if (wave.dataStart == 0)
        return isShort ? "is cut short: all of its sound is missing"
                       : "holds no sound: the recording was not finished";
    const std::uint64_t present = wave.fileSize - wave.dataStart;
    if (wave.dataSize == 0 && (present == 0 || wave.isClosed))
        return "is empty: the take holds no sound";
    const bool isOpen = wave.dataSize == kUnfinished && (!wave.isLong || present < wave.dataSize);
    if (present > 0 && (wave.dataSize == 0 || isOpen))
        return "has a head that was never completed: the recording was not finished";
    if (wave.dataSize > present) {
        if (wave.dataSize > kLongest || (wave.toldSize > 0 && wave.dataSize > wave.toldSize))
            return "has a damaged head: it tells sizes that cannot be";
        return fmt::format("is cut short: {} of sound are missing",
                           displaySize(wave.dataSize - present));
    }
    if (!wave.cutChunk.empty())
        return fmt::format("is cut short: its chunk {} is incomplete", wave.cutChunk);
    if (isShort && wave.toldSize < kLongest)
        return fmt::format("is cut short: {} are missing",
                           displaySize(wave.toldSize - wave.fileSize));
    return std::nullopt;
}

} // namespace

SoundCheck::SoundCheck(const Card& card)
    : m_card(card)
{
}

Result<std::optional<std::string>> SoundCheck::add(const std::string& path, FileBytes& bytes)
{
    auto wave = readWave(bytes);
    if (!wave && wave.error().code == ErrorCode::BadFormat)
        return "does not begin as a sound file does";
    if (!wave)
        return std::unexpected(wave.error());
    std::optional<std::string> fault = waveFault(*wave);
    const bool hasFamily =
        wave->notes && wave->notes->familyFiles && !wave->notes->familyId.empty();
    if (!fault || hasFamily)
        m_told.insert(path);
    if (hasFamily) {
        TakeNotes& notes = *wave->notes;
        Family& family =
            m_families[{std::string(folderOf(path)), notes.familyId, notes.scene, notes.take}];
        family.scene = std::move(notes.scene);
        family.take = std::move(notes.take);
        family.expected = *notes.familyFiles;
        family.name = std::move(notes.familyName);
        family.files.push_back(path);
    }
    return fault;
}

std::vector<Finding> SoundCheck::take() const
{
    const std::map<TakeName, std::size_t> untold = untoldFiles();
    // Some recorders give each file a UID of its own.
    std::map<std::tuple<TakeName, std::string, std::string, unsigned>, std::size_t> single;
    const auto keyOf = [](const Family& family) {
        return std::tuple(takeNameOf(family.files.front()), family.scene, family.take,
                          family.expected);
    };
    for (const auto& [id, family] : m_families)
        if (family.files.size() == 1)
            ++single[keyOf(family)];

    std::vector<Finding> findings;
    for (const auto& [id, family] : m_families) {
        const auto damaged = untold.find(takeNameOf(family.files.front()));
        const std::size_t present =
            (family.files.size() == 1 ? single[keyOf(family)] : family.files.size()) +
            (damaged == untold.end() ? 0 : damaged->second);
        if (present >= family.expected)
            continue;
        const std::string_view stem = withoutTrack(nameOf(withoutExtension(family.files.front())));
        findings.push_back(
            {Severity::Warning,
             fmt::format("take {} has {} of its {}",
                         displayText(family.name.empty() ? stem : std::string_view(family.name)),
                         present, counted(family.expected, "file")),
             family.files});
    }
    return findings;
}

SoundCheck::TakeName SoundCheck::takeNameOf(std::string_view path)
{
    return {std::string(folderOf(path)), toUpper(withoutTrack(nameOf(withoutExtension(path))))};
}

/// Those that do not tell which take they are of, because they are damaged or empty.
std::map<SoundCheck::TakeName, std::size_t> SoundCheck::untoldFiles() const
{
    std::map<TakeName, std::size_t> files;
    for (const CardFile& file : m_card.files)
        if (isRecorderFile(nameOf(file.path)) && !m_told.contains(file.path))
            ++files[takeNameOf(file.path)];
    return files;
}

} // namespace tailslate::media::detail
