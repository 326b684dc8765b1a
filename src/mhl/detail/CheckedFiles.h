// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Error.h"
#include "mhl/detail/FileHasher.h"
#include "mhl/detail/ScopeView.h"
#include "mhl/FileSource.h"
#include "mhl/Manifest.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tailslate::mhl::detail {

/// A file of a scope in the course of an operation.
struct CheckedFile {
    std::string_view path; ///< Of the listing.
    std::size_t node = 0;  ///< Whose generation is to record it.
    std::optional<ScopeView::Record> record;
    std::vector<ScopeView::Record> furtherOut; ///< What histories around that one record of it.
    std::vector<hash::Algorithm> toCompute;    ///< Empty: it is not read.
    std::optional<FileDigests> read;
    std::optional<Error> error;
    std::optional<std::string> previousPath; ///< Relative to the node; set by a rename.
    bool differed = false;                   ///< A first read did not agree.
    bool recordable = false;                 ///< What was read belongs into a generation.
};

/// What a digest that was computed is to be recorded as. Nothing when it is not: a failed file gets
/// no digest in a format that it never had.
[[nodiscard]] std::optional<Action> actionFor(const ScopeView& view, const CheckedFile& file,
                                              const hash::Digest& digest);

/// True when some digest that was computed differs from a recorded one, in whichever history.
[[nodiscard]] bool differs(const ScopeView& view, const CheckedFile& file);

/// Says so, digest by digest; empty when none differs.
[[nodiscard]] std::string mismatchText(const ScopeView& view, const CheckedFile& file);

/// The files that the generation of one node records.
class NodeFiles final : public FileSource {
public:
    NodeFiles(const ScopeView& view, const std::vector<CheckedFile>& files, std::size_t node);

    [[nodiscard]] std::size_t count() const override { return m_indices.size(); }

    [[nodiscard]] FileView at(std::size_t index) override;

private:
    const ScopeView& m_view;
    const std::vector<CheckedFile>& m_files;
    std::size_t m_node;
    std::vector<std::uint32_t> m_indices;
    std::vector<HashEntry> m_entries; ///< Of the last call.
};

/// All files with a digest of one algorithm, as directory digests want them.
class DigestedFiles final : public FileSource {
public:
    DigestedFiles(const std::vector<CheckedFile>& files, hash::Algorithm algorithm);

    [[nodiscard]] std::size_t count() const override { return m_indices.size(); }

    [[nodiscard]] FileView at(std::size_t index) override;

private:
    const std::vector<CheckedFile>& m_files;
    hash::Algorithm m_algorithm;
    std::vector<std::uint32_t> m_indices;
    std::vector<HashEntry> m_entries; ///< Of the last call; one.
};

} // namespace tailslate::mhl::detail
