// SPDX-License-Identifier: Apache-2.0
#include "media/detail/BuiltinRecognisers.h"
#include "media/detail/FileNames.h"
#include "media/detail/NamedClips.h"
#include "media/detail/NamePattern.h"

namespace tailslate::media::detail {

namespace {

// A_0001_1CJ5/
//   A_0001C006_260105_161929_p1CJ5.mxf
//   A_0001_1CJ5_AVID.ale
//
// Camera index of two characters, reel of four digits; date and time; then what is inside (a for
// ARRIRAW, p for ProRes, h for HDE) and the camera's id of four characters.
constexpr NamePattern kClip{"([A-Z][A-Z_]\\d{4})[CD]\\d{3}_\\d{6}_\\d{6}_[A-Z]([0-9A-Z]{4})"};

constexpr std::size_t kIdLength = 4;

std::optional<ClipName> parseClip(std::string_view name)
{
    const auto match = kClip.matchStart(name);
    if (!match)
        return std::nullopt;
    return ClipName{match->text.size(),
                    toUpper(match->groups[0]) + "_" + toUpper(match->groups[1])};
}

/// Upper case but for the letter that says what is inside.
std::string spellClip(std::string_view clip)
{
    std::string name = toUpper(clip);
    char& inside = name[name.size() - kIdLength - 1];
    inside = static_cast<char>(inside - 'A' + 'a');
    return name;
}

bool isClipEssence(std::string_view extension)
{
    return equalsIgnoringCase(extension, "mxf") || equalsIgnoringCase(extension, "mov");
}

constexpr ClipNaming kNaming{parseClip, spellClip, isClipEssence};

class ArriNew final : public Recogniser {
public:
    [[nodiscard]] std::string id() const override { return "arri_new"; }

    [[nodiscard]] std::string name() const override { return "ARRI ALEXA 35 naming"; }

    [[nodiscard]] std::optional<Recognition> recognise(const CardView& card) const override
    {
        return recogniseNamedClips(kNaming, card);
    }
};

} // namespace

std::unique_ptr<Recogniser> makeArriNew()
{
    return std::make_unique<ArriNew>();
}

} // namespace tailslate::media::detail
