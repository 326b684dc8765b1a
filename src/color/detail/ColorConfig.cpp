// SPDX-License-Identifier: Apache-2.0
#include "color/detail/ColorConfig.h"

#include <array>
#include <cmath>

namespace OCIO = OCIO_NAMESPACE;

namespace tailslate::color::detail {
namespace {

/// A way from a camera's log signal to ACES2065-1 that is not a builtin of the library.
using MakeTransform = OCIO::TransformRcPtr (*)();

struct CameraSpace {
    const char* id;
    const char* name;
    const char* builtin;          ///< A builtin transform to ACES2065-1, or null:
    MakeTransform make = nullptr; ///< then this one.
};

struct DisplaySpace {
    const char* id;
    const char* name;
    const char* builtin; ///< From CIE XYZ (D65) to code values.
};

/// ARRI LogC4 over ARRI Wide Gamut 4 (ARRI, LogC4 Logarithmic Color Space, specification of
/// 2022-05-01). OpenColorIO has it built in from 2.2 on.
OCIO::TransformRcPtr logC4ToAces()
{
    const double a = (std::exp2(18.0) - 16.0) / 117.45;
    const double b = (1023.0 - 95.0) / 1023.0;
    const double c = 95.0 / 1023.0;
    // Encoded 0: below it the curve is the tangent, which is what the library continues with.
    const double lowest = (std::exp2(14.0 * (-c / b) + 6.0) - 64.0) / a;

    const auto curve = OCIO::LogCameraTransform::Create({lowest, lowest, lowest});
    const double logSlope = b / 14.0;
    const double logOffset = c - 6.0 * b / 14.0;
    curve->setBase(2.0);
    curve->setLogSideSlopeValue({logSlope, logSlope, logSlope});
    curve->setLogSideOffsetValue({logOffset, logOffset, logOffset});
    curve->setLinSideSlopeValue({a, a, a});
    curve->setLinSideOffsetValue({64.0, 64.0, 64.0});
    curve->setDirection(OCIO::TRANSFORM_DIR_INVERSE);

    // Primaries of the specification, adapted from D65 to the ACES white with CAT02.
    // clang-format off
    constexpr std::array<double, 16> kToAces{
         0.7509573628, 0.1444227867,  0.1046198505, 0.0,
         0.0008218371, 1.0073975849, -0.0082194220, 0.0,
        -0.0004999521, -0.0008541772, 1.0013541294, 0.0,
         0.0,          0.0,           0.0,          1.0};
    // clang-format on
    const auto matrix = OCIO::MatrixTransform::Create();
    matrix->setMatrix(kToAces.data());

    const auto group = OCIO::GroupTransform::Create();
    group->appendTransform(curve);
    group->appendTransform(matrix);
    return group;
}

constexpr std::array kCameras{
    CameraSpace{"arri-logc3-ei800", "ARRI LogC3 EI 800", "ARRI_ALEXA-LOGC-EI800-AWG_to_ACES2065-1"},
    CameraSpace{"arri-logc4", "ARRI LogC4", nullptr, &logC4ToAces},
    CameraSpace{"sony-slog3-sgamut3", "Sony S-Log3 S-Gamut3", "SONY_SLOG3-SGAMUT3_to_ACES2065-1"},
    CameraSpace{"sony-slog3-sgamut3cine", "Sony S-Log3 S-Gamut3.Cine",
                "SONY_SLOG3-SGAMUT3.CINE_to_ACES2065-1"},
    CameraSpace{"sony-venice-sgamut3", "Sony Venice S-Log3 S-Gamut3",
                "SONY_SLOG3-SGAMUT3-VENICE_to_ACES2065-1"},
    CameraSpace{"sony-venice-sgamut3cine", "Sony Venice S-Log3 S-Gamut3.Cine",
                "SONY_SLOG3-SGAMUT3.CINE-VENICE_to_ACES2065-1"},
    CameraSpace{"red-log3g10", "RED Log3G10 RWG", "RED_LOG3G10-RWG_to_ACES2065-1"},
    CameraSpace{"canon-clog2", "Canon Log 2 Cinema Gamut", "CANON_CLOG2-CGAMUT_to_ACES2065-1"},
    CameraSpace{"canon-clog3", "Canon Log 3 Cinema Gamut", "CANON_CLOG3-CGAMUT_to_ACES2065-1"},
    CameraSpace{"panasonic-vlog", "Panasonic V-Log V-Gamut", "PANASONIC_VLOG-VGAMUT_to_ACES2065-1"},
};

constexpr std::array kDisplays{
    DisplaySpace{"rec709", "Rec.709", "DISPLAY - CIE-XYZ-D65_to_REC.1886-REC.709"},
    DisplaySpace{"srgb", "sRGB", "DISPLAY - CIE-XYZ-D65_to_sRGB"},
    DisplaySpace{"p3-d65", "P3-D65", "DISPLAY - CIE-XYZ-D65_to_G2.6-P3-D65"},
};

constexpr const char* kScene = "ACES2065-1";
constexpr const char* kConnection = "CIE-XYZ-D65";
constexpr const char* kOutputTransform = "ACES-OUTPUT - ACES2065-1_to_CIE-XYZ-D65 - SDR-VIDEO_1.0";

OCIO::TransformRcPtr builtin(const char* style)
{
    const auto transform = OCIO::BuiltinTransform::Create();
    transform->setStyle(style);
    return transform;
}

OCIO::ColorSpaceRcPtr space(const char* name, const char* description,
                            OCIO::ReferenceSpaceType reference)
{
    const auto made = OCIO::ColorSpace::Create(reference);
    made->setName(name);
    made->setDescription(description);
    made->setBitDepth(OCIO::BIT_DEPTH_F32);
    return made;
}

} // namespace

OCIO::ConstConfigRcPtr makeColorConfig()
{
    const auto config = OCIO::Config::Create();
    config->setVersion(2, 1);
    // Each pipeline asks once; a cache would only keep the processors of grades gone by.
    config->setProcessorCacheFlags(OCIO::PROCESSOR_CACHE_OFF);

    config->addColorSpace(space(kScene, "ACES2065-1", OCIO::REFERENCE_SPACE_SCENE));
    config->addColorSpace(space(kConnection, "CIE XYZ, D65", OCIO::REFERENCE_SPACE_DISPLAY));
    config->setRole("aces_interchange", kScene);
    config->setRole("cie_xyz_d65_interchange", kConnection);
    config->setRole("default", kScene);

    for (const CameraSpace& camera : kCameras) {
        const auto made = space(camera.id, camera.name, OCIO::REFERENCE_SPACE_SCENE);
        made->setTransform(camera.builtin ? builtin(camera.builtin) : camera.make(),
                           OCIO::COLORSPACE_DIR_TO_REFERENCE);
        config->addColorSpace(made);
    }

    const auto view = OCIO::ViewTransform::Create(OCIO::REFERENCE_SPACE_SCENE);
    view->setName(kView);
    view->setTransform(builtin(kOutputTransform), OCIO::VIEWTRANSFORM_DIR_FROM_REFERENCE);
    config->addViewTransform(view);

    for (const DisplaySpace& display : kDisplays) {
        const auto made = space(display.id, display.name, OCIO::REFERENCE_SPACE_DISPLAY);
        made->setTransform(builtin(display.builtin), OCIO::COLORSPACE_DIR_FROM_REFERENCE);
        config->addColorSpace(made);
        config->addDisplayView(display.id, kView, kView, display.id, "", "", "");
    }
    return config;
}

std::vector<SpaceChoice> cameraChoices()
{
    std::vector<SpaceChoice> choices;
    for (const CameraSpace& camera : kCameras)
        choices.push_back({camera.id, camera.name});
    return choices;
}

std::vector<SpaceChoice> displayChoices()
{
    std::vector<SpaceChoice> choices;
    for (const DisplaySpace& display : kDisplays)
        choices.push_back({display.id, display.name});
    return choices;
}

} // namespace tailslate::color::detail
