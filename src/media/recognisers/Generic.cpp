// SPDX-License-Identifier: Apache-2.0
#include "base/DisplayText.h"
#include "media/detail/BuiltinRecognisers.h"
#include "media/detail/CardLayout.h"
#include "media/detail/Essence.h"
#include "media/detail/FileNames.h"
#include "media/detail/FrameFindings.h"
#include "media/detail/NameMap.h"
#include "media/detail/Sentences.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <limits>
#include <ranges>
#include <unordered_map>

namespace tailslate::media::detail {

namespace fs = std::filesystem;

namespace {

/// What cameras number on and on: `IMG_0001.TIF`, `DSC_0007.DNG`. What is missing was deleted, or
/// lies on another card.
bool isStillName(std::string_view sequence)
{
    constexpr std::array<std::string_view, 9> kNames = {"IMG",  "_MG", "DSC",  "_DSC", "P",
                                                        "DSCF", "PXL", "PANA", "DJI"};
    return std::ranges::any_of(
        kNames, [sequence](std::string_view name) { return equalsIgnoringCase(sequence, name); });
}

/// Whether files that would be frames of a clip are photographs, by their name or because there are
/// fewer of them than numbers missing.
bool areStills(const Clip& clip, const std::vector<CardFile>& files)
{
    const auto nameAt = [&](std::size_t index) { return nameOf(files[index].path); };
    if (!hasExtension(nameAt(clip.files.front()), {"DNG", "TIF", "TIFF"}))
        return false;
    unsigned first = std::numeric_limits<unsigned>::max();
    unsigned last = 0;
    std::size_t count = 0;
    for (const std::size_t index : clip.files) {
        const auto frame =
            isFrameFile(nameAt(index)) ? parseFrameName(nameAt(index)) : std::nullopt;
        if (!frame)
            continue;
        if (isStillName(frame->sequence))
            return true;
        first = std::min(first, numberOf(frame->number));
        last = std::max(last, numberOf(frame->number));
        ++count;
    }
    return count > 0 && last - first + 1 > 2 * count;
}

class Grouping {
public:
    /// @param hasOthers Whether the card has files that are no essence, and so may be sidecars.
    explicit Grouping(bool hasOthers)
        : m_hasOthers(hasOthers)
    {
    }

    void addEssence(std::string_view path, std::size_t index)
    {
        const std::string_view name = nameOf(path);
        const auto kind = essenceKind(name);
        if (!kind)
            return;

        // The frames of a sequence are one clip; two sequences side by side differ in name or kind.
        const auto frame = isFrameFile(name) ? parseFrameName(name) : std::nullopt;
        if (frame) {
            const std::string_view key =
                path.substr(0, path.size() - name.size() + frame->sequence.size());
            const std::string_view extension = extensionOf(name);
            Sequence& last = m_lastSequence;
            if (last.clip != kNone && last.key == key && last.extension == extension) {
                m_clips[last.clip].files.push_back(index);
                return;
            }
            std::string both = fmt::format("{}\n{}", toUpper(key), toUpper(extension));
            const auto [found, isNew] = m_sequences.try_emplace(std::move(both), m_clips.size());
            last = {key, extension, found->second};
            if (isNew)
                addClip(frame->sequence, key, *kind);
            m_clips[found->second].files.push_back(index);
            return;
        }
        const std::string_view stem = withoutExtension(path);
        addClip(nameOf(stem), stem, *kind);
        m_clips.back().files.push_back(index);
    }

    void addSidecar(std::string_view path, std::size_t index)
    {
        if (essenceKind(nameOf(path)))
            return;
        const std::size_t* const clip = m_byStem.find(withoutExtension(path));
        if (clip)
            m_clips[*clip].files.push_back(index);
    }

    [[nodiscard]] bool mayHaveSidecars() const { return m_hasOthers && !m_clips.empty(); }

    std::vector<Clip> take() { return std::move(m_clips); }

private:
    static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

    struct Sequence {
        std::string_view key;
        std::string_view extension;
        std::size_t clip = kNone;
    };

    void addClip(std::string_view name, std::string_view stem, ClipKind kind)
    {
        // Of two clips with one stem, say picture and sound, the first owns the sidecars.
        if (m_hasOthers)
            m_byStem.insert(stem, m_clips.size());
        m_clips.push_back({.name = displayText(name), .roll = {}, .kind = kind, .files = {}});
    }

    bool m_hasOthers;
    std::vector<Clip> m_clips;
    NameMap<std::size_t> m_byStem;
    std::unordered_map<std::string, std::size_t> m_sequences;
    Sequence m_lastSequence;
};

class Generic final : public Recogniser {
public:
    [[nodiscard]] std::string id() const override { return kGenericId; }

    [[nodiscard]] std::string name() const override { return "Unknown card"; }

    [[nodiscard]] std::optional<Recognition> recognise(const CardView& card) const override
    {
        const std::vector<CardFile>& files = card.files();
        const auto isOwn = [&card](std::size_t index) { return card.isFree(index); };
        const auto isEssence = [&files](std::size_t index) {
            return essenceKind(nameOf(files[index].path)).has_value();
        };
        auto own = std::views::iota(std::size_t{0}, files.size()) | std::views::filter(isOwn);
        Grouping grouping(std::ranges::any_of(own, std::not_fn(isEssence)));
        for (const std::size_t index : own)
            grouping.addEssence(files[index].path, index);
        if (grouping.mayHaveSidecars())
            for (const std::size_t index : own)
                grouping.addSidecar(files[index].path, index);

        Recognition result;
        result.roll = rootName(card.root());
        result.clips = grouping.take();
        for (Clip& clip : result.clips) {
            clip.roll = result.roll;
            if (!areStills(clip, files))
                findFrameGaps(clip, files, result.findings);
        }
        result.reason = result.clips.empty()
                            ? "no known layout and no file with the extension of picture or sound"
                            : fmt::format("no known layout; {} by file extension",
                                          counted(result.clips.size(), "clip"));
        return result;
    }
};

} // namespace

std::unique_ptr<Recogniser> makeGeneric()
{
    return std::make_unique<Generic>();
}

} // namespace tailslate::media::detail
