// SPDX-License-Identifier: Apache-2.0
#include "media/detail/BuiltinRecognisers.h"
#include "media/detail/FileNames.h"
#include "media/detail/NamedClips.h"
#include "media/detail/NamePattern.h"

namespace tailslate::media::detail {

namespace {

// A001R2EC/
//   A001C001_261121_R2EC.mov             ProRes or MXF: one file
//   A001C002_261121_R2EC/                ARRIRAW: one file a frame
//     A001C002_261121_R2EC.0000000.ari
//   A001R2EC_AVID.ale
//
// Camera letter, reel, then the camera's id: a letter and three characters of its serial number.
// After 999 clips C becomes D; the first firmware wrote the year with four digits.
constexpr NamePattern kClip{"([A-Z]\\d{3})[CD]\\d{3}_(\\d{6,8})_([A-Z][0-9A-Z]{3})"};

std::optional<ClipName> parseClip(std::string_view name)
{
    const auto match = kClip.matchStart(name);
    if (!match || match->groups[1].size() == 7)
        return std::nullopt;
    return ClipName{match->text.size(), toUpper(match->groups[0]) + toUpper(match->groups[2])};
}

bool isClipEssence(std::string_view extension)
{
    return equalsIgnoringCase(extension, "mov") || equalsIgnoringCase(extension, "mxf") ||
           equalsIgnoringCase(extension, "ari") || equalsIgnoringCase(extension, "arx");
}

constexpr ClipNaming kNaming{parseClip, toUpper, isClipEssence};

class ArriClassic final : public Recogniser {
public:
    [[nodiscard]] std::string id() const override { return "arri_classic"; }

    [[nodiscard]] std::string name() const override { return "ARRI ALEXA classic naming"; }

    [[nodiscard]] std::optional<Recognition> recognise(const CardView& card) const override
    {
        return recogniseNamedClips(kNaming, card);
    }
};

} // namespace

std::unique_ptr<Recogniser> makeArriClassic()
{
    return std::make_unique<ArriClassic>();
}

} // namespace tailslate::media::detail
