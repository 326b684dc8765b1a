// SPDX-License-Identifier: Apache-2.0
#include "media/detail/BuiltinRecognisers.h"
#include "media/detail/CardLayout.h"
#include "media/detail/DcimLayout.h"
#include "media/detail/FileNames.h"
#include "media/detail/NamePattern.h"

namespace tailslate::media::detail {

namespace {

// DCIM/100MEDIA/DJI_0001.MP4  DJI_0001.SRT  DJI_0001.LRF
// DCIM/DJI_001/DJI_20260105161929_0001_D.MP4
constexpr NamePattern kName{"DJI_\\d{4}"};

std::optional<Member> findMember(std::string_view rootFolder, std::string_view path)
{
    const auto file = findInDcim(rootFolder, path);
    if (!file || !kName.matchStart(file->name))
        return std::nullopt;
    return stemMember(*file);
}

bool isInDcim(std::string_view rootFolder, std::string_view folder)
{
    const auto mark = findMark(rootFolder, folder, "DCIM");
    return mark && !mark->rest.empty();
}

constexpr CardLayout kLayout{.id = "dji", .name = "DJI", .member = findMember, .mayHold = isInDcim};

} // namespace

std::unique_ptr<Recogniser> makeDji()
{
    return makeLayoutRecogniser(kLayout);
}

} // namespace tailslate::media::detail
