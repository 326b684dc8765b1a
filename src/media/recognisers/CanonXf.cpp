// SPDX-License-Identifier: Apache-2.0
#include "base/DisplayText.h"
#include "media/detail/BuiltinRecognisers.h"
#include "media/detail/CardLayout.h"
#include "media/detail/Essence.h"
#include "media/detail/FileNames.h"
#include "media/detail/NamePattern.h"

#include <fmt/format.h>

#include <algorithm>

namespace tailslate::media::detail {

namespace {

// CONTENTS/CLIPS001/
//   INDEX.MIF
//   AA0001/                 a clip
//     AA000101.MXF          its parts, cut where a file would grow too long
//     AA000102.MXF
//     AA0001.CIF  AA0001.XML  AA000101.CPF
constexpr NamePattern kClips{"CLIPS\\d{3}"};
constexpr NamePattern kClip{"[A-Z]{2}\\d{4}"};
constexpr NamePattern kPart{"[A-Z]{2}\\d{4}(\\d{2})"};

std::optional<Member> findMember(std::string_view rootFolder, std::string_view path)
{
    const auto mark = findMark(rootFolder, path, "CONTENTS");
    if (!mark)
        return std::nullopt;
    Components components(mark->rest);
    const std::string_view clips = components.next();
    const std::string_view clip = components.next();
    const std::string_view name = components.next();
    if (name.empty() || !components.next().empty() || !kClips.match(clips) || !kClip.match(clip))
        return std::nullopt;

    Member member{.card = mark->card,
                  .scope = mark->scope,
                  .clip = clip,
                  .rank = hasExtension(name, {"MXF", "MP4"}) ? Member::kEssence : Member::kSidecar};
    if (const auto part = kPart.match(withoutExtension(name)))
        member.part = numberOf(part->groups[0]);
    return member;
}

bool isClipsFolder(std::string_view rootFolder, std::string_view folder)
{
    const auto mark = findMark(rootFolder, folder, "CONTENTS");
    return mark && kClips.match(mark->rest);
}

void findMissingIndex(const LayoutView& card, Recognition& result)
{
    for (const std::filesystem::path& folder : card.folders) {
        if (!kClips.match(nameOf(folder.native())) ||
            !equalsIgnoringCase(nameOf(folderOf(folder.native())), "CONTENTS"))
            continue;
        const bool has = std::ranges::any_of(card.files, [&folder](const CardFile& file) {
            return equalsIgnoringCase(nameOf(file.path), "INDEX.MIF") &&
                   folderOf(file.path) == folder.native();
        });
        if (!has)
            result.findings.push_back(
                {Severity::Warning,
                 fmt::format("folder {} lacks INDEX.MIF, without which the camera's software does "
                             "not open the card",
                             displayText(folder.filename())),
                 {folder.native()}});
    }
}

constexpr CardLayout kLayout{.id = "canon_xf",
                             .name = "Canon XF",
                             .member = findMember,
                             .isMark = isClipsFolder,
                             .check = findMissingIndex};

} // namespace

std::unique_ptr<Recogniser> makeCanonXf()
{
    return makeLayoutRecogniser(kLayout);
}

} // namespace tailslate::media::detail
