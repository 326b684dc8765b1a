// SPDX-License-Identifier: Apache-2.0
#include "media/detail/BuiltinRecognisers.h"

namespace tailslate::media {

std::vector<std::unique_ptr<Recogniser>> builtinRecognisers()
{
    std::vector<std::unique_ptr<Recogniser>> recognisers;
    recognisers.push_back(detail::makeRed());
    recognisers.push_back(detail::makeArriNew());
    recognisers.push_back(detail::makeArriClassic());
    recognisers.push_back(detail::makeSound());
    recognisers.push_back(detail::makeGeneric());
    return recognisers;
}

} // namespace tailslate::media
