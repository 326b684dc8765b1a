// SPDX-License-Identifier: Apache-2.0
#include "mhl/detail/PutManifest.h"

#include "hash/Hasher.h"
#include "io/DurableWriter.h"
#include "mhl/detail/HistoryFiles.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace tailslate::mhl::detail {

Result<hash::Digest> putManifest(io::FileSystem& files, const std::filesystem::path& path,
                                 const ManifestWriter& writer, const std::stop_token& stop,
                                 io::Existing existing)
{
    TAILSLATE_TRY(auto file, io::DurableWriter::begin(files, path, writer.minimumSize()));
    const auto hasher = hash::makeHasher(hash::Algorithm::C4);
    std::uint64_t size = 0;
    TAILSLATE_CHECK(writer.write([&](std::string_view xml) -> Result<void> {
        if (stop.stop_requested())
            return failure(ErrorCode::Cancelled, "stopped by the operator");
        size += xml.size();
        if (size > kLargestManifest)
            return failure(ErrorCode::Unsupported,
                           "the manifest would be larger than one that can be read", path);
        hasher->update(std::as_bytes(std::span(xml)));
        return file.append(xml);
    }));
    TAILSLATE_CHECK(file.finish(existing, stop));
    return hasher->finish();
}

} // namespace tailslate::mhl::detail
