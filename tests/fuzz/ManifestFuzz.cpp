// SPDX-License-Identifier: Apache-2.0
#include "fuzz/FuzzTarget.h"
#include "mhl/Manifest.h"
#include "mhl/ReadManifest.h"

#include <algorithm>
#include <string>

namespace tailslate::fuzz {
namespace {

class NoRecords final : public mhl::RecordSink {
public:
    Result<void> takeFile(const mhl::FileView&) override { return {}; }

    Result<void> takeDirectory(const mhl::DirectoryRecord&) override { return {}; }
};

bool canBeReadInPieces(std::string_view xml, std::size_t piece)
{
    NoRecords records;
    mhl::ManifestReader reader(records);
    for (std::size_t at = 0; at < xml.size(); at += piece)
        if (!reader.feed(xml.substr(at, piece)))
            return false;
    return reader.finish().has_value();
}

bool staysInside(std::string_view path)
{
    for (std::size_t at = 0; at <= path.size();) {
        const std::size_t end = std::min(path.find('/', at), path.size());
        const std::string_view name = path.substr(at, end - at);
        if (name.empty() || name == "." || name == "..")
            return false;
        at = end + 1;
    }
    return true;
}

void checkPaths(const mhl::Manifest& manifest)
{
    for (const mhl::FileRecord& file : manifest.files) {
        require(staysInside(file.path), "a path stays in the scope");
        require(!file.previousPath || staysInside(*file.previousPath),
                "an old name stays in the scope");
    }
    for (const mhl::DirectoryRecord& folder : manifest.directories)
        require(staysInside(folder.path), "a folder stays in the scope");
    for (const mhl::Reference& reference : manifest.references)
        require(staysInside(reference.path), "a reference stays in the scope");
}

} // namespace
} // namespace tailslate::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace tailslate;
    const std::string_view xml = fuzz::textOf(data, size);
    const auto manifest = mhl::fromXml(xml);
    const std::size_t piece = 1 + size % 7;
    fuzz::require(fuzz::canBeReadInPieces(xml, piece) == manifest.has_value(),
                  "what is read does not depend on the pieces it comes in");
    if (!manifest) {
        fuzz::require(manifest.error().code == ErrorCode::BadFormat, "refusals are BadFormat");
        return 0;
    }
    fuzz::checkPaths(*manifest);
    const auto written = mhl::toXml(*manifest);
    if (!written)
        return 0;
    const auto again = mhl::fromXml(*written);
    fuzz::require(again.has_value(), "what is written can be read");
    const auto twice = mhl::toXml(*again);
    fuzz::require(twice && *twice == *written, "nothing is lost by writing and reading");
    return 0;
}
