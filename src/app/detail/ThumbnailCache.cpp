// SPDX-License-Identifier: Apache-2.0
#include "app/detail/ThumbnailCache.h"

#include "hash/Hasher.h"
#include "io/AlignedBuffer.h"
#include "io/DurableFile.h"
#include "media/ClipFiles.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <span>
#include <string_view>
#include <utility>

namespace tailslate::app::detail {
namespace {

namespace fs = std::filesystem;

/// The first line of a file of the cache; another one for another way of making the pictures.
constexpr std::string_view kFirstLine = "Tailslate thumbnails 1\n";
constexpr std::string_view kExtension = ".thumbnails";
constexpr std::string_view kTemporary = ".writing";
constexpr std::uint64_t kLargestFile = std::uint64_t{16} << 20;
constexpr std::size_t kMostFrames = 3;

std::string digestText(std::string_view bytes)
{
    return hash::digestOf(hash::Algorithm::Xxh128, std::as_bytes(std::span(bytes))).toText();
}

std::string_view textOf(const std::vector<std::byte>& bytes)
{
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Takes a file of the cache apart, from its front.
class Parser {
public:
    explicit Parser(std::string_view text)
        : m_rest(text)
    {
    }

    std::optional<std::string_view> line()
    {
        const std::size_t end = m_rest.find('\n');
        if (end == std::string_view::npos)
            return std::nullopt;
        const std::string_view found = m_rest.substr(0, end);
        m_rest.remove_prefix(end + 1);
        return found;
    }

    std::optional<std::uint64_t> number()
    {
        const auto text = line();
        std::uint64_t value = 0;
        if (!text ||
            std::from_chars(text->data(), text->data() + text->size(), value).ec != std::errc())
            return std::nullopt;
        return value;
    }

    std::optional<std::vector<std::byte>> bytes()
    {
        const auto size = number();
        if (!size || *size > m_rest.size())
            return std::nullopt;
        const auto count = static_cast<std::size_t>(*size);
        const auto* const first = reinterpret_cast<const std::byte*>(m_rest.data());
        m_rest.remove_prefix(count);
        return std::vector<std::byte>(first, first + count);
    }

    [[nodiscard]] std::string_view rest() const { return m_rest; }

private:
    std::string_view m_rest;
};

std::optional<FramePictures> parseFrame(Parser& parser)
{
    const auto frame = parser.number();
    auto logged = parser.bytes();
    auto graded = parser.bytes();
    if (!frame || !logged || !graded)
        return std::nullopt;
    return FramePictures{.frame = static_cast<std::int64_t>(*frame),
                         .logged = std::move(*logged),
                         .graded = std::move(*graded)};
}

std::optional<CachedPictures> parse(std::string_view text)
{
    if (!text.starts_with(kFirstLine))
        return std::nullopt;
    Parser parser(text.substr(kFirstLine.size()));
    const auto digest = parser.line();
    if (!digest || *digest != digestText(parser.rest()))
        return std::nullopt;
    CachedPictures pictures;
    const auto look = parser.line();
    const auto count = parser.number();
    if (!look || !count || *count > kMostFrames)
        return std::nullopt;
    pictures.look = *look;
    for (std::uint64_t i = 0; i < *count; ++i) {
        auto frame = parseFrame(parser);
        if (!frame)
            return std::nullopt;
        pictures.frames.push_back(std::move(*frame));
    }
    return pictures;
}

std::string fileText(const CachedPictures& pictures)
{
    std::string body = fmt::format("{}\n{}\n", pictures.look, pictures.frames.size());
    for (const FramePictures& frame : pictures.frames) {
        body += fmt::format("{}\n", frame.frame);
        for (const auto* const jpeg : {&frame.logged, &frame.graded}) {
            body += fmt::format("{}\n", jpeg->size());
            body += textOf(*jpeg);
        }
    }
    return fmt::format("{}{}\n{}", kFirstLine, digestText(body), body);
}

Result<void> writeNew(io::FileSystem& files, const fs::path& path, std::string_view text)
{
    io::AlignedBuffer buffer(text.size());
    std::memcpy(buffer.bytes().data(), text.data(), text.size());
    TAILSLATE_TRY(const auto file, files.createNew(path, text.size()));
    TAILSLATE_CHECK(file->append(buffer.bytes().first(text.size())));
    return file->close();
}

struct CacheFile {
    fs::path path;
    std::uint64_t size;
    TimePoint written;
};

} // namespace

std::string cacheName(const media::Card& card, const media::Clip& clip)
{
    const media::ClipFiles sorted = media::filesOf(card, clip);
    const auto hasher = hash::makeHasher(hash::Algorithm::Xxh128);
    const auto add = [&](std::string_view text) { hasher->update(std::as_bytes(std::span(text))); };
    add(fmt::format("{}\n{}\n", card.typeId, card.roll));
    for (const auto* const group : {&sorted.movies, &sorted.frames}) {
        for (const std::size_t index : *group) {
            const media::CardFile& file = card.files[index];
            add(fmt::format("{}\n{} {}\n", file.path, file.size,
                            file.modified.time_since_epoch().count()));
        }
    }
    return hasher->finish().toText() + std::string(kExtension);
}

std::optional<CachedPictures> readFromCache(io::FileSystem& files, const fs::path& path)
{
    const auto text = io::readWholeFile(files, path, kLargestFile);
    return text ? parse(*text) : std::nullopt;
}

Result<void> writeToCache(io::FileSystem& files, const fs::path& path,
                          const CachedPictures& pictures)
{
    fs::path temporary = path;
    temporary += kTemporary;
    const std::string text = fileText(pictures);
    auto written = writeNew(files, temporary, text);
    if (!written && written.error().code == ErrorCode::AlreadyExists) {
        // Whoever began it has died, or is told that its file is gone.
        TAILSLATE_CHECK(files.remove(temporary));
        written = writeNew(files, temporary, text);
    }
    TAILSLATE_CHECK(written);
    return files.renameReplacing(temporary, path);
}

void pruneCache(io::FileSystem& files, const fs::path& folder, std::uint64_t limit)
{
    const auto entries = files.list(folder);
    if (!entries)
        return;
    std::vector<CacheFile> cached;
    std::uint64_t bytes = 0;
    for (const io::DirectoryEntry& entry : *entries) {
        const std::string& name = entry.name.native();
        if (!name.ends_with(kExtension) &&
            !name.ends_with(std::string(kExtension) + std::string(kTemporary)))
            continue;
        const auto info = files.info(folder / entry.name);
        if (!info || info->kind != io::FileKind::Regular)
            continue;
        cached.push_back({folder / entry.name, info->size, info->modified});
        bytes += info->size;
    }
    std::ranges::sort(cached, {}, &CacheFile::written);
    for (const CacheFile& file : cached) {
        if (bytes <= limit)
            return;
        // One that cannot be removed now is the oldest next time too.
        if (files.remove(file.path))
            bytes -= file.size;
    }
}

} // namespace tailslate::app::detail
