// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "offload/Evidence.h"

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <unordered_map>
#include <vector>

namespace tailslate::offload {

/// The evidence of every copy of a job: files × destinations, file by file. Holds a million files
/// in tens of bytes each: a digest is stored once for a file and its equal copies, an error once
/// for all copies that share it. A value type; one thread at a time.
class CopyTable {
public:
    /// Hands out the copies one after the other, by value.
    class Iterator {
    public:
        using iterator_category = std::input_iterator_tag;
        using value_type = CopyEvidence;
        using difference_type = std::ptrdiff_t;
        using pointer = void;
        using reference = CopyEvidence;

        Iterator() = default;

        Iterator(const CopyTable& table, std::size_t index)
            : m_table(&table)
            , m_index(index)
        {
        }

        CopyEvidence operator*() const { return (*m_table)[m_index]; }

        Iterator& operator++()
        {
            ++m_index;
            return *this;
        }

        Iterator operator++(int)
        {
            Iterator before = *this;
            ++m_index;
            return before;
        }

        bool operator==(const Iterator& other) const { return m_index == other.m_index; }

    private:
        const CopyTable* m_table = nullptr;
        std::size_t m_index = 0;
    };

    /// No copies.
    CopyTable() = default;

    /// Every copy as `reached` says: EvidenceLevel::None with its error, for example "not reached".
    CopyTable(std::size_t files, std::size_t destinations, const CopyEvidence& reached);

    [[nodiscard]] std::size_t size() const noexcept { return m_rows.size(); }

    [[nodiscard]] bool empty() const noexcept { return m_rows.empty(); }

    [[nodiscard]] std::size_t destinations() const noexcept { return m_destinations; }

    [[nodiscard]] std::size_t files() const noexcept
    {
        return m_destinations == 0 ? 0 : m_rows.size() / m_destinations;
    }

    /// The evidence at `index` = file × destinations() + destination, assembled.
    [[nodiscard]] CopyEvidence operator[](std::size_t index) const;

    [[nodiscard]] CopyEvidence at(std::size_t file, std::size_t destination) const
    {
        return (*this)[indexOf(file, destination)];
    }

    /// Quick looks, without assembling.
    [[nodiscard]] EvidenceLevel level(std::size_t file, std::size_t destination) const
    {
        return m_rows[indexOf(file, destination)].level;
    }

    [[nodiscard]] bool hasError(std::size_t file, std::size_t destination) const
    {
        return m_rows[indexOf(file, destination)].error != 0;
    }

    [[nodiscard]] bool isFromCopy(std::size_t file, std::size_t destination) const
    {
        return m_rows[indexOf(file, destination)].fromCopy;
    }

    /// How the card was read for these copies, the weakest way any byte of it was; nothing when
    /// none is known to have been.
    [[nodiscard]] std::optional<io::Transfer> cardRead() const;

    /// The error of a copy, borrowed until the table changes; null for none.
    [[nodiscard]] const Error* error(std::size_t file, std::size_t destination) const;

    /// Takes the place of what is known of the copy that `evidence` names.
    void put(const CopyEvidence& evidence);

    [[nodiscard]] Iterator begin() const { return {*this, 0}; }

    [[nodiscard]] Iterator end() const { return {*this, m_rows.size()}; }

private:
    struct Row {
        TimePoint at;
        std::uint32_t error = 0; ///< 1 + index into m_errors; 0 for none.
        EvidenceLevel level = EvidenceLevel::None;
        io::Transfer readBack{}; ///< 0 for none, as `written`.
        io::Transfer written{};
        io::Transfer sourceRead{};
        bool fromCopy = false;
        bool hasSource = false;
        bool sourceConfirmed = false;
        bool readBackIsSource = false; ///< Equal to the file's stored digest; else see m_digests.
    };

    [[nodiscard]] std::size_t indexOf(std::size_t file, std::size_t destination) const noexcept
    {
        return file * m_destinations + destination;
    }

    /// Digests of one algorithm, packed; the first one stored decides how wide a slot is.
    [[nodiscard]] std::optional<hash::Digest> sourceOf(std::size_t index) const;
    void putSource(std::size_t index, Row& row, const std::optional<hash::Digest>& digest);
    std::uint32_t internError(const Error& error);

    std::size_t m_destinations = 0;
    std::vector<Row> m_rows;
    std::vector<std::byte> m_sources; ///< Per file.
    std::vector<bool> m_hasSource;    ///< Per file: whether its slot is filled.
    hash::Algorithm m_algorithm = hash::Algorithm::Xxh64;
    /// Digests that fit no slot: of copies that differ from the file's, per copy.
    std::unordered_map<std::size_t, hash::Digest> m_otherSources;
    std::unordered_map<std::size_t, hash::Digest> m_otherReadBacks;
    std::vector<Error> m_errors;
};

} // namespace tailslate::offload
