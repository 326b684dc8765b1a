// SPDX-License-Identifier: Apache-2.0
#include "media/detail/ListCheck.h"

#include "base/DisplayText.h"
#include "media/AleTable.h"
#include "media/detail/CardLayout.h"
#include "media/detail/Essence.h"
#include "media/detail/FileNames.h"
#include "media/detail/NamePattern.h"
#include "media/detail/Sentences.h"
#include "media/detail/SonyNames.h"
#include "media/detail/XmlNames.h"
#include "media/P2Metadata.h"
#include "timing/Timecode.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <set>

namespace tailslate::media::detail {

namespace {

/// The rate that a camera writes as a decimal number, `23.976`; nothing for what is none.
std::optional<timing::FrameRate> rateOf(std::string_view text)
{
    constexpr double kTolerance = 0.005;
    constexpr std::array<std::int64_t, 10> kWhole = {24, 25, 30, 48, 50, 60, 72, 96, 100, 120};
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end == text.data())
        return std::nullopt;
    for (const std::int64_t whole : kWhole)
        for (const std::int64_t divisor : {1000, 1001}) {
            const auto rate = timing::FrameRate::create(whole * 1000, divisor);
            if (rate && std::abs(static_cast<double>(whole) * 1000 / static_cast<double>(divisor) -
                                 value) < kTolerance)
                return *rate;
        }
    return std::nullopt;
}

/// With `%20` and the like (RFC 3986, section 2.1) put back into what they stand for.
std::string decoded(std::string_view uri)
{
    constexpr std::size_t kDigits = 2;
    std::string result;
    for (std::size_t at = 0; at < uri.size(); ++at) {
        unsigned value = 0;
        const std::string_view digits = uri.substr(at + 1, kDigits);
        const char* const end = digits.data() + digits.size();
        if (uri[at] != '%' || digits.size() < kDigits ||
            std::from_chars(digits.data(), end, value, 16).ptr != end) {
            result.push_back(uri[at]);
            continue;
        }
        result.push_back(static_cast<char>(value));
        at += kDigits;
    }
    return result;
}

/// The path that a URI in a list at `folder` names: `./Clip/C0001.MXF`.
std::string resolved(std::string_view folder, std::string_view uri)
{
    if (uri.starts_with("./"))
        uri.remove_prefix(1);
    if (uri.starts_with('/'))
        uri.remove_prefix(1);
    return folder.empty() ? std::string(uri) : fmt::format("{}/{}", folder, uri);
}

bool liesIn(std::string_view folder, std::string_view path)
{
    return folder.empty() || (path.size() > folder.size() && path[folder.size()] == '/' &&
                              equalsIgnoringCase(path.substr(0, folder.size()), folder));
}

/// Asks every so often whether to stop: a list may have a million rows.
class StopCheck {
public:
    explicit StopCheck(const jobs::JobContext& context)
        : m_context(context)
    {
    }

    Result<void> check()
    {
        constexpr unsigned kBetween = 1024;
        return ++m_count % kBetween == 0 ? m_context.checkStop() : Result<void>();
    }

private:
    const jobs::JobContext& m_context;
    unsigned m_count = 0;
};

bool isP2List(std::string_view path) noexcept
{
    const std::string_view folder = folderOf(path);
    return hasExtension(path, {"XML"}) && equalsIgnoringCase(nameOf(folder), "CLIP") &&
           equalsIgnoringCase(nameOf(folderOf(folder)), "CONTENTS");
}

constexpr NamePattern kCanonClips{"CLIPS\\d{3}"};

bool isMediaProfile(std::string_view path) noexcept
{
    return equalsIgnoringCase(nameOf(path), "MEDIAPRO.XML");
}

} // namespace

bool isClipList(std::string_view path) noexcept
{
    return hasExtension(path, {"ALE"}) || isMediaProfile(path) || isP2List(path);
}

bool isClipMetadata(std::string_view path) noexcept
{
    const std::string_view folder = folderOf(path);
    const std::string_view above = folderOf(folder);
    if (isSonyMetadata(nameOf(path)))
        return equalsIgnoringCase(nameOf(folder), "Clip") ||
               equalsIgnoringCase(nameOf(above), "Clip") ||
               equalsIgnoringCase(nameOf(above), "CLPR");
    return hasExtension(path, {"XML"}) &&
           (kCanonClips.match(nameOf(folder)) || kCanonClips.match(nameOf(above)));
}

ListCheck::ListCheck(const Card& card, const jobs::JobContext& context)
    : m_card(card)
    , m_context(context)
{
    m_paths.reserve(card.files.size());
    for (const CardFile& file : card.files)
        m_paths.push_back(toUpper(file.path));
    std::ranges::sort(m_paths);
    for (std::size_t index = 0; index < card.clips.size(); ++index)
        m_clips.emplace_back(toUpper(card.clips[index].name), index);
    std::ranges::sort(m_clips);
}

bool ListCheck::hasFile(std::string_view path) const
{
    return std::ranges::binary_search(m_paths, toUpper(path));
}

const Clip* ListCheck::findClip(std::string_view name) const
{
    const std::string wanted = toUpper(name);
    const auto found =
        std::ranges::lower_bound(m_clips, wanted, {}, &std::pair<std::string, std::size_t>::first);
    return found == m_clips.end() || found->first != wanted ? nullptr
                                                            : &m_card.clips[found->second];
}

Result<void> ListCheck::add(const std::string& path, std::string_view text)
{
    if (hasExtension(path, {"ALE"}))
        return addAle(path, text);
    if (isMediaProfile(path))
        return addMediaProfile(path, text);
    if (isP2List(path))
        addP2(path, text);
    else
        checkMetadata(path, text);
    return {};
}

void ListCheck::checkMetadata(const std::string& path, std::string_view text)
{
    pugi::xml_document document;
    if (document.load_buffer(text.data(), text.size()))
        return;
    m_findings.push_back({Severity::Warning,
                          fmt::format("the metadata file {} is cut short or damaged: it is not XML",
                                      displayText(nameOf(path))),
                          {path}});
}

void ListCheck::reportUnreadable(const std::string& path, const std::string& why)
{
    m_findings.push_back(
        {Severity::Warning,
         fmt::format("the list {} cannot be understood: {}", displayText(nameOf(path)), why),
         {path}});
}

void ListCheck::reportMissing(const std::string& path, const std::vector<std::string>& names)
{
    if (names.empty())
        return;
    m_findings.push_back({Severity::Warning,
                          fmt::format("{} lists {} that {} not on the card: {}",
                                      displayText(nameOf(path)), counted(names.size(), "clip"),
                                      names.size() == 1 ? "is" : "are", listed(names)),
                          {path}});
}

Result<void> ListCheck::addAle(const std::string& path, std::string_view text)
{
    const auto table = parseAle(text);
    if (!table) {
        reportUnreadable(path, table.error().message);
        return {};
    }
    StopCheck stop(m_context);
    std::vector<std::string> missing;
    for (std::size_t row = 0; row < table->rows.size(); ++row) {
        TAILSLATE_CHECK(stop.check());
        const std::string_view name = table->cell(row, "Name");
        const std::string_view source = table->cell(row, "Source File");
        if (name.empty() && source.empty())
            continue;
        const Clip* clip = findClip(name);
        for (const std::string_view other :
             {withoutExtension(name), nameOf(source), withoutExtension(nameOf(source))})
            clip = clip || other.empty() ? clip : findClip(other);
        if (!clip) {
            missing.push_back(displayText(name.empty() ? source : name));
            continue;
        }
        const std::string_view rate = table->cell(row, "FPS");
        checkDuration(path, *clip, table->cell(row, "Duration"),
                      rate.empty() ? table->headingOf("FPS") : rate);
    }
    reportMissing(path, missing);
    return {};
}

/// Only a clip of one file a frame tells its length by names.
void ListCheck::checkDuration(const std::string& path, const Clip& clip, std::string_view duration,
                              std::string_view rateText)
{
    const auto rate = rateOf(rateText);
    if (!rate)
        return;
    const auto length = timing::Timecode::parse(duration, *rate);
    const auto frames = std::ranges::count_if(clip.files, [this](std::size_t index) {
        return isFrameFile(nameOf(m_card.files[index].path));
    });
    if (!length || frames == 0 || length->frames() == frames)
        return;
    m_findings.push_back(
        {Severity::Warning,
         fmt::format("{} lists {} with {} frames; the card has {}", displayText(nameOf(path)),
                     clip.name, length->frames(), frames),
         {path, m_card.files[clip.files.front()].path}});
}

Result<void> ListCheck::addMediaProfile(const std::string& path, std::string_view text)
{
    pugi::xml_document document;
    if (!document.load_buffer(text.data(), text.size())) {
        reportUnreadable(path, "it is not XML");
        return {};
    }
    const std::string_view folder = folderOf(path);
    StopCheck stop(m_context);
    std::vector<std::string> missing;
    std::set<std::string> listedPaths;
    for (const pugi::xml_node material : childOf(document.document_element(), "Contents")) {
        TAILSLATE_CHECK(stop.check());
        const std::string_view uri = material.attribute("uri").as_string();
        if (localName(material) != "Material" || uri.empty())
            continue;
        std::string file = resolved(folder, uri);
        if (!hasFile(file))
            file = resolved(folder, decoded(uri));
        listedPaths.insert(toUpper(file));
        if (!hasFile(file))
            missing.push_back(displayText(withoutExtension(nameOf(file))));
    }
    reportMissing(path, missing);
    return findUnlisted(path, listedPaths);
}

Result<void> ListCheck::findUnlisted(const std::string& path,
                                     const std::set<std::string>& listedPaths)
{
    const std::string_view folder = folderOf(path);
    StopCheck stop(m_context);
    Finding unlisted;
    std::vector<std::string> names;
    for (const Clip& clip : m_card.clips) {
        TAILSLATE_CHECK(stop.check());
        const std::string& first = m_card.files[clip.files.front()].path;
        if (clip.kind != ClipKind::Picture || !liesIn(folder, first) ||
            (folder.empty() && !liesIn("CLIP", first)))
            continue;
        const bool has = std::ranges::any_of(clip.files, [&](std::size_t index) {
            return listedPaths.contains(toUpper(m_card.files[index].path));
        });
        if (has)
            continue;
        names.push_back(clip.name);
        unlisted.files.push_back(first);
    }
    if (names.empty())
        return {};
    unlisted.sentence =
        fmt::format("{} does not list {}, which the camera may not have finished: {}",
                    displayText(nameOf(path)), counted(names.size(), "clip"), listed(names));
    m_findings.push_back(std::move(unlisted));
    return {};
}

void ListCheck::addP2(const std::string& path, std::string_view text)
{
    const auto metadata = parseP2Metadata(text);
    if (!metadata) {
        reportUnreadable(path, metadata.error().message);
        return;
    }
    constexpr unsigned kChannelsMax = 100; // Their files end in two digits.
    const std::string_view contents = folderOf(folderOf(path));
    const std::string name(withoutExtension(nameOf(path)));
    const std::string shown = displayText(std::string_view(name));

    // Recordings in AVCLIP have their sound in the picture's file.
    const bool hasOwnSound = hasFile(fmt::format("{}/AVCLIP/{}.MXF", contents, name));
    const unsigned channels = std::min(metadata->audioChannels, kChannelsMax);
    std::vector<std::string> missing;
    for (unsigned channel = 0; channel < channels && !hasOwnSound; ++channel) {
        const std::string file = fmt::format("{}/AUDIO/{}{:02}.MXF", contents, name, channel);
        if (!hasFile(file))
            missing.push_back(displayText(nameOf(file)));
    }
    if (!missing.empty())
        m_findings.push_back({Severity::Warning,
                              fmt::format("clip {} lacks {} of {} sound files: {}", shown,
                                          missing.size(), channels, listed(missing)),
                              {path}});
    m_p2.push_back({.path = path,
                    .name = shown,
                    .id = metadata->id,
                    .previous = metadata->previousId,
                    .next = metadata->nextId});
}

std::vector<Finding> ListCheck::take()
{
    std::set<std::string_view> ids;
    for (const P2Clip& clip : m_p2)
        ids.insert(clip.id);
    for (const P2Clip& clip : m_p2) {
        const bool began = !clip.previous.empty() && !ids.contains(clip.previous);
        const bool goesOn = !clip.next.empty() && !ids.contains(clip.next);
        if (began || goesOn)
            m_findings.push_back(
                {Severity::Note,
                 fmt::format("clip {} {} another card; keep both together", clip.name,
                             began && goesOn ? "began and goes on on"
                             : began         ? "began on"
                                             : "goes on on"),
                 {clip.path}});
    }
    return std::move(m_findings);
}

} // namespace tailslate::media::detail
