// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "report/ReportDocument.h"

#include <filesystem>
#include <functional>
#include <memory>

namespace tailslate::cli {

/// Whether and how this build writes PDF. There are two implementations, and the build chooses one:
/// with Qt, and without.
class PdfSupport {
public:
    /// @param argc, argv The program's own; must outlive the object.
    PdfSupport(int& argc, char** argv);

    ~PdfSupport();
    PdfSupport(const PdfSupport&) = delete;
    PdfSupport& operator=(const PdfSupport&) = delete;

    /// What app::Services wants; empty in a build without Qt.
    [[nodiscard]] std::function<Result<void>(const report::ReportDocument&,
                                             const std::filesystem::path&)>
    writer() const;

    /// Makes writing possible; call on the main thread before the first PDF. Costs about 50 ms,
    /// once.
    void prepare();

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace tailslate::cli
