// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "report/ReportDocument.h"

#include <QColor>
#include <QFont>
#include <QFontMetricsF>
#include <QPaintDevice>

namespace tailslate::pdf::detail {

/// The faces of a report and its measure: all lengths of the layout are device units made by pt().
class Typography {
public:
    enum class Face {
        Title = 1,
        Subtitle,
        Verdict,  ///< The headline of the first statement.
        Headline, ///< Of any other statement.
        Heading,
        Body,
        Label,
        Cell,
        CellMono,
        ColumnTitle,
        Caption,
        CaptionBold,
        Running ///< Header and footer.
    };

    /// @param device Borrowed; must outlive the object.
    /// @return Unsupported when the machine has no fonts at all.
    [[nodiscard]] static Result<Typography> create(QPaintDevice& device);

    /// Points (1/72 inch) in device units.
    [[nodiscard]] qreal pt(qreal points) const noexcept { return points * m_unitsPerPoint; }

    [[nodiscard]] QPaintDevice* device() const noexcept { return m_device; }

    [[nodiscard]] QFont font(Face face) const;
    [[nodiscard]] QFontMetricsF metrics(Face face) const;

private:
    Typography(QPaintDevice& device, QString sans, QString mono);

    QPaintDevice* m_device; ///< Never null; a pointer only so that the object can move.
    qreal m_unitsPerPoint;
    QString m_sans;
    QString m_mono;
};

/// Ink on white paper; every color is dark enough to survive a black-and-white printer.
namespace ink {

inline constexpr QColor kText{22, 24, 29};
inline constexpr QColor kQuiet{91, 98, 112};
inline constexpr QColor kRule{205, 209, 216};
inline constexpr QColor kStrongRule{120, 126, 138};
inline constexpr QColor kPictureGround{24, 25, 28};

/// For marks and headlines.
[[nodiscard]] QColor strong(report::Tone tone);

/// For the ground behind a statement.
[[nodiscard]] QColor tint(report::Tone tone);

} // namespace ink

} // namespace tailslate::pdf::detail
