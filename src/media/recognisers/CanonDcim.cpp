// SPDX-License-Identifier: Apache-2.0
#include "media/detail/BuiltinRecognisers.h"
#include "media/detail/CardLayout.h"
#include "media/detail/DcimLayout.h"
#include "media/detail/NamePattern.h"

namespace tailslate::media::detail {

namespace {

// DCIM/100CANON/MVI_0001.MP4  MVI_0001.THM  IMG_0002.CR3  IMG_0002.JPG
constexpr NamePattern kFolder{"\\d{3}CANON"};

using Folders = DcimFolders<kFolder>;

constexpr CardLayout kLayout{.id = "canon_dcim",
                             .name = "Canon EOS",
                             .member = Folders::member,
                             .mayHold = Folders::isMark,
                             .isMark = Folders::isMark};

} // namespace

std::unique_ptr<Recogniser> makeCanonDcim()
{
    return makeLayoutRecogniser(kLayout);
}

} // namespace tailslate::media::detail
