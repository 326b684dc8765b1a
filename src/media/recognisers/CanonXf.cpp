// SPDX-License-Identifier: Apache-2.0
#include "base/DisplayText.h"
#include "media/detail/BuiltinRecognisers.h"
#include "media/detail/CardLayout.h"
#include "media/detail/Essence.h"
#include "media/detail/FileNames.h"
#include "media/detail/NameMap.h"
#include "media/detail/NamePattern.h"

#include <fmt/format.h>

namespace tailslate::media::detail {

namespace {

// CONTENTS/CLIPS001/
//   INDEX.MIF
//   AA0001/                 a clip
//     AA000101.MXF          its parts, cut where a file would grow too long
//     AA000102.MXF
//     AA0001.CIF  AA0001.XML  AA000101.CPF
constexpr std::string_view kIndex = "INDEX.MIF";
constexpr std::string_view kMark = "CONTENTS";
constexpr NamePattern kClips{"CLIPS\\d{3}"};
constexpr NamePattern kClip{"[A-Z]{2}\\d{4}"};
constexpr NamePattern kPart{"[A-Z]{2}\\d{4}(\\d{2})"};

std::optional<Member> findMember(std::string_view rootFolder, std::string_view path)
{
    const auto mark = findMark(rootFolder, path, kMark);
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
    const auto mark = findMark(rootFolder, folder, kMark);
    return mark && kClips.match(mark->rest);
}

bool isMetadata(std::string_view name)
{
    return hasExtension(name, {"CIF", "XML"});
}

/// Newer cameras put clips with other names right into CLIPS001 and have no index.
void findMissingIndex(const CardView& card, Recognition& result)
{
    NameMap<bool> known; // Folders that have INDEX.MIF or were told of.
    for (const CardFile& file : card.files())
        if (endsWithIgnoringCase(file.path, kIndex) &&
            equalsIgnoringCase(nameOf(file.path), kIndex))
            known.insert(folderOf(file.path), true);
    for (const std::filesystem::path& folder : card.folders()) {
        const std::string_view clips = folderOf(folder.native());
        if (!kClip.match(nameOf(folder.native())) || !kClips.match(nameOf(clips)) ||
            !equalsIgnoringCase(nameOf(folderOf(clips)), kMark) ||
            !known.insert(clips, true).second)
            continue;
        result.findings.push_back(
            {Severity::Warning,
             fmt::format("folder {} lacks INDEX.MIF, without which the camera's software does not "
                         "open the card",
                         displayText(nameOf(clips))),
             {std::string(clips)}});
    }
}

constexpr CardLayout kLayout{.id = "canon_xf",
                             .name = "Canon XF",
                             .member = findMember,
                             .mayHold = liesInMark<kMark>,
                             .isMark = isClipsFolder,
                             .sidecar = {isMetadata, "CIF or XML file"},
                             .check = findMissingIndex};

} // namespace

std::unique_ptr<Recogniser> makeCanonXf()
{
    return makeLayoutRecogniser(kLayout);
}

} // namespace tailslate::media::detail
