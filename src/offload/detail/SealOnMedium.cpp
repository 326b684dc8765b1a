// SPDX-License-Identifier: Apache-2.0
#include "offload/detail/SealOnMedium.h"

#include "hash/Hasher.h"
#include "io/AlignedBuffer.h"

#include <cstddef>
#include <cstdint>

namespace tailslate::offload::detail {
namespace {

namespace fs = std::filesystem;

/// What the medium holds of a file, and how that was read.
struct OnMedium {
    hash::Digest c4;
    io::Transfer transfer;
    bool tellsCache;
};

Result<OnMedium> readFromMedium(io::FileSystem& files, const fs::path& path,
                                const jobs::JobContext& context)
{
    constexpr std::size_t kBlock = std::size_t{1} << 20;
    TAILSLATE_TRY(const auto file, files.openForReading(path, io::ReadFrom::Medium));
    const auto hasher = hash::makeHasher(hash::Algorithm::C4);
    io::AlignedBuffer buffer(kBlock);
    for (std::uint64_t offset = 0;; offset += kBlock) {
        TAILSLATE_CHECK(context.checkStop());
        TAILSLATE_TRY(const std::size_t count, file->readAt(offset, buffer.bytes()));
        hasher->update(buffer.bytes().first(count));
        if (count < kBlock)
            return OnMedium{hasher->finish(), file->transfer(), file->tellsCache()};
    }
}

} // namespace

std::unexpected<Error> badlyWritten(const fs::path& path)
{
    return failure(ErrorCode::DataCorrupted,
                   "read back from the disk, the seal differs from what was written; do not trust "
                   "this drive, copy to another one",
                   path);
}

Result<void> checkOnMedium(io::FileSystem& files, const fs::path& path, const hash::Digest& written,
                           const jobs::JobContext& context)
{
    // Once more where it differs, as for copies: a fault on the way here is not one of the medium.
    for (int tries = 0; tries < 2; ++tries) {
        TAILSLATE_TRY(const OnMedium found, readFromMedium(files, path, context));
        if (found.c4 != written)
            continue;
        if (found.transfer != io::Transfer::Cached)
            return {};
        return failure(ErrorCode::Unsupported,
                       found.tellsCache
                           ? "the volume does not let the seal be read past the page cache, so it "
                             "is not proved; use another file system"
                           : "this user neither owns nor may write the seal, so the system does "
                             "not tell whether it was read from the disk or from memory, and it is "
                             "not proved; offload as its owner, or change its owner or permissions",
                       path);
    }
    return badlyWritten(path);
}

} // namespace tailslate::offload::detail
