// SPDX-License-Identifier: Apache-2.0
#include "media/detail/BuiltinRecognisers.h"
#include "media/detail/CardLayout.h"
#include "media/detail/DcimLayout.h"
#include "media/detail/NamePattern.h"

namespace tailslate::media::detail {

namespace {

// DCIM/100CANON/MVI_0001.MP4  MVI_0001.THM  IMG_0002.CR3  IMG_0002.JPG
constexpr NamePattern kFolder{"\\d{3}CANON"};

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
    .id = "canon_dcim", .name = "Canon EOS", .member = findMember, .isMark = isTopFolder};

} // namespace

std::unique_ptr<Recogniser> makeCanonDcim()
{
    return makeLayoutRecogniser(kLayout);
}

} // namespace tailslate::media::detail
