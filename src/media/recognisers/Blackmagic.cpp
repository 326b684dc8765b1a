// SPDX-License-Identifier: Apache-2.0
#include "media/detail/BuiltinRecognisers.h"
#include "media/detail/CardLayout.h"
#include "media/detail/Essence.h"
#include "media/detail/FileNames.h"
#include "media/detail/NamePattern.h"

namespace tailslate::media::detail {

namespace {

// A001_01051619_C001.braw                  camera and reel; month, day, hour, minute; clip
// A001_01051619_C001.braw2                 the same clip goes on
// A001_01051619_C001.sidecar               changes to what the clip says of itself
// Proxy/A001_01051619_C001.mp4
//
// The cameras name ProRes files alike, and stills S001.
constexpr NamePattern kClip{"([A-Z]\\d{3})_\\d{8}_[CS]\\d{3}"};
constexpr NamePattern kRaw{"BRAW(\\d{0,3})"};

std::optional<Member> findMember(std::string_view /*rootFolder*/, std::string_view path)
{
    const std::string_view name = nameOf(path);
    const std::string_view stem = withoutExtension(name);
    const auto clip = kClip.match(stem);
    const auto raw = kRaw.match(extensionOf(name));
    if (!clip && !raw && !hasExtension(name, {"sidecar"}))
        return std::nullopt;

    std::string_view folder = folderOf(path);
    const bool isProxy = equalsIgnoringCase(nameOf(folder), "Proxy");
    if (isProxy)
        folder = folderOf(folder);
    Member member{.card = folder,
                  .scope = folder,
                  .clip = stem,
                  .rank = Member::kSidecar,
                  // The sound of CinemaDNG frames lies in the folder of its clip.
                  .standsAlone = !raw && equalsIgnoringCase(nameOf(folder), stem),
                  .namesCard = clip || raw};
    if (clip)
        member.roll = clip->groups[0];
    if (raw) {
        member.rank = Member::kEssence;
        member.part = raw->groups[0].empty() ? 1U : numberOf(raw->groups[0]);
    } else if (hasExtension(name, {"mov", "mp4", "mxf"}) && !isProxy) {
        member.rank = Member::kSecond;
    }
    return member;
}

constexpr CardLayout kLayout{.id = "braw", .name = "Blackmagic", .member = findMember};

} // namespace

std::unique_ptr<Recogniser> makeBlackmagic()
{
    return makeLayoutRecogniser(kLayout);
}

} // namespace tailslate::media::detail
