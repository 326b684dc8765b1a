// SPDX-License-Identifier: Apache-2.0
#include "cli/PdfSupport.h"

namespace tailslate::cli {

struct PdfSupport::Impl {};

PdfSupport::PdfSupport(int&, char**) {}

PdfSupport::~PdfSupport() = default;

std::function<Result<void>(const report::ReportDocument&, const std::filesystem::path&)>
PdfSupport::writer() const
{
    return {};
}

void PdfSupport::prepare() {}

} // namespace tailslate::cli
