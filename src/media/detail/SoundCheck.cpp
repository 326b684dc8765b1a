// SPDX-License-Identifier: Apache-2.0
#include "media/detail/SoundCheck.h"

#include "base/DisplayText.h"
#include "media/detail/Essence.h"
#include "media/detail/FileNames.h"
#include "media/detail/Sentences.h"
#include "media/detail/TrackNames.h"
#include "media/detail/WaveBytes.h"

#include <fmt/format.h>

#include <array>

namespace tailslate::media::detail {

namespace {

constexpr std::uint64_t kUnfinished = 0xFFFFFFFFU;
constexpr std::uint64_t kLongest = std::uint64_t{1} << 44U; ///< No disk of a recorder has 17 TB.
/// Some recorders write the size of the whole file where that of what follows is to be.
constexpr std::uint64_t kMayBeTooMuch = 8;

/// `id3`, which a blank fills up to four letters.
std::string_view withoutBlanksBehind(std::string_view id) noexcept
{
    return id.substr(0, id.find_last_not_of(' ') + 1);
}

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
        return fmt::format("is cut short: its chunk {} is incomplete",
                           withoutBlanksBehind(wave.cutChunk));
    if (isShort && wave.toldSize < kLongest)
        return fmt::format("is cut short: {} are missing",
                           displaySize(wave.toldSize - wave.fileSize));
    return std::nullopt;
}

} // namespace

SoundCheck::SoundCheck(const Card& card, const jobs::JobContext& context)
    : m_card(card)
    , m_context(context)
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

Result<std::vector<Finding>> SoundCheck::take() const
{
    TAILSLATE_TRY(const std::vector<Lacking> lacking, lackingTakes());
    std::map<std::tuple<std::string, std::string, std::string, std::string, unsigned>,
             std::vector<const Lacking*>>
        alike; ///< By FAMILY_UID, scene, take, name and number of files: in several folders.
    const auto keyOf = [](const Lacking& take) {
        const Family& family = *take.family;
        return std::tuple(*take.familyId, family.scene, family.take, take.name.second,
                          family.expected);
    };
    for (const Lacking& take : lacking)
        alike[keyOf(take)].push_back(&take);

    std::vector<Finding> findings;
    for (const Lacking& take : lacking) {
        TAILSLATE_CHECK(m_context.checkStop());
        const std::vector<const Lacking*>& parts = alike[keyOf(take)];
        if (parts.size() == 1 || haveNameInCommon(parts))
            report(std::array{&take}, findings);
        else if (parts.front() == &take)
            report(parts, findings);
    }
    return findings;
}

/// Takes of which a folder has fewer files than there should be.
Result<std::vector<SoundCheck::Lacking>> SoundCheck::lackingTakes() const
{
    TAILSLATE_TRY(const auto untold, untoldFiles());
    // Some recorders give each file a UID of its own.
    std::map<std::tuple<TakeName, std::string, std::string, unsigned>, std::size_t> singles;
    std::vector<std::pair<Lacking, const std::size_t*>> takes;
    for (const auto& [id, family] : m_families) {
        TAILSLATE_CHECK(m_context.checkStop());
        Lacking take{&family, &std::get<1>(id), takeNameOf(family.files.front()),
                     family.files.size()};
        std::size_t* single = nullptr;
        if (family.files.size() == 1) {
            single = &singles[{take.name, family.scene, family.take, family.expected}];
            ++*single;
        }
        takes.emplace_back(std::move(take), single);
    }

    std::vector<Lacking> lacking;
    for (auto& [take, single] : takes) {
        TAILSLATE_CHECK(m_context.checkStop());
        if (single)
            take.present = *single;
        if (const auto damaged = untold.find(take.name); damaged != untold.end())
            take.present += damaged->second;
        if (take.present < take.family->expected)
            lacking.push_back(std::move(take));
    }
    return lacking;
}

/// Whether they are copies of one another, or takes that a recorder gave the same name.
bool SoundCheck::haveNameInCommon(std::span<const Lacking* const> parts)
{
    std::set<std::string> names;
    for (const Lacking* part : parts)
        for (const std::string& file : part->family->files)
            if (!names.insert(toUpper(nameOf(file))).second)
                return true;
    return false;
}

/// Says what is missing of a take, of which each folder has a part.
void SoundCheck::report(std::span<const Lacking* const> parts, std::vector<Finding>& findings)
{
    const Family& family = *parts.front()->family;
    std::size_t present = 0;
    std::vector<std::string> files;
    for (const Lacking* part : parts) {
        present += part->present;
        files.insert(files.end(), part->family->files.begin(), part->family->files.end());
    }
    if (present >= family.expected)
        return;
    const std::string_view stem = withoutTrack(nameOf(withoutExtension(family.files.front())));
    findings.push_back(
        {Severity::Warning,
         fmt::format("take {} has {} of its {}",
                     displayText(family.name.empty() ? stem : std::string_view(family.name)),
                     present, counted(family.expected, "file")),
         std::move(files)});
}

SoundCheck::TakeName SoundCheck::takeNameOf(std::string_view path)
{
    return {std::string(folderOf(path)), toUpper(withoutTrack(nameOf(withoutExtension(path))))};
}

/// Those that do not tell which take they are of, because they are damaged or empty.
Result<std::map<SoundCheck::TakeName, std::size_t>> SoundCheck::untoldFiles() const
{
    std::map<TakeName, std::size_t> files;
    for (const CardFile& file : m_card.files) {
        TAILSLATE_CHECK(m_context.checkStop());
        if (isRecorderFile(nameOf(file.path)) && !m_told.contains(file.path))
            ++files[takeNameOf(file.path)];
    }
    return files;
}

} // namespace tailslate::media::detail
