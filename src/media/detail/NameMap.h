// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "media/detail/FileNames.h"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace tailslate::media::detail {

/// From names or paths to something, in whatever case they are asked for. Borrows the names. Made
/// for a million entries: no memory block of its own for any of them, and no name is hashed twice.
template <class T>
class NameMap {
public:
    /// The value of `name`, or null. Valid until the next insert().
    [[nodiscard]] const T* find(std::string_view name) const noexcept
    {
        if (m_entries.empty())
            return nullptr;
        const std::uint32_t entry = m_slots[slotOf(name, hashIgnoringCase(name))];
        return entry == kFree ? nullptr : &m_entries[entry].value;
    }

    [[nodiscard]] bool contains(std::string_view name) const noexcept
    {
        return find(name) != nullptr;
    }

    /// Adds `value` unless the name has one. @return The name's value, valid until the next
    /// insert(), and whether it is new.
    std::pair<T&, bool> insert(std::string_view name, T value)
    {
        if (m_entries.size() * 2 >= m_slots.size())
            grow();
        const std::uint64_t hash = hashIgnoringCase(name);
        std::uint32_t& slot = m_slots[slotOf(name, hash)];
        if (slot != kFree)
            return {m_entries[slot].value, false};
        slot = static_cast<std::uint32_t>(m_entries.size());
        m_entries.push_back({name, hash, std::move(value)});
        return {m_entries.back().value, true};
    }

private:
    static constexpr std::uint32_t kFree = 0xFFFFFFFFU;

    struct Entry {
        std::string_view name;
        std::uint64_t hash;
        T value;
    };

    /// Where `name` is, or else would be put. At least half of the slots are free, so there is one.
    [[nodiscard]] std::size_t slotOf(std::string_view name, std::uint64_t hash) const noexcept
    {
        const std::size_t mask = m_slots.size() - 1;
        std::size_t slot = (hash ^ (hash >> 32U)) & mask;
        for (; m_slots[slot] != kFree; slot = (slot + 1) & mask) {
            const Entry& entry = m_entries[m_slots[slot]];
            if (entry.hash == hash && equalsIgnoringCase(entry.name, name))
                break;
        }
        return slot;
    }

    void grow()
    {
        constexpr std::size_t kSlotsFirst = 64;
        m_slots.assign(m_slots.empty() ? kSlotsFirst : m_slots.size() * 2, kFree);
        const std::size_t mask = m_slots.size() - 1;
        for (std::size_t entry = 0; entry < m_entries.size(); ++entry) {
            const std::uint64_t hash = m_entries[entry].hash;
            std::size_t slot = (hash ^ (hash >> 32U)) & mask;
            while (m_slots[slot] != kFree)
                slot = (slot + 1) & mask;
            m_slots[slot] = static_cast<std::uint32_t>(entry);
        }
    }

    std::vector<Entry> m_entries;
    std::vector<std::uint32_t> m_slots; ///< A power of two of them; indices into m_entries.
};

} // namespace tailslate::media::detail
