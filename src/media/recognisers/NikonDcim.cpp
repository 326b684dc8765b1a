// SPDX-License-Identifier: Apache-2.0
#include "media/detail/BuiltinRecognisers.h"
#include "media/detail/CardLayout.h"
#include "media/detail/DcimLayout.h"
#include "media/detail/NamePattern.h"

namespace tailslate::media::detail {

namespace {

// DCIM/100NCZ_9/DSC_0001.NEV  DSC_0001.MP4 (its proxy)  DSC_0002.NEF  DSC_0002.JPG
constexpr NamePattern kFolder{"\\d{3}N[CDIZ][0-9A-Z_]{3}"};

using Folders = DcimFolders<kFolder>;

constexpr CardLayout kLayout{.id = "nikon_dcim",
                             .name = "Nikon",
                             .member = Folders::member,
                             .mayHold = Folders::isMark,
                             .isMark = Folders::isMark};

} // namespace

std::unique_ptr<Recogniser> makeNikonDcim()
{
    return makeLayoutRecogniser(kLayout);
}

} // namespace tailslate::media::detail
