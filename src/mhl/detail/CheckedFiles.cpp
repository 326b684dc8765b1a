// SPDX-License-Identifier: Apache-2.0
#include "mhl/detail/CheckedFiles.h"

#include <fmt/format.h>

#include <algorithm>

namespace tailslate::mhl::detail {
namespace {

/// Calls `work(node, reference)` for each history that has a digest of that algorithm of a file,
/// the nearest first, until it gives true. @return Whether it did.
template <class Work>
bool anyReference(const ScopeView& view, const CheckedFile& file, hash::Algorithm algorithm,
                  const Work& work)
{
    const auto isMet = [&](const ScopeView::Record& record) {
        const auto reference = view.history(record.node).reference(record.file, algorithm);
        return reference && work(record.node, *reference);
    };
    return file.record && (isMet(*file.record) || std::ranges::any_of(file.furtherOut, isMet));
}

bool differsFrom(const ScopeView& view, const CheckedFile& file, const hash::Digest& digest)
{
    return anyReference(
        view, file, digest.algorithm(),
        [&](std::size_t, const RecordedDigest& reference) { return !reference.fits(digest); });
}

const hash::Digest* digestOf(const CheckedFile& file, hash::Algorithm algorithm)
{
    if (!file.read)
        return nullptr;
    const auto found = std::ranges::find(file.read->digests, algorithm, &hash::Digest::algorithm);
    return found == file.read->digests.end() ? nullptr : &*found;
}

} // namespace

bool differs(const ScopeView& view, const CheckedFile& file)
{
    return std::ranges::any_of(file.read->digests, [&](const hash::Digest& digest) {
        return differsFrom(view, file, digest);
    });
}

std::string mismatchText(const ScopeView& view, const CheckedFile& file)
{
    std::string text;
    for (const hash::Digest& digest : file.read->digests) {
        const auto say = [&](std::size_t node, const RecordedDigest& reference) {
            if (reference.fits(digest))
                return false;
            text += fmt::format("{}{} is {}, generation {}{} recorded {}", text.empty() ? "" : "; ",
                                hash::algorithmName(digest.algorithm()), digest.toText(),
                                reference.generation,
                                node == file.record->node ? "" : " of the history around it",
                                reference.digest.toText());
            return false;
        };
        anyReference(view, file, digest.algorithm(), say);
    }
    return text;
}

std::optional<Action> actionFor(const ScopeView& view, const CheckedFile& file,
                                const hash::Digest& digest)
{
    // What another history knows of the file is a proof, but here the file is new.
    const bool isKnownHere = file.record && file.record->node == file.node;
    if (differsFrom(view, file, digest))
        return Action::Failed;
    const bool isCompared = anyReference(view, file, digest.algorithm(),
                                         [](std::size_t, const RecordedDigest&) { return true; });
    if (!isCompared && differs(view, file))
        return std::nullopt;
    return isKnownHere ? Action::Verified : Action::Original;
}

NodeFiles::NodeFiles(const ScopeView& view, const std::vector<CheckedFile>& files, std::size_t node)
    : m_view(view)
    , m_files(files)
    , m_node(node)
{
    for (std::size_t i = 0; i < files.size(); ++i)
        if (files[i].node == node && files[i].recordable)
            m_indices.push_back(static_cast<std::uint32_t>(i));
}

FileView NodeFiles::at(std::size_t index)
{
    const CheckedFile& file = m_files[m_indices[index]];
    m_entries.clear();
    for (const hash::Digest& digest : file.read->digests)
        if (const auto action = actionFor(m_view, file, digest))
            m_entries.push_back(
                {.digest = digest, .action = action, .hashedAt = file.read->hashedAt});
    return {.path = pathBelow(file.path, m_view.folder(m_node)),
            .size = file.read->size,
            .created = std::nullopt,
            .modified = file.read->modified,
            .hashes = m_entries,
            .previousPath = file.previousPath};
}

DigestedFiles::DigestedFiles(const std::vector<CheckedFile>& files, hash::Algorithm algorithm)
    : m_files(files)
    , m_algorithm(algorithm)
{
    for (std::size_t i = 0; i < files.size(); ++i)
        if (digestOf(files[i], algorithm) != nullptr)
            m_indices.push_back(static_cast<std::uint32_t>(i));
}

FileView DigestedFiles::at(std::size_t index)
{
    const CheckedFile& file = m_files[m_indices[index]];
    m_entries.assign(
        1,
        {.digest = *digestOf(file, m_algorithm), .action = std::nullopt, .hashedAt = std::nullopt});
    return {.path = file.path,
            .size = std::nullopt,
            .created = std::nullopt,
            .modified = std::nullopt,
            .hashes = m_entries,
            .previousPath = std::nullopt};
}

} // namespace tailslate::mhl::detail
