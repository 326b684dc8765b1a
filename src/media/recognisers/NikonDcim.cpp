// SPDX-License-Identifier: Apache-2.0
#include "media/detail/BuiltinRecognisers.h"
#include "media/detail/CardLayout.h"
#include "media/detail/DcimLayout.h"
#include "media/detail/NamePattern.h"

namespace tailslate::media::detail {

namespace {

// DCIM/100NCZ_9/DSC_0001.NEV  DSC_0001.MP4 (its proxy)  DSC_0002.NEF  DSC_0002.JPG
constexpr NamePattern kFolder{"\\d{3}N[CDIZ][0-9A-Z_]{3}"};

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

bool isTopFolder(std::string_view rootFolder, std::string_view folder)
{
    return isDcimFolder(rootFolder, folder, isOwnFolder);
}

constexpr CardLayout kLayout{
    .id = "nikon_dcim", .name = "Nikon", .member = findMember, .isMark = isTopFolder};

} // namespace

std::unique_ptr<Recogniser> makeNikonDcim()
{
    return makeLayoutRecogniser(kLayout);
}

} // namespace tailslate::media::detail
