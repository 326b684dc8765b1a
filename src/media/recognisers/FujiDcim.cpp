// SPDX-License-Identifier: Apache-2.0
#include "media/detail/BuiltinRecognisers.h"
#include "media/detail/CardLayout.h"
#include "media/detail/DcimLayout.h"
#include "media/detail/NamePattern.h"

namespace tailslate::media::detail {

namespace {

// DCIM/100_FUJI/DSCF0001.MOV  DSCF0002.RAF  DSCF0002.JPG
constexpr NamePattern kFolder{"\\d{3}_FUJI"};

using Folders = DcimFolders<kFolder>;

constexpr CardLayout kLayout{.id = "fuji_dcim",
                             .name = "Fujifilm",
                             .member = Folders::member,
                             .mayHold = Folders::isMark,
                             .isMark = Folders::isMark};

} // namespace

std::unique_ptr<Recogniser> makeFujiDcim()
{
    return makeLayoutRecogniser(kLayout);
}

} // namespace tailslate::media::detail
