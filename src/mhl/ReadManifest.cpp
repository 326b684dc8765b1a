// SPDX-License-Identifier: Apache-2.0
#include "mhl/ReadManifest.h"

#include "hash/Hasher.h"
#include "io/AlignedBuffer.h"
#include "mhl/detail/HistoryFiles.h"
#include "mhl/detail/ManifestParser.h"
#include "mhl/detail/RecordList.h"

#include <algorithm>
#include <utility>

namespace tailslate::mhl {
namespace {

/// The error with the file it is about, where it names none.
std::unexpected<Error> about(const std::filesystem::path& path, Error error)
{
    if (error.path.empty())
        error.path = path;
    return std::unexpected(std::move(error));
}

} // namespace

class ManifestReader::State {
public:
    explicit State(RecordSink& records)
        : parser(records)
    {
    }

    detail::ManifestParser parser;
};

ManifestReader::ManifestReader(RecordSink& records)
    : m_state(std::make_unique<State>(records))
{
}

ManifestReader::~ManifestReader() = default;

Result<void> ManifestReader::feed(std::string_view piece)
{
    return m_state->parser.feed(piece);
}

Result<Manifest> ManifestReader::finish()
{
    TAILSLATE_CHECK(m_state->parser.finish());
    return m_state->parser.head();
}

Result<ManifestFile> readManifestFile(io::FileSystem& files, const std::filesystem::path& path,
                                      RecordSink& records, const hash::Digest* expected,
                                      const std::stop_token& stop)
{
    constexpr std::size_t kBlock = std::size_t{1} << 20;
    auto file = files.openForReading(path, io::ReadFrom::Anywhere);
    if (!file)
        return about(path, std::move(file).error());
    const auto info = (*file)->info();
    if (!info)
        return about(path, info.error());

    const auto hasher = hash::makeHasher(hash::Algorithm::C4);
    ManifestReader reader(records);
    Result<void> fed;
    io::AlignedBuffer buffer(kBlock);
    std::uint64_t size = 0;
    for (bool atEnd = false; !atEnd;) {
        if (std::max(size, info->size) > detail::kLargestManifest)
            return failure(ErrorCode::BadFormat, "the file is larger than such a file can be",
                           path);
        if (stop.stop_requested())
            return failure(ErrorCode::Cancelled, "stopped by the operator", path);
        const auto count = (*file)->readAt(size, buffer.bytes());
        if (!count)
            return about(path, count.error());
        atEnd = *count < kBlock;
        size += *count;
        const auto block = buffer.bytes().first(*count);
        hasher->update(block);
        // What was modified says so, whatever the modification did to it.
        if (fed)
            fed = reader.feed({reinterpret_cast<const char*>(block.data()), block.size()});
        if (!fed && expected == nullptr)
            return about(path, std::move(fed).error());
    }

    const hash::Digest c4 = hasher->finish();
    if (expected != nullptr && c4 != *expected)
        return failure(
            ErrorCode::DataCorrupted,
            "the manifest was modified after it was written, its C4 ID is not the chain's", path);
    if (!fed)
        return about(path, std::move(fed).error());
    auto head = reader.finish();
    if (!head)
        return about(path, std::move(head).error());
    return ManifestFile{.head = std::move(*head), .c4 = c4, .size = size};
}

Result<Manifest> fromXml(std::string_view xml)
{
    detail::RecordList records;
    ManifestReader reader(records);
    TAILSLATE_CHECK(reader.feed(xml));
    TAILSLATE_TRY(Manifest head, reader.finish());
    return std::move(records).joinedTo(std::move(head));
}

} // namespace tailslate::mhl
