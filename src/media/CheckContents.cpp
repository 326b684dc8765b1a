// SPDX-License-Identifier: Apache-2.0
#include "media/CheckContents.h"

#include "base/DisplayText.h"
#include "media/detail/CardLayout.h"
#include "media/detail/Essence.h"
#include "media/detail/FileNames.h"
#include "media/detail/ListCheck.h"
#include "media/detail/MovieCheck.h"
#include "media/detail/SoundCheck.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>

namespace tailslate::media {

namespace {

using detail::FileBytes;

// Of a list that is read as a whole. XML takes up to sixteen times its length in memory; the
// longest that cameras write, of ten thousand clips, has six megabytes.
constexpr std::size_t kListMax = std::size_t{8} << 20;

class ContentCheck {
public:
    ContentCheck(io::FileSystem& files, const Card& card, const jobs::JobContext& context)
        : m_files(files)
        , m_card(card)
        , m_context(context)
        , m_lists(card, context)
        , m_sound(card, context)
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
        TAILSLATE_TRY(std::vector<Finding> takes, m_sound.take());
        std::ranges::move(takes, std::back_inserter(m_findings));
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
        if (detail::isClipList(file.path) || detail::isClipMetadata(file.path)) {
            TAILSLATE_TRY(const std::string text, bytes.readAll(kListMax));
            return m_lists.add(file.path, text);
        }
        const std::string_view name = detail::nameOf(file.path);
        TAILSLATE_TRY(const std::optional<std::string> fault,
                      detail::isRecorderFile(name) ? m_sound.add(file.path, bytes)
                                                   : detail::movieCheckFor(name)(bytes));
        if (fault)
            report(file, *fault);
        return {};
    }

    void report(const CardFile& file, const std::string& fault)
    {
        m_findings.push_back(
            {Severity::Warning, fmt::format("{} {}", nameFor(file), fault), {file.path}});
    }

    io::FileSystem& m_files;
    const Card& m_card;
    const jobs::JobContext& m_context;
    detail::ListCheck m_lists;
    detail::SoundCheck m_sound;
    std::vector<Finding> m_findings;
};

} // namespace

Result<std::vector<Finding>> checkContents(io::FileSystem& files, const Card& card,
                                           const jobs::JobContext& context)
{
    return ContentCheck(files, card, context).run();
}

} // namespace tailslate::media
