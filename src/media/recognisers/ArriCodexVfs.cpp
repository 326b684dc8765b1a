// SPDX-License-Identifier: Apache-2.0
#include "media/detail/BuiltinRecognisers.h"
#include "media/detail/CardLayout.h"
#include "media/detail/FileNames.h"

namespace tailslate::media::detail {

namespace {

// ari/                                      the virtual file system of a Codex reader
//   A001R2EC/                               roll
//     A001C001_261121_R2EC/                 shot
//       A001C001_261121_R2EC.0000000.ari    its frames
//
// Its names can be set up differently, so the folders decide.
constexpr std::string_view kMark = "ari";

std::optional<Member> findMember(std::string_view rootFolder, std::string_view path)
{
    const auto mark = findMark(rootFolder, path, kMark);
    if (!mark)
        return std::nullopt;
    Components components(mark->rest);
    const std::string_view roll = components.next();
    const std::string_view shot = components.next();
    const std::string_view name = components.next();
    if (name.empty() || !components.next().empty())
        return std::nullopt;
    const std::string_view shotFolder = folderOf(path);
    return Member{.card = mark->card,
                  .scope = folderOf(shotFolder),
                  .clip = shot,
                  .roll = roll,
                  .rank = hasExtension(name, {"ari", "arx"}) ? Member::kEssence : Member::kSidecar};
}

constexpr CardLayout kLayout{.id = "arri_codex_vfs",
                             .name = "ARRIRAW from a Codex reader",
                             .member = findMember,
                             .mayHold = liesInMark<kMark>,
                             .sidecarsAlone = true};

} // namespace

std::unique_ptr<Recogniser> makeArriCodexVfs()
{
    return makeLayoutRecogniser(kLayout);
}

} // namespace tailslate::media::detail
