// SPDX-License-Identifier: Apache-2.0
#include "media/detail/SonyNames.h"

#include "media/detail/FileNames.h"
#include "media/detail/NamePattern.h"

namespace tailslate::media::detail {

namespace {

constexpr NamePattern kCompanion{"[IMRST]\\d{2}"};
constexpr std::size_t kCompanionLength = 3;
constexpr NamePattern kCinemaClip{"([A-Z]\\d{3})[A-Z]\\d{3}_"};

/// The letter that companions with this extension have, or 0.
char companionLetter(std::string_view name, bool isProxyFolder) noexcept
{
    if (isProxyFolder && hasExtension(name, {"MXF", "MP4"}))
        return 'S';
    if (hasExtension(name, {"XML"}))
        return 'M';
    if (hasExtension(name, {"BIM"}))
        return 'R';
    if (hasExtension(name, {"JPG"}))
        return 'T';
    return hasExtension(name, {"PPN"}) ? 'I' : '\0';
}

} // namespace

std::string_view sonyClip(std::string_view name, bool isProxyFolder) noexcept
{
    const std::string_view stem = withoutExtension(name);
    const char letter = companionLetter(name, isProxyFolder);
    if (letter == '\0' || stem.size() <= kCompanionLength)
        return stem;
    const std::string_view end = stem.substr(stem.size() - kCompanionLength);
    if (!kCompanion.match(end) || toUpper(end.front()) != letter)
        return stem;
    return stem.substr(0, stem.size() - kCompanionLength);
}

std::string_view sonyRoll(std::string_view clip) noexcept
{
    const auto match = kCinemaClip.matchStart(clip);
    return match ? match->groups[0] : std::string_view{};
}

bool isSonyMetadata(std::string_view name) noexcept
{
    return hasExtension(name, {"XML"}) && sonyClip(name, false) != withoutExtension(name);
}

std::optional<Member> sonyMember(std::string_view rootFolder, std::string_view path,
                                 std::string_view mark,
                                 std::initializer_list<std::string_view> movies)
{
    const auto found = findMark(rootFolder, path, mark);
    if (!found)
        return std::nullopt;
    const std::string_view folder = folderOf(found->rest);
    const bool isClip = equalsIgnoringCase(folder, "Clip");
    const bool isProxy = equalsIgnoringCase(folder, "Sub");
    if (!isClip && !isProxy && !equalsIgnoringCase(folder, "Thmbnl"))
        return std::nullopt;
    const std::string_view clip = sonyClip(nameOf(path), isProxy);
    return Member{.card = found->card,
                  .scope = found->scope,
                  .clip = clip,
                  .roll = sonyRoll(clip),
                  .rank =
                      isClip && hasExtension(path, movies) ? Member::kEssence : Member::kSidecar};
}

} // namespace tailslate::media::detail
