// SPDX-License-Identifier: Apache-2.0
#include "media/detail/BuiltinRecognisers.h"
#include "media/detail/CardLayout.h"
#include "media/detail/DcimLayout.h"
#include "media/detail/NamePattern.h"

namespace tailslate::media::detail {

namespace {

// DCIM/100MSDCF/DSC00001.ARW  DSC00001.JPG
// DCIM/100_PANA/P1000001.MP4
//
// What no other recogniser for DCIM knows; so companions of clips that others list are no loss.
constexpr NamePattern kFolder{"\\d{3}[0-9A-Z_]{5}"};

bool isOwnFolder(std::string_view folder)
{
    return kFolder.match(folder).has_value();
}

std::optional<Member> findMember(std::string_view rootFolder, std::string_view path)
{
    const auto file = findInDcim(rootFolder, path);
    if (!file || !isOwnFolder(file->folder))
        return std::nullopt;
    return stemMember(*file);
}

constexpr CardLayout kLayout{
    .id = "dcim", .name = "Camera with a DCIM folder", .member = findMember, .sidecarsAlone = true};

} // namespace

std::unique_ptr<Recogniser> makeDcim()
{
    return makeLayoutRecogniser(kLayout);
}

} // namespace tailslate::media::detail
