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

using Folders = DcimFolders<kFolder>;

constexpr CardLayout kLayout{.id = "dcim",
                             .name = "Camera with a DCIM folder",
                             .member = Folders::member,
                             .mayHold = Folders::isMark,
                             .sidecarsAlone = true};

} // namespace

std::unique_ptr<Recogniser> makeDcim()
{
    return makeLayoutRecogniser(kLayout);
}

} // namespace tailslate::media::detail
