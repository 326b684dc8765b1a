// SPDX-License-Identifier: Apache-2.0
#include "media/detail/BuiltinRecognisers.h"
#include "media/detail/CardLayout.h"
#include "media/detail/FileNames.h"
#include "media/detail/NamePattern.h"

namespace tailslate::media::detail {

namespace {

// PRIVATE/PANA_GRP/
//   001RAQAM/                              number, then codes of size, rate and format
//     A001C001_260105AB.MOV
constexpr NamePattern kFolder{"\\d{3}[0-9A-Z]{5}"};

constexpr std::string_view kMark = "PANA_GRP";

std::optional<Member> findMember(std::string_view rootFolder, std::string_view path)
{
    const auto mark = findMark(rootFolder, path, kMark);
    if (!mark || !kFolder.match(folderOf(mark->rest)))
        return std::nullopt;
    return Member{.card = mark->card,
                  .scope = folderOf(path),
                  .clip = withoutExtension(nameOf(path)),
                  .rank = hasExtension(path, {"MOV", "MP4"}) ? Member::kEssence : Member::kSidecar};
}

bool isTopFolder(std::string_view rootFolder, std::string_view folder)
{
    return isMarkFolder(rootFolder, folder, kMark);
}

constexpr CardLayout kLayout{.id = "panasonic_mov",
                             .name = "Panasonic (PANA_GRP)",
                             .member = findMember,
                             .mayHold = liesInMark<kMark>,
                             .isMark = isTopFolder,
                             .sidecarsAlone = true};

} // namespace

std::unique_ptr<Recogniser> makePanasonicMov()
{
    return makeLayoutRecogniser(kLayout);
}

} // namespace tailslate::media::detail
