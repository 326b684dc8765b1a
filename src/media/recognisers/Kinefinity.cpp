// SPDX-License-Identifier: Apache-2.0
#include "media/detail/BuiltinRecognisers.h"
#include "media/detail/CardLayout.h"
#include "media/detail/Essence.h"
#include "media/detail/FileNames.h"
#include "media/detail/NamePattern.h"

namespace tailslate::media::detail {

namespace {

// PRJ-Show/                                the project: the same on every card of a show
//   A001/                                  the reel; may be left out
//     A001C001/                            a clip
//       A001C001_000001.krw                its frames, which may lie in PRJ-Show too
//     A001C002.mov                         a clip that was recorded as ProRes
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

/// The folder around the clips is the reel. Where that is the project, the name of the clip tells.
std::string_view findRoll(std::string_view project, std::string_view around, std::string_view clip)
{
    if (!around.empty() && !isProject(nameOf(around)))
        return nameOf(around);
    const auto reel = kReel.matchStart(clip);
    return reel ? reel->groups[0] : project;
}

std::optional<Member> findMember(std::string_view rootFolder, std::string_view path)
{
    const std::string_view folder = folderOf(path);
    const std::string_view project = findProject(rootFolder, folder);
    if (project.empty())
        return std::nullopt;
    const std::string_view name = nameOf(path);
    // Movies lie in the folder of the reel; frames have one of their own.
    const bool isMovie = hasExtension(name, {"MOV", "MXF"});
    const auto reel = kReel.matchStart(name);
    const bool isLoose = folder.empty() || isProject(nameOf(folder)) ||
                         (isMovie && !equalsIgnoringCase(withoutExtension(name), nameOf(folder))) ||
                         (reel && equalsIgnoringCase(reel->groups[0], nameOf(folder)));
    const auto frame = parseFrameName(name);
    const std::string_view clip = !isLoose ? nameOf(folder)
                                  : frame  ? frame->sequence
                                           : withoutExtension(name);
    const std::string_view around = isLoose ? folder : folderOf(folder);
    return Member{.card = folderOf(folder),
                  .scope = around,
                  .clip = clip,
                  .roll = findRoll(project, around, clip),
                  .rank = hasExtension(name, {"krw"}) ? Member::kEssence
                          : isMovie                   ? Member::kSecond
                                                      : Member::kSidecar};
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
