// SPDX-License-Identifier: Apache-2.0
#include "app/ClipReader.h"

#include "app/detail/ClipFacts.h"
#include "io/DurableFile.h"
#include "media/ClipFiles.h"

#include <algorithm>
#include <string_view>

namespace tailslate::app {
namespace {

namespace fs = std::filesystem;

/// No camera writes a sidecar or a list as large.
constexpr std::uint64_t kSidecarMax = std::uint64_t{4} << 20;
constexpr std::uint64_t kLogMax = std::uint64_t{16} << 20;

/// ASCII letters in capitals; other bytes as they are.
std::string inCapitals(std::string_view text)
{
    std::string result(text);
    std::ranges::transform(result, result.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    return result;
}

bool hasExtension(std::string_view path, std::string_view capitals)
{
    return inCapitals(path).ends_with(capitals);
}

std::string_view stemOf(std::string_view name)
{
    return name.substr(0, name.rfind('.'));
}

/// Reads the files of one clip into what is known of it.
class Reading {
public:
    Reading(io::FileSystem& files, const media::Card& card, const fs::path& root,
            const jobs::JobContext& context)
        : m_files(files)
        , m_card(card)
        , m_root(root)
        , m_context(context)
    {
    }

    Result<media::ClipMetadata> read(const media::Clip& clip)
    {
        const media::ClipFiles files = media::filesOf(m_card, clip);
        if (!files.frames.empty())
            addFrames(files.frames);
        TAILSLATE_CHECK(addMovies(files.movies));
        TAILSLATE_CHECK(addWaves(files.waves));
        for (const std::size_t file : files.otherSound)
            addOther(file);
        TAILSLATE_CHECK(addSidecars(files.sidecars));
        return std::move(m_known);
    }

private:
    [[nodiscard]] fs::path pathOf(std::size_t file) const
    {
        return m_root / m_card.files[file].path;
    }

    /// Also where the folder of false takes is all that was named.
    [[nodiscard]] bool isDiscarded(std::size_t file) const
    {
        const fs::path folder = m_root.has_filename() ? m_root : m_root.parent_path();
        return media::isDiscarded((folder.filename() / m_card.files[file].path).native());
    }

    void refuse(const Error& error)
    {
        if (m_known.unreadable.empty())
            m_known.unreadable = error.message;
    }

    void addFrames(const std::vector<std::size_t>& frames)
    {
        const auto header = stills::readStillHeader(pathOf(frames.front()));
        if (header)
            return detail::addFrame(m_known, *header, static_cast<std::int64_t>(frames.size()));
        refuse(header.error());
        m_known.frames = {static_cast<std::int64_t>(frames.size()), media::Origin::Name};
    }

    Result<void> addMovies(const std::vector<std::size_t>& movies)
    {
        bool first = true;
        for (const std::size_t file : movies) {
            TAILSLATE_CHECK(m_context.checkStop());
            const auto info = av::probe(pathOf(file));
            if (!info) {
                refuse(info.error());
                // What the parts add up to is not known when one of them does not tell.
                if (!first)
                    m_known.frames.reset();
            } else if (first)
                detail::addMedia(m_known, *info);
            else if (!detail::addSpan(m_known, *info) && !info->video && info->audio)
                addSound(*info);
            first = false;
        }
        return {};
    }

    /// P2 and OPAtom keep each channel in a file of its own.
    void addSound(const av::MediaInfo& info)
    {
        if (m_known.sound)
            detail::addMonoSound(m_known, info.audio->channels, info.audio->samples);
        else
            detail::addMedia(m_known, info);
    }

    Result<void> addWaves(const std::vector<std::size_t>& waves)
    {
        bool first = true;
        for (const std::size_t file : waves) {
            TAILSLATE_CHECK(m_context.checkStop());
            const auto wave = media::readWaveFile(m_files, pathOf(file));
            if (!wave)
                refuse(wave.error());
            else if (first || !m_known.sound)
                detail::addWave(m_known, *wave);
            else
                detail::addMonoSound(m_known, *wave);
            if (wave && isDiscarded(file))
                m_known.falseTake = {true, media::Origin::Name};
            first = false;
        }
        return {};
    }

    void addOther(std::size_t file)
    {
        const auto info = av::probe(pathOf(file));
        if (info)
            addSound(*info);
        else
            refuse(info.error());
    }

    Result<void> addSidecars(const std::vector<std::size_t>& sidecars)
    {
        for (const std::size_t file : sidecars) {
            TAILSLATE_CHECK(m_context.checkStop());
            if (!hasExtension(m_card.files[file].path, ".XML"))
                continue;
            // One that cannot be read tells nothing; the check of the card's contents names it.
            const auto text = io::readWholeFile(m_files, pathOf(file), kSidecarMax);
            if (!text)
                continue;
            if (const auto sony = media::parseSonyMetadata(*text))
                detail::addSidecar(m_known, *sony);
            else if (const auto p2 = media::parseP2Metadata(*text))
                detail::addSidecar(m_known, *p2);
            else if (const auto canon = media::parseCanonMetadata(*text))
                detail::addSidecar(m_known, *canon);
        }
        return {};
    }

    io::FileSystem& m_files;
    const media::Card& m_card;
    const fs::path& m_root;
    const jobs::JobContext& m_context;
    media::ClipMetadata m_known;
};

} // namespace

ClipReader::ClipReader(io::FileSystem& files, const media::Card& card, fs::path root)
    : m_files(files)
    , m_card(card)
    , m_root(std::move(root))
{
}

Result<media::ClipMetadata> ClipReader::read(std::size_t clip, const jobs::JobContext& context)
{
    TAILSLATE_CHECK(context.checkStop());
    readLogs();
    const media::Clip& one = m_card.clips[clip];
    TAILSLATE_TRY(media::ClipMetadata known, Reading(m_files, m_card, m_root, context).read(one));
    if (const auto logged = m_logRows.find(inCapitals(one.name)); logged != m_logRows.end())
        detail::addLogRow(known, m_logs[logged->second.table], logged->second.row);
    detail::addName(known, media::partsOfClipName(one.name));
    return known;
}

void ClipReader::readLogs()
{
    if (std::exchange(m_logsRead, true))
        return;
    for (const media::CardFile& file : m_card.files) {
        if (!hasExtension(file.path, ".ALE"))
            continue;
        const auto text = io::readWholeFile(m_files, m_root / file.path, kLogMax);
        if (!text)
            continue; // The check of the card's contents names it.
        auto table = media::parseAle(*text);
        if (!table)
            continue;
        for (std::size_t row = 0; row < table->rows.size(); ++row) {
            for (const std::string_view name :
                 {table->cell(row, "Name"), stemOf(table->cell(row, "Source File"))}) {
                if (!name.empty())
                    m_logRows.try_emplace(inCapitals(name), m_logs.size(), row);
            }
        }
        m_logs.push_back(std::move(*table));
    }
}

Result<media::ClipMetadata> readClipFile(io::FileSystem& files, const fs::path& path)
{
    TAILSLATE_TRY(const io::FileInfo info, files.info(path));
    media::Card card;
    card.root = path.parent_path();
    card.files.emplace_back().path = path.filename().native();
    card.files.front().size = info.size;
    media::Clip clip;
    clip.name = path.stem().native();
    clip.files = {0};
    const media::ClipFiles sorted = media::filesOf(card, clip);
    jobs::Progress progress;
    TAILSLATE_TRY(media::ClipMetadata known,
                  Reading(files, card, card.root, {{}, progress}).read(clip));
    const bool isMedia = sorted.sidecars.empty();
    if (isMedia ? !known.codec : media::fieldsOf(known).empty()) {
        return failure(ErrorCode::BadFormat,
                       known.unreadable.empty()
                           ? std::string(isMedia ? "this file says nothing of its pictures or sound"
                                                 : "this is no media file by its name")
                           : known.unreadable,
                       path);
    }
    detail::addName(known, media::partsOfClipName(clip.name));
    return known;
}

} // namespace tailslate::app
