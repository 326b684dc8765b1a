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
        if (family.files.empty() && wave->extension)
            family.date = wave->extension->originationDate;
        family.expected = *notes.familyFiles;
        family.name = std::move(notes.familyName);
        family.files.push_back(path);
    }
    return fault;
}

Result<std::vector<Finding>> SoundCheck::take() const
{
    TAILSLATE_TRY(const Untold untold, untoldFiles());
    TAILSLATE_TRY(const std::vector<Lacking> lacking, lackingTakes(untold));

    struct Joined {
        std::vector<const Lacking*> parts;
        Names present;
        bool hasCopies = false; ///< Or takes that a recorder gave the same name.
    };

    std::map<std::tuple<std::string, std::string, std::string, std::string, std::string, unsigned>,
             Joined>
        alike; ///< By FAMILY_UID, scene, take, date, name and number of files: in several folders.
    const auto keyOf = [](const Lacking& take) {
        const Family& family = *take.family;
        return std::tuple(*take.familyId, family.scene, family.take, family.date, take.name.second,
                          family.expected);
    };
    for (const Lacking& take : lacking) {
        Joined& joined = alike[keyOf(take)];
        joined.parts.push_back(&take);
        for (const std::string& name : take.present)
            joined.hasCopies = !joined.present.insert(name).second || joined.hasCopies;
    }

    std::vector<Finding> findings;
    for (const Lacking& take : lacking) {
        TAILSLATE_CHECK(m_context.checkStop());
        Joined& joined = alike[keyOf(take)];
        const bool isFirst = joined.parts.front() == &take;
        const auto elsewhere = untold.elsewhere.find(take.name.second);
        if (isFirst && elsewhere != untold.elsewhere.end())
            joined.present.insert(elsewhere->second.begin(), elsewhere->second.end());
        if (joined.present.size() >= take.family->expected)
            continue;
        if (joined.hasCopies)
            findings.push_back(findingOf(std::array{&take}, take.present.size()));
        else if (isFirst)
            findings.push_back(findingOf(joined.parts, joined.present.size()));
    }
    return findings;
}

/// Takes of which a folder has fewer files than there should be.
Result<std::vector<SoundCheck::Lacking>> SoundCheck::lackingTakes(const Untold& untold) const
{
    // Some recorders give each file a UID of its own.
    std::map<std::tuple<TakeName, std::string, std::string, unsigned>, Names> singles;
    std::vector<std::pair<Lacking, const Names*>> takes;
    for (const auto& [id, family] : m_families) {
        TAILSLATE_CHECK(m_context.checkStop());
        Lacking take{&family, &std::get<1>(id), takeNameOf(family.files.front()), {}};
        for (const std::string& file : family.files)
            take.present.insert(toUpper(nameOf(file)));
        Names* single = nullptr;
        if (family.files.size() == 1) {
            single = &singles[{take.name, family.scene, family.take, family.expected}];
            single->insert(take.present.begin(), take.present.end());
        }
        takes.emplace_back(std::move(take), single);
    }

    std::vector<Lacking> lacking;
    for (auto& [take, single] : takes) {
        TAILSLATE_CHECK(m_context.checkStop());
        if (single)
            take.present = *single;
        if (const auto damaged = untold.byFolder.find(take.name); damaged != untold.byFolder.end())
            take.present.insert(damaged->second.begin(), damaged->second.end());
        if (take.present.size() < take.family->expected)
            lacking.push_back(std::move(take));
    }
    return lacking;
}

/// Says what is missing of a take, of which each folder has a part.
Finding SoundCheck::findingOf(std::span<const Lacking* const> parts, std::size_t present)
{
    const Family& family = *parts.front()->family;
    std::vector<std::string> files;
    for (const Lacking* part : parts)
        files.insert(files.end(), part->family->files.begin(), part->family->files.end());
    const std::string_view stem = withoutTrack(nameOf(withoutExtension(family.files.front())));
    return {Severity::Warning,
            fmt::format("take {} has {} of its {}",
                        displayText(family.name.empty() ? stem : std::string_view(family.name)),
                        present, counted(family.expected, "file")),
            std::move(files)};
}

SoundCheck::TakeName SoundCheck::takeNameOf(std::string_view path)
{
    return {std::string(folderOf(path)), toUpper(withoutTrack(nameOf(withoutExtension(path))))};
}

/// Files that do not tell which take they are of, because they are damaged or empty.
Result<SoundCheck::Untold> SoundCheck::untoldFiles() const
{
    Untold untold;
    for (const CardFile& file : m_card.files) {
        TAILSLATE_CHECK(m_context.checkStop());
        if (isRecorderFile(nameOf(file.path)) && !m_told.contains(file.path))
            untold.byFolder[takeNameOf(file.path)].insert(toUpper(nameOf(file.path)));
    }
    std::set<TakeName> told;
    for (const auto& [id, family] : m_families)
        told.insert(takeNameOf(family.files.front()));
    for (const auto& [name, files] : untold.byFolder)
        if (!told.contains(name))
            untold.elsewhere[name.second].insert(files.begin(), files.end());
    return untold;
}

} // namespace tailslate::media::detail
