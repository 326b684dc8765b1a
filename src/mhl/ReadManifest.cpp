// SPDX-License-Identifier: Apache-2.0
#include "mhl/ReadManifest.h"

#include "hash/Hasher.h"
#include "mhl/detail/FileBlocks.h"
#include "mhl/detail/HistoryFiles.h"
#include "mhl/detail/ManifestParser.h"
#include "mhl/detail/RecordList.h"

#include <span>
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

std::string_view textOf(std::span<const std::byte> bytes)
{
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
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
    const auto hasher = hash::makeHasher(hash::Algorithm::C4);
    ManifestReader reader(records);
    Result<void> fed;
    TAILSLATE_TRY(const std::uint64_t size,
                  detail::readBlocks(files, path, detail::kLargestManifest, stop,
                                     [&](std::span<const std::byte> block) -> Result<void> {
                                         hasher->update(block);
                                         if (fed)
                                             fed = reader.feed(textOf(block));
                                         // What was modified says so, whatever that did to it.
                                         if (!fed && expected == nullptr)
                                             return fed;
                                         return {};
                                     }));
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
