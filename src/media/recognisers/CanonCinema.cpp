// SPDX-License-Identifier: Apache-2.0
#include "media/detail/BuiltinRecognisers.h"
#include "media/detail/CardLayout.h"
#include "media/detail/Essence.h"
#include "media/detail/FileNames.h"
#include "media/detail/NamePattern.h"

#include <algorithm>

namespace tailslate::media::detail {

namespace {

// CRM/REEL_001/A001C001_260105AB_CANON_01.CRM        parts of one clip count up
// CONTENTS/CLIPS001/A001C001_260105AB_CANON.MXF
// A_0001C001_260105_161929AB_CANON_S001.CRM          newer cameras; parts from S000 on
// A_0001C001_260105_161929AB_CANON_Proxy.MP4
constexpr NamePattern kClassic{"([A-Z]\\d{3})[CD]\\d{3}_\\d{6}[0-9A-Z]{2}_CANON"};
constexpr NamePattern kNew{
    "([A-Z][A-Z_]\\d{4})[CD]\\d{3}[A-Z_]\\d{6}[A-Z_]\\d{6,7}[0-9A-Z]{1,2}_CANON"};
constexpr NamePattern kPart{"_(\\d{2,3})"};
constexpr NamePattern kPartFromNought{"_S(\\d{3})"};

std::optional<Member> findMember(std::string_view /*rootFolder*/, std::string_view path)
{
    const std::string_view name = nameOf(path);
    auto clip = kClassic.matchStart(name);
    if (!clip)
        clip = kNew.matchStart(name);
    if (!clip)
        return std::nullopt;

    Member member{.card = folderOf(path),
                  .scope = folderOf(path),
                  .clip = clip->text,
                  .roll = clip->groups[0]};
    std::string_view tail = withoutExtension(name);
    tail.remove_prefix(std::min(clip->text.size(), tail.size()));
    if (const auto part = kPart.matchStart(tail)) {
        member.part = numberOf(part->groups[0]);
        tail.remove_prefix(part->text.size());
    } else if (const auto fromNought = kPartFromNought.matchStart(tail)) {
        member.part = numberOf(fromNought->groups[0]) + 1;
        tail.remove_prefix(fromNought->text.size());
    }
    const bool isProxy = equalsIgnoringCase(tail, "_Proxy");
    if (!tail.empty() && !isProxy)
        return std::nullopt;
    const bool isMovie = hasExtension(name, {"CRM", "MXF", "MP4"});
    member.rank = isMovie && !isProxy ? Member::kEssence : Member::kSidecar;
    return member;
}

constexpr CardLayout kLayout{
    .id = "canon_raw", .name = "Canon Cinema EOS naming", .member = findMember};

} // namespace

std::unique_ptr<Recogniser> makeCanonCinema()
{
    return makeLayoutRecogniser(kLayout);
}

} // namespace tailslate::media::detail
