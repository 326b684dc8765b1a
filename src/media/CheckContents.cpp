// SPDX-License-Identifier: Apache-2.0
#include "media/CheckContents.h"

#include "base/DisplayText.h"
#include "media/BroadcastWaveReader.h"
#include "media/detail/CardLayout.h"
#include "media/detail/Essence.h"
#include "media/detail/FileNames.h"
#include "media/detail/ListCheck.h"
#include "media/detail/MovieCheck.h"
#include "media/detail/Sentences.h"
#include "media/detail/WaveBytes.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>

namespace tailslate::media {

namespace {

using detail::FileBytes;

// Of a list that is read as a whole. XML takes up to sixteen times its length in memory; the
// longest that cameras write, of ten thousand clips, has six megabytes.
constexpr std::size_t kListMax = std::size_t{8} << 20;

/// The files of one take that say they belong together.
struct Family {
    std::string name;
    unsigned expected = 0;
    std::vector<std::string> files;
};

std::optional<std::string> waveFault(const WaveFile& wave)
{
    constexpr std::uint64_t kUnfinished = 0xFFFFFFFFU;
    if (wave.dataStart == 0)
        return "holds no sound: the recording was not finished";
    const std::uint64_t present = wave.fileSize - wave.dataStart;
    if (wave.dataSize == 0 && (present == 0 || wave.isClosed))
        return "is empty: the take holds no sound";
    if (present > 0 && (wave.dataSize == 0 || (!wave.isLong && wave.dataSize == kUnfinished)))
        return "has a head that was never completed: the recording was not finished";
    if (wave.dataSize > present)
        return fmt::format("is cut short: {} of sound are missing",
                           displaySize(wave.dataSize - present));
    return std::nullopt;
}

class ContentCheck {
public:
    ContentCheck(io::FileSystem& files, const Card& card, const jobs::JobContext& context)
        : m_files(files)
        , m_card(card)
        , m_context(context)
        , m_lists(card, context)
    {
    }

    Result<std::vector<Finding>> run()
    {
        for (const CardFile& file : m_card.files) {
            if (file.size == 0 || !isChecked(file.path))
                continue;
            TAILSLATE_CHECK(m_context.checkStop());
            const Result<void> checked = check(file);
            m_context.progress.addItems(1);
            if (checked)
                continue;
            const ErrorCode code = checked.error().code;
            if (code == ErrorCode::DeviceLost || code == ErrorCode::Cancelled)
                return std::unexpected(checked.error());
            m_findings.push_back(
                {Severity::Warning,
                 fmt::format("{} cannot be read: {}", nameFor(file), checked.error().message),
                 {file.path}});
        }
        findIncompleteFamilies();
        std::ranges::move(m_lists.take(), std::back_inserter(m_findings));
        return std::move(m_findings);
    }

private:
    static std::string nameFor(const CardFile& file)
    {
        return displayText(detail::nameOf(file.path));
    }

    static bool isChecked(const std::string& path)
    {
        const std::string_view name = detail::nameOf(path);
        return detail::movieCheckFor(name) != nullptr || detail::isRecorderFile(name) ||
               detail::isClipList(path) || detail::isClipMetadata(path);
    }

    Result<void> check(const CardFile& file)
    {
        const std::filesystem::path path = m_card.root / file.path;
        TAILSLATE_TRY(FileBytes bytes, FileBytes::open(m_files, path, m_context.stop));
        if (detail::isRecorderFile(detail::nameOf(file.path)))
            return checkWave(file, bytes);
        if (detail::isClipList(file.path) || detail::isClipMetadata(file.path)) {
            TAILSLATE_TRY(const std::string text, bytes.readAll(kListMax));
            return m_lists.add(file.path, text);
        }
        const detail::MovieCheck findFault = detail::movieCheckFor(detail::nameOf(file.path));
        TAILSLATE_TRY(const std::optional<std::string> fault, findFault(bytes));
        if (fault)
            report(file, *fault);
        return {};
    }

    Result<void> checkWave(const CardFile& file, FileBytes& bytes)
    {
        const auto wave = detail::readWave(bytes);
        if (!wave && wave.error().code == ErrorCode::BadFormat) {
            report(file, "does not begin as a sound file does");
            return {};
        }
        if (!wave)
            return std::unexpected(wave.error());
        if (const auto fault = waveFault(*wave))
            report(file, *fault);
        if (wave->notes && wave->notes->familyFiles && !wave->notes->familyId.empty()) {
            Family& family = m_families[wave->notes->familyId];
            family.expected = *wave->notes->familyFiles;
            family.name = wave->notes->familyName.empty() ? nameFor(file) : wave->notes->familyName;
            family.files.push_back(file.path);
        }
        return {};
    }

    void report(const CardFile& file, const std::string& fault)
    {
        m_findings.push_back(
            {Severity::Warning, fmt::format("{} {}", nameFor(file), fault), {file.path}});
    }

    void findIncompleteFamilies()
    {
        for (auto& [id, family] : m_families)
            if (family.files.size() < family.expected)
                m_findings.push_back(
                    {Severity::Warning,
                     fmt::format("take {} has {} of its {}",
                                 displayText(std::string_view(family.name)), family.files.size(),
                                 detail::counted(family.expected, "file")),
                     std::move(family.files)});
    }

    io::FileSystem& m_files;
    const Card& m_card;
    const jobs::JobContext& m_context;
    detail::ListCheck m_lists;
    std::map<std::string, Family> m_families;
    std::vector<Finding> m_findings;
};

} // namespace

Result<std::vector<Finding>> checkContents(io::FileSystem& files, const Card& card,
                                           const jobs::JobContext& context)
{
    return ContentCheck(files, card, context).run();
}

} // namespace tailslate::media
