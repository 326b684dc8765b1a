// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace tailslate::mhl::detail {

/// The attributes of one element, borrowed from the parser while it stands at its tag.
class XmlAttributes {
public:
    /// @param fields Five for each attribute, as libxml2 gives them: name, prefix, namespace, first
    ///               byte of the value, the byte after its last.
    XmlAttributes(const unsigned char* const* fields, std::size_t count) noexcept
        : m_fields(fields)
        , m_count(count)
    {
    }

    [[nodiscard]] std::size_t count() const noexcept { return m_count; }

    /// The value of an attribute without a prefix.
    [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const noexcept
    {
        for (std::size_t i = 0; i < m_count; ++i) {
            const unsigned char* const* field = m_fields + 5 * i;
            if (field[1] == nullptr && reinterpret_cast<const char*>(field[0]) == name)
                return std::string_view(reinterpret_cast<const char*>(field[3]),
                                        static_cast<std::size_t>(field[4] - field[3]));
        }
        return std::nullopt;
    }

private:
    const unsigned char* const* m_fields;
    std::size_t m_count;
};

} // namespace tailslate::mhl::detail
