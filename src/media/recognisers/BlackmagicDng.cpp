// SPDX-License-Identifier: Apache-2.0
#include "media/detail/BuiltinRecognisers.h"
#include "media/detail/CardLayout.h"
#include "media/detail/FileNames.h"
#include "media/detail/NamePattern.h"

namespace tailslate::media::detail {

namespace {

// BMC01_1_2012-08-08_1631_C0002/           a clip
//   BMC01_1_2012-08-08_1631_C0002_000000.dng
//   BMC01_1_2012-08-08_1631_C0002.wav
// A001_01051619_C001/                      the same with the newer names
//   A001_01051619_C001_000000.dng
constexpr NamePattern kOldClip{"[-0-9A-Z_ ]{1,80}_\\d{4}-\\d{2}-\\d{2}_\\d{4}_C\\d{4}"};
constexpr NamePattern kNewClip{"([A-Z]\\d{3})_\\d{8}_C\\d{3}"};

std::optional<Member> findMember(std::string_view /*rootFolder*/, std::string_view path)
{
    const std::string_view folder = folderOf(path);
    const std::string_view clip = nameOf(folder);
    const auto isNew = kNewClip.match(clip);
    if (folder.empty() || (!isNew && !kOldClip.match(clip)))
        return std::nullopt;
    return Member{.card = folderOf(folder),
                  .scope = folderOf(folder),
                  .clip = clip,
                  .roll = isNew ? isNew->groups[0] : std::string_view{},
                  .rank = hasExtension(path, {"dng"}) ? Member::kEssence : Member::kSidecar};
}

bool isClipFolder(std::string_view /*rootFolder*/, std::string_view folder)
{
    const std::string_view name = nameOf(folder);
    return kNewClip.match(name) || kOldClip.match(name);
}

constexpr CardLayout kLayout{.id = "braw_cdng",
                             .name = "Blackmagic CinemaDNG",
                             .member = findMember,
                             .mayHold = isClipFolder,
                             .sidecarsAlone = true};

} // namespace

std::unique_ptr<Recogniser> makeBlackmagicDng()
{
    return makeLayoutRecogniser(kLayout);
}

} // namespace tailslate::media::detail
