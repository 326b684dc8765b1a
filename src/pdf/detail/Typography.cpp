// SPDX-License-Identifier: Apache-2.0
#include "pdf/detail/Typography.h"

#include <QFontDatabase>
#include <QFontInfo>

#include <array>
#include <utility>

namespace tailslate::pdf::detail {
namespace {

struct FaceSpec {
    Typography::Face face;
    double points;
    QFont::Weight weight;
    bool mono;
};

constexpr std::array kFaces{
    FaceSpec{Typography::Face::Title, 20.0, QFont::DemiBold, false},
    FaceSpec{Typography::Face::Subtitle, 10.5, QFont::Normal, false},
    FaceSpec{Typography::Face::Verdict, 25.0, QFont::Bold, false},
    FaceSpec{Typography::Face::Headline, 11.5, QFont::DemiBold, false},
    FaceSpec{Typography::Face::Heading, 12.5, QFont::DemiBold, false},
    FaceSpec{Typography::Face::Body, 9.0, QFont::Normal, false},
    FaceSpec{Typography::Face::Label, 8.5, QFont::Normal, false},
    FaceSpec{Typography::Face::Cell, 7.75, QFont::Normal, false},
    FaceSpec{Typography::Face::CellMono, 6.6, QFont::Normal, true},
    FaceSpec{Typography::Face::ColumnTitle, 7.25, QFont::DemiBold, false},
    FaceSpec{Typography::Face::Caption, 7.0, QFont::Normal, false},
    FaceSpec{Typography::Face::CaptionBold, 7.25, QFont::DemiBold, false},
    FaceSpec{Typography::Face::Running, 7.5, QFont::Normal, false},
};

const FaceSpec& specOf(Typography::Face face)
{
    for (const FaceSpec& spec : kFaces) {
        if (spec.face == face)
            return spec;
    }
    return kFaces.front();
}

/// The first of the wanted families that is installed, else the system's choice.
QString pick(const QStringList& installed, const QStringList& wanted,
             QFontDatabase::SystemFont otherwise)
{
    for (const QString& family : wanted) {
        if (installed.contains(family))
            return family;
    }
    return QFontDatabase::systemFont(otherwise).family();
}

} // namespace

Result<Typography> Typography::create(QPaintDevice& device)
{
    const QStringList installed = QFontDatabase::families();
    const QString sans =
        pick(installed,
             {QStringLiteral("Inter"), QStringLiteral("Noto Sans"), QStringLiteral("DejaVu Sans")},
             QFontDatabase::GeneralFont);
    const QString mono =
        pick(installed, {QStringLiteral("DejaVu Sans Mono"), QStringLiteral("Noto Sans Mono")},
             QFontDatabase::FixedFont);
    // Without any font Qt still names some families, and draws boxes.
    if (QFontInfo(QFont(sans)).family().isEmpty()) {
        return failure(ErrorCode::Unsupported,
                       "a PDF needs a font and none is installed; install DejaVu or Inter");
    }
    return Typography(device, sans, mono);
}

Typography::Typography(QPaintDevice& device, QString sans, QString mono)
    : m_device(&device)
    , m_unitsPerPoint(device.logicalDpiY() / 72.0)
    , m_sans(std::move(sans))
    , m_mono(std::move(mono))
{
}

QFont Typography::font(Face face) const
{
    const FaceSpec& spec = specOf(face);
    QFont font(spec.mono ? m_mono : m_sans);
    font.setPointSizeF(spec.points);
    font.setWeight(spec.weight);
    // Screen hinting would round the advances that paper does not round.
    font.setHintingPreference(QFont::PreferNoHinting);
    // Inter swaps colons and hyphens between digits for raised ones that no reader of the PDF can
    // map back to text; times and paths must come out of a search or a copy as they went in.
    font.setStyleStrategy(QFont::PreferNoShaping);
    return font;
}

QFontMetricsF Typography::metrics(Face face) const
{
    return QFontMetricsF(font(face), m_device);
}

QColor ink::strong(report::Tone tone)
{
    switch (tone) {
    case report::Tone::Good:
        return {23, 110, 62};
    case report::Tone::Warning:
        return {148, 82, 0};
    case report::Tone::Bad:
        return {168, 30, 26};
    case report::Tone::Plain:
        break;
    }
    return kText;
}

QColor ink::tint(report::Tone tone)
{
    switch (tone) {
    case report::Tone::Good:
        return {237, 246, 240};
    case report::Tone::Warning:
        return {253, 245, 231};
    case report::Tone::Bad:
        return {252, 239, 238};
    case report::Tone::Plain:
        break;
    }
    return {244, 245, 247};
}

} // namespace tailslate::pdf::detail
