// SPDX-License-Identifier: Apache-2.0
#include "mhl/detail/CheckManifest.h"

#include "base/DisplayText.h"
#include "mhl/detail/DigestOrder.h"
#include "mhl/detail/RecordPath.h"
#include "mhl/detail/XmlText.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace tailslate::mhl::detail {
namespace {

std::unexpected<Error> invalid(std::string message, std::string_view path = {})
{
    return failure(ErrorCode::InvalidArgument, std::move(message), std::filesystem::path(path));
}

Result<void> checkText(std::string_view text, std::string_view what)
{
    if (const char* reason = xmlTextFault(text))
        return invalid(
            fmt::format("the {} \"{}\" {}", what, displayText(text.substr(0, 120)), reason));
    return {};
}

Result<void> checkPath(std::string_view path)
{
    if (const char* reason = relativePathFault(path))
        return invalid(fmt::format("a manifest cannot hold this path, it {}", reason), path);
    if (const char* reason = xmlTextFault(path))
        return invalid(
            fmt::format("a manifest cannot hold this name, it {}; rename it to seal it", reason),
            path);
    return {};
}

bool holds(std::span<const HashEntry> entries, hash::Algorithm algorithm)
{
    return std::ranges::any_of(
        entries, [&](const HashEntry& entry) { return entry.digest.algorithm() == algorithm; });
}

Result<void> checkOncePerAlgorithm(std::span<const HashEntry> entries, std::string_view path)
{
    for (auto entry = entries.begin(); entry != entries.end(); ++entry)
        for (auto earlier = entries.begin(); earlier != entry; ++earlier)
            if (earlier->digest.algorithm() == entry->digest.algorithm())
                return invalid(fmt::format("two {} digests for one path",
                                           hash::algorithmName(entry->digest.algorithm())),
                               path);
    return {};
}

Result<void> checkDirectoryDigests(std::span<const HashEntry> content,
                                   std::span<const HashEntry> structure, std::string_view path)
{
    TAILSLATE_CHECK(checkOncePerAlgorithm(content, path));
    TAILSLATE_CHECK(checkOncePerAlgorithm(structure, path));
    const bool paired = std::ranges::all_of(kDigestOrder, [&](hash::Algorithm algorithm) {
        return holds(content, algorithm) == holds(structure, algorithm);
    });
    if (!paired)
        return invalid("content and structure of a folder need the same kinds of digest", path);
    return {};
}

Result<void> checkDirectory(const DirectoryRecord& directory)
{
    TAILSLATE_CHECK(checkPath(directory.path));
    if (directory.previousPath)
        TAILSLATE_CHECK(checkPath(*directory.previousPath));
    return checkDirectoryDigests(directory.content, directory.structure, directory.path);
}

/// ASCMHL.xsd: `[^@]+@[^\.]+\..+`.
bool isEmail(std::string_view text)
{
    const std::size_t at = text.find('@');
    if (at == std::string_view::npos || at == 0)
        return false;
    const std::string_view host = text.substr(at + 1);
    const std::size_t dot = host.find('.');
    return dot != std::string_view::npos && dot > 0 && dot + 1 < host.size();
}

Result<void> checkCreator(const CreatorInfo& creator)
{
    if (!isWritable(creator.created))
        return invalid("the creation date is not in the years 1 to 9999");
    TAILSLATE_CHECK(checkText(creator.hostname, "host name"));
    TAILSLATE_CHECK(checkText(creator.toolName, "tool name"));
    TAILSLATE_CHECK(checkText(creator.toolVersion, "tool version"));
    TAILSLATE_CHECK(checkText(creator.location, "location"));
    TAILSLATE_CHECK(checkText(creator.comment, "comment"));
    for (const Author& author : creator.authors) {
        TAILSLATE_CHECK(checkText(author.name, "author's name"));
        TAILSLATE_CHECK(checkText(author.role, "author's role"));
        TAILSLATE_CHECK(checkText(author.phone, "author's phone number"));
        TAILSLATE_CHECK(checkText(author.email, "author's e-mail address"));
        if (!author.email.empty() && !isEmail(author.email))
            return invalid(fmt::format("not an e-mail address: \"{}\"", author.email));
    }
    return {};
}

} // namespace

bool isWritable(TimePoint time) noexcept
{
    using namespace std::chrono;
    return time >= sys_days{year{1} / January / 1} && time < sys_days{year{10'000} / January / 1};
}

Result<void> checkManifest(const Manifest& manifest)
{
    TAILSLATE_CHECK(checkCreator(manifest.creator));
    if (manifest.rootHash)
        TAILSLATE_CHECK(
            checkDirectoryDigests(manifest.rootHash->content, manifest.rootHash->structure, {}));
    if (manifest.ignorePatterns.size() > kMostIgnorePatterns)
        return invalid(
            fmt::format("a history can have {} ignore patterns at most", kMostIgnorePatterns));
    for (const std::string& pattern : manifest.ignorePatterns)
        TAILSLATE_CHECK(checkText(pattern, "ignore pattern"));
    for (const DirectoryRecord& directory : manifest.directories)
        TAILSLATE_CHECK(checkDirectory(directory));
    for (const Reference& reference : manifest.references) {
        TAILSLATE_CHECK(checkPath(reference.path));
        if (reference.c4.algorithm() != hash::Algorithm::C4)
            return invalid("a manifest is referred to by its C4 ID only", reference.path);
    }
    return {};
}

Result<void> checkFile(const FileView& file)
{
    TAILSLATE_CHECK(checkPath(file.path));
    if (file.previousPath)
        TAILSLATE_CHECK(checkPath(*file.previousPath));
    if (file.hashes.empty())
        return invalid("a file without a digest cannot be recorded", file.path);
    TAILSLATE_CHECK(checkOncePerAlgorithm(file.hashes, file.path));
    for (const HashEntry& entry : file.hashes)
        if (!entry.action)
            return invalid("a file's digest must say original, verified or failed", file.path);
    return {};
}

} // namespace tailslate::mhl::detail
