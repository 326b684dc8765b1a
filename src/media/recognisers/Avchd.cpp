// SPDX-License-Identifier: Apache-2.0
#include "media/detail/BuiltinRecognisers.h"
#include "media/detail/CardLayout.h"
#include "media/detail/FileNames.h"

namespace tailslate::media::detail {

namespace {

// PRIVATE/AVCHD/BDMV/                      or AVCHD/BDMV/, or BDMV/
//   STREAM/00000.MTS
//   CLIPINF/00000.CPI
//   PLAYLIST/00000.MPL                     may join several streams
/// What lies in the folder BDMV.
std::optional<Mark> findBdmv(std::string_view rootFolder, std::string_view path)
{
    auto mark = findMark(rootFolder, path, "AVCHD");
    Components components(mark ? mark->rest : std::string_view{});
    if (!equalsIgnoringCase(components.next(), "BDMV"))
        return findMark(rootFolder, path, "BDMV");
    mark->rest.remove_prefix(components.end());
    mark->scope = path.substr(0, path.size() - mark->rest.size());
    if (mark->rest.starts_with('/'))
        mark->rest.remove_prefix(1);
    return mark;
}

std::optional<Member> findMember(std::string_view rootFolder, std::string_view path)
{
    const auto mark = findBdmv(rootFolder, path);
    if (!mark)
        return std::nullopt;
    const std::string_view folder = folderOf(mark->rest);
    const bool isStream =
        equalsIgnoringCase(folder, "STREAM") && hasExtension(path, {"MTS", "M2TS"});
    const bool isInfo =
        equalsIgnoringCase(folder, "CLIPINF") && hasExtension(path, {"CPI", "CLPI"});
    if (!isStream && !isInfo)
        return std::nullopt;
    return Member{.card = mark->card,
                  .scope = mark->scope,
                  .clip = withoutExtension(nameOf(path)),
                  .rank = isStream ? Member::kEssence : Member::kSidecar};
}

bool isTopFolder(std::string_view rootFolder, std::string_view folder)
{
    const auto mark = findBdmv(rootFolder, folder);
    return mark && mark->rest.empty();
}

bool isClipInformation(std::string_view name)
{
    return hasExtension(name, {"CPI", "CLPI"});
}

bool liesInBdmv(std::string_view rootFolder, std::string_view folder)
{
    return findBdmv(rootFolder, folder).has_value();
}

constexpr CardLayout kLayout{.id = "avchd",
                             .name = "AVCHD",
                             .member = findMember,
                             .mayHold = liesInBdmv,
                             .isMark = isTopFolder,
                             .sidecar = {isClipInformation, "CPI file"}};

} // namespace

std::unique_ptr<Recogniser> makeAvchd()
{
    return makeLayoutRecogniser(kLayout);
}

} // namespace tailslate::media::detail
