// SPDX-License-Identifier: Apache-2.0
#include "media/detail/BuiltinRecognisers.h"
#include "media/detail/CardLayout.h"
#include "media/detail/FileNames.h"
#include "media/detail/NamePattern.h"

namespace tailslate::media::detail {

namespace {

// PRJ-Show/A001C001/                       a clip
//   A001C001_000001.krw                    its frames
constexpr NamePattern kProject{"PRJ-"};

std::optional<Member> findMember(std::string_view rootFolder, std::string_view path)
{
    const std::string_view folder = folderOf(path);
    std::string_view project = kProject.matchStart(rootFolder) ? rootFolder : std::string_view{};
    Components components(folder);
    for (std::string_view one = components.next(); !one.empty(); one = components.next())
        if (kProject.matchStart(one))
            project = one;
    if (folder.empty() || project.empty())
        return std::nullopt;
    return Member{.card = folderOf(folder),
                  .scope = folderOf(folder),
                  .clip = nameOf(folder),
                  .roll = project,
                  .rank = hasExtension(path, {"krw"}) ? Member::kEssence : Member::kSidecar};
}

constexpr CardLayout kLayout{
    .id = "kinefinity", .name = "Kinefinity", .member = findMember, .sidecarsAlone = true};

} // namespace

std::unique_ptr<Recogniser> makeKinefinity()
{
    return makeLayoutRecogniser(kLayout);
}

} // namespace tailslate::media::detail
