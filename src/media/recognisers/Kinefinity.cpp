// SPDX-License-Identifier: Apache-2.0
#include "media/detail/BuiltinRecognisers.h"
#include "media/detail/CardLayout.h"
#include "media/detail/Essence.h"
#include "media/detail/FileNames.h"
#include "media/detail/NamePattern.h"

namespace tailslate::media::detail {

namespace {

// PRJ-Show/                                the project: the same on every card of a show
//   A001C001/                              a clip of reel A001
//     A001C001_000001.krw                  its frames, which may lie in PRJ-Show too
constexpr NamePattern kProject{"PRJ-"};
constexpr NamePattern kReel{"([A-Z]\\d{3})C\\d{3}"};

bool isProject(std::string_view folder)
{
    return kProject.matchStart(folder).has_value();
}

/// The folder of the project that `folder` is or lies in, or empty.
std::string_view findProject(std::string_view rootFolder, std::string_view folder)
{
    std::string_view project = isProject(rootFolder) ? rootFolder : std::string_view{};
    Components components(folder);
    for (std::string_view one = components.next(); !one.empty(); one = components.next())
        if (isProject(one))
            project = one;
    return project;
}

std::optional<Member> findMember(std::string_view rootFolder, std::string_view path)
{
    const std::string_view folder = folderOf(path);
    const std::string_view project = findProject(rootFolder, folder);
    if (project.empty())
        return std::nullopt;
    const std::string_view name = nameOf(path);
    const bool isLoose = folder.empty() || isProject(nameOf(folder));
    const auto frame = parseFrameName(name);
    const std::string_view clip = !isLoose ? nameOf(folder)
                                  : frame  ? frame->sequence
                                           : withoutExtension(name);
    const auto reel = kReel.matchStart(clip);
    return Member{.card = folderOf(folder),
                  .scope = isLoose ? folder : folderOf(folder),
                  .clip = clip,
                  .roll = reel ? reel->groups[0] : project,
                  .rank = hasExtension(name, {"krw"}) ? Member::kEssence : Member::kSidecar};
}

bool isInProject(std::string_view rootFolder, std::string_view folder)
{
    return !findProject(rootFolder, folder).empty();
}

constexpr CardLayout kLayout{.id = "kinefinity",
                             .name = "Kinefinity",
                             .member = findMember,
                             .mayHold = isInProject,
                             .sidecarsAlone = true};

} // namespace

std::unique_ptr<Recogniser> makeKinefinity()
{
    return makeLayoutRecogniser(kLayout);
}

} // namespace tailslate::media::detail
