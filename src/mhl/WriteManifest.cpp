// SPDX-License-Identifier: Apache-2.0
#include "mhl/WriteManifest.h"

#include "mhl/detail/ManifestWriter.h"
#include "mhl/detail/RecordedFiles.h"
#include "mhl/detail/XmlText.h"

namespace tailslate::mhl {

bool canHoldName(std::string_view name) noexcept
{
    return detail::xmlTextFault(name) == nullptr;
}

Result<void> writeXml(const Manifest& manifest, const XmlSink& sink)
{
    detail::RecordedFiles files(manifest.files);
    TAILSLATE_TRY(const auto writer, detail::ManifestWriter::prepare(manifest, files));
    return writer.write(sink);
}

Result<void> writeXml(const Manifest& manifest, FileSource& files, const XmlSink& sink)
{
    if (!manifest.files.empty())
        return failure(ErrorCode::InvalidArgument,
                       "the files of a manifest come from one place or the other");
    TAILSLATE_TRY(const auto writer, detail::ManifestWriter::prepare(manifest, files));
    return writer.write(sink);
}

Result<std::string> toXml(const Manifest& manifest)
{
    std::string xml;
    TAILSLATE_CHECK(writeXml(manifest, [&xml](std::string_view piece) -> Result<void> {
        xml += piece;
        return {};
    }));
    return xml;
}

} // namespace tailslate::mhl
