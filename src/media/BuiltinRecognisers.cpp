// SPDX-License-Identifier: Apache-2.0
#include "media/detail/BuiltinRecognisers.h"

namespace tailslate::media {

std::vector<std::unique_ptr<Recogniser>> builtinRecognisers()
{
    std::vector<std::unique_ptr<Recogniser>> recognisers;
    recognisers.push_back(detail::makeRed());
    recognisers.push_back(detail::makeArriCodexVfs());
    recognisers.push_back(detail::makeArriNew());
    recognisers.push_back(detail::makeArriClassic());
    recognisers.push_back(detail::makeCanonCinema());
    recognisers.push_back(detail::makeCanonXf());
    recognisers.push_back(detail::makePanasonicP2());
    recognisers.push_back(detail::makeSonyXocn());
    recognisers.push_back(detail::makeSonyXdroot());
    recognisers.push_back(detail::makeSonyM4root());
    recognisers.push_back(detail::makeSonyBpav());
    recognisers.push_back(detail::makeSonyXdcam());
    recognisers.push_back(detail::makeBlackmagic());
    recognisers.push_back(detail::makeBlackmagicDng());
    recognisers.push_back(detail::makePanasonicMov());
    recognisers.push_back(detail::makeAvchd());
    recognisers.push_back(detail::makeGoPro());
    recognisers.push_back(detail::makeDji());
    recognisers.push_back(detail::makeInsta360());
    recognisers.push_back(detail::makeCanonDcim());
    recognisers.push_back(detail::makeNikonDcim());
    recognisers.push_back(detail::makeFujiDcim());
    recognisers.push_back(detail::makeDcim());
    recognisers.push_back(detail::makeKinefinity());
    recognisers.push_back(detail::makeZCam());
    recognisers.push_back(detail::makeSound());
    recognisers.push_back(detail::makeGeneric());
    return recognisers;
}

} // namespace tailslate::media
