// SPDX-License-Identifier: Apache-2.0
#include "pdf/PdfReport.h"

#include "io/DiskFileSystem.h"
#include "io/DurableFile.h"
#include "pdf/detail/BlockLayout.h"
#include "pdf/detail/PageFlow.h"
#include "pdf/detail/Typography.h"

#include <QBuffer>
#include <QByteArray>
#include <QGuiApplication>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>

#include <string_view>

namespace tailslate::pdf {
namespace {

/// Fine enough that no length of the layout is visibly rounded.
constexpr int kUnitsPerInch = 1200;

Result<QByteArray> render(const report::ReportDocument& document)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    writer.setResolution(kUnitsPerInch);
    writer.setPageSize(QPageSize(QPageSize::A4));
    writer.setPageMargins(QMarginsF());
    writer.setTitle(QString::fromStdString(document.title));
    writer.setCreator(QStringLiteral("Tailslate"));

    TAILSLATE_TRY(const auto type, detail::Typography::create(writer));
    const QRectF area = detail::textArea(type);
    const detail::Strips strips = detail::layoutDocument(type, document, area.width());
    const auto pages = detail::flow(strips, area.height());

    QPainter painter;
    if (!painter.begin(&writer))
        return failure(ErrorCode::Internal, "the PDF writer did not start");
    for (std::size_t i = 0; i < pages.size(); ++i) {
        if (i > 0 && !writer.newPage())
            return failure(ErrorCode::Internal, "the PDF writer gave no new page");
        detail::drawRunningText(painter, type, document, i + 1, pages.size());
        for (const detail::PlacedStrip& placed : pages[i])
            placed.strip->paint(painter, area.topLeft() + QPointF(0.0, placed.y));
    }
    if (!painter.end())
        return failure(ErrorCode::Internal, "the PDF writer did not finish");
    return bytes;
}

} // namespace

Result<void> writePdf(const report::ReportDocument& document, const std::filesystem::path& path)
{
    if (qobject_cast<QGuiApplication*>(QCoreApplication::instance()) == nullptr) {
        return failure(ErrorCode::InvalidArgument,
                       "a PDF can only be written while a graphical application runs", path);
    }
    // Made in memory and not by Qt on the disk: a QString cannot name every file, and only module
    // io knows how to put a file in place whole.
    TAILSLATE_TRY(const QByteArray bytes, render(document));
    io::DiskFileSystem files;
    return io::writeDurably(
        files, path, std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())),
        io::Existing::Replace);
}

} // namespace tailslate::pdf
