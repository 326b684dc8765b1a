// SPDX-License-Identifier: Apache-2.0
#include "cli/PdfSupport.h"
#include "pdf/OffscreenGui.h"
#include "pdf/PdfReport.h"

#include <optional>

namespace tailslate::cli {

struct PdfSupport::Impl {
    int& argc;
    char** argv;
    std::optional<pdf::OffscreenGui> gui;
};

PdfSupport::PdfSupport(int& argc, char** argv)
    : m_impl(new Impl{argc, argv, {}})
{
}

PdfSupport::~PdfSupport() = default;

std::function<Result<void>(const report::ReportDocument&, const std::filesystem::path&)>
PdfSupport::writer() const
{
    return pdf::writePdf;
}

void PdfSupport::prepare()
{
    if (!m_impl->gui)
        m_impl->gui.emplace(m_impl->argc, m_impl->argv);
}

} // namespace tailslate::cli
