// SPDX-License-Identifier: Apache-2.0
#include "mhl/detail/XmlReader.h"

#include "base/DisplayText.h"
#include "mhl/detail/RecordPath.h"
#include "mhl/detail/XmlText.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace tailslate::mhl::detail {
namespace {

constexpr std::size_t kDeepest = 64;
constexpr std::string_view kBlanks = " \t\r\n";

std::string_view trimmed(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(kBlanks);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

/// For messages: the start of something that may be long or hostile.
std::string excerpt(std::string_view text)
{
    return "\"" + displayText(text.substr(0, 120)) + "\"";
}

std::optional<std::uint64_t> wholeNumber(std::string_view text)
{
    text = trimmed(text);
    if (text.starts_with('+'))
        text.remove_prefix(1);
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return number;
}

/// The URI that `prefix` stands for at `node`; empty when nothing binds it.
std::string_view boundNamespace(pugi::xml_node node, std::string_view prefix)
{
    constexpr std::string_view kDeclaration = "xmlns";
    for (; node; node = node.parent()) {
        for (const pugi::xml_attribute attribute : node.attributes()) {
            std::string_view name = attribute.name();
            if (!name.starts_with(kDeclaration))
                continue;
            name.remove_prefix(kDeclaration.size());
            if (prefix.empty() ? name.empty() : name.starts_with(':') && name.substr(1) == prefix)
                return attribute.value();
        }
    }
    return {};
}

} // namespace

XmlReader::XmlReader(std::string_view xml, std::string_view namespaceUri)
    : m_xml(xml)
    , m_namespace(namespaceUri)
{
}

std::unexpected<Error> XmlReader::faultAt(std::size_t offset, std::string_view message) const
{
    const std::string_view before = m_xml.substr(0, offset);
    return failure(ErrorCode::BadFormat,
                   fmt::format("line {}: {}", std::ranges::count(before, '\n') + 1, message));
}

std::unexpected<Error> XmlReader::fault(pugi::xml_node node, std::string_view message) const
{
    return faultAt(static_cast<std::size_t>(std::max<std::ptrdiff_t>(node.offset_debug(), 0)),
                   message);
}

/// Checks `&…;` at `offset` and returns the offset after it. Only the five entities that need no
/// declaration are known; a number must be a character that XML allows.
Result<std::size_t> XmlReader::checkReference(std::size_t offset) const
{
    constexpr std::size_t kLongest = 16;
    constexpr std::array<std::string_view, 5> kKnown{"amp", "lt", "gt", "quot", "apos"};
    const std::size_t end = m_xml.substr(0, offset + kLongest).find(';', offset);
    if (end == std::string_view::npos)
        return faultAt(offset, "an ampersand that begins no character reference");
    std::string_view name = m_xml.substr(offset + 1, end - offset - 1);
    if (std::ranges::find(kKnown, name) != kKnown.end())
        return end + 1;
    if (!name.starts_with('#'))
        return faultAt(offset, "an entity that is not declared");
    name.remove_prefix(1);
    const bool hexadecimal = name.starts_with('x');
    if (hexadecimal)
        name.remove_prefix(1);
    std::uint32_t character = 0;
    const auto [stop, error] =
        std::from_chars(name.data(), name.data() + name.size(), character, hexadecimal ? 16 : 10);
    if (error != std::errc{} || stop != name.data() + name.size() || !isXmlCharacter(character))
        return faultAt(offset, "a reference to a character that XML cannot hold");
    return end + 1;
}

/// Checks the tag that begins at `offset` and returns the offset of its `>`.
Result<std::size_t> XmlReader::checkTag(std::size_t offset) const
{
    char quote = 0;
    for (std::size_t at = offset + 1; at < m_xml.size();) {
        const char c = m_xml[at];
        if (c == '&') {
            TAILSLATE_TRY(at, checkReference(at));
            continue;
        }
        if (quote != 0)
            quote = c == quote ? '\0' : quote;
        else if (c == '"' || c == '\'')
            quote = c;
        else if (c == '>')
            return at;
        ++at;
    }
    return faultAt(offset, "a tag that does not end");
}

/// Looks over the markup before the parser does, which takes declarations and unknown entities
/// without complaint and cuts text off at a reference to character 0.
Result<void> XmlReader::checkMarkup() const
{
    struct Section {
        std::string_view begin;
        std::string_view end;
    };

    constexpr std::array<Section, 3> kOpaque{{{"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}}};

    std::size_t depth = 0;
    for (std::size_t at = m_xml.find_first_of("<&"); at != std::string_view::npos;
         at = m_xml.find_first_of("<&", at)) {
        if (m_xml[at] == '&') {
            TAILSLATE_TRY(at, checkReference(at));
            continue;
        }
        const std::string_view rest = m_xml.substr(at);
        const auto opaque = std::ranges::find_if(
            kOpaque, [&](const Section& section) { return rest.starts_with(section.begin); });
        if (opaque != kOpaque.end()) {
            const std::size_t end = m_xml.find(opaque->end, at + opaque->begin.size());
            if (end == std::string_view::npos)
                return faultAt(at, "a comment, section or instruction that does not end");
            at = end + opaque->end.size();
            continue;
        }
        if (rest.starts_with("<!"))
            return faultAt(at, "document type declarations are not accepted");

        TAILSLATE_TRY(const std::size_t end, checkTag(at));
        if (rest.starts_with("</"))
            depth -= depth > 0 ? 1 : 0;
        else if (m_xml[end - 1] != '/' && ++depth > kDeepest)
            return faultAt(at, fmt::format("elements are nested over {} deep", kDeepest));
        at = end + 1;
    }
    return {};
}

Result<pugi::xml_node> XmlReader::open(std::string_view name)
{
    if (const char* fault = xmlTextFault(m_xml))
        return failure(ErrorCode::BadFormat, fmt::format("the XML document {}", fault));
    TAILSLATE_CHECK(checkMarkup());

    constexpr unsigned int kFlags = pugi::parse_cdata | pugi::parse_escapes | pugi::parse_eol |
                                    pugi::parse_wconv_attribute | pugi::parse_ws_pcdata_single;
    const pugi::xml_parse_result parsed =
        m_document.load_buffer(m_xml.data(), m_xml.size(), kFlags, pugi::encoding_utf8);
    if (!parsed)
        return faultAt(static_cast<std::size_t>(std::max<std::ptrdiff_t>(parsed.offset, 0)),
                       fmt::format("not well-formed XML ({})", parsed.description()));

    const pugi::xml_node root = m_document.document_element();
    if (nameOf(root) != name)
        return fault(root, fmt::format("the document is not a {} of {} but a {}", name,
                                       m_namespace.empty() ? "no namespace" : m_namespace,
                                       excerpt(root.name())));
    for (pugi::xml_node other = root.next_sibling(); other; other = other.next_sibling())
        if (other.type() == pugi::node_element)
            return fault(other, "a second root element");
    return root;
}

std::string_view XmlReader::nameOf(pugi::xml_node node) const
{
    if (node.type() != pugi::node_element)
        return {};
    std::string_view name = node.name();
    std::string_view prefix;
    if (const std::size_t colon = name.find(':'); colon != std::string_view::npos) {
        prefix = name.substr(0, colon);
        name.remove_prefix(colon + 1);
    }
    // A prefix that nothing binds is not "no namespace".
    if (m_namespace.empty() && !prefix.empty())
        return {};
    return boundNamespace(node, prefix) == m_namespace ? name : std::string_view{};
}

Result<std::string> XmlReader::text(pugi::xml_node element) const
{
    std::string text;
    for (const pugi::xml_node child : element.children()) {
        if (child.type() == pugi::node_element)
            return fault(child,
                         fmt::format("an element inside the text of {}", excerpt(element.name())));
        text += child.value();
    }
    return text;
}

Result<std::string> XmlReader::path(pugi::xml_node element) const
{
    TAILSLATE_TRY(std::string path, text(element));
    return checkedPath(element, std::move(path));
}

bool XmlReader::hasText(pugi::xml_node element) const
{
    return std::ranges::any_of(element.children(), [](const pugi::xml_node child) {
        return !trimmed(child.value()).empty();
    });
}

Result<std::string> XmlReader::checkedPath(pugi::xml_node element, std::string path) const
{
    if (const char* reason = relativePathFault(path))
        return fault(element, fmt::format("the path {} {}", excerpt(path), reason));
    return path;
}

Result<hash::Digest> XmlReader::digest(pugi::xml_node element, hash::Algorithm algorithm) const
{
    TAILSLATE_TRY(const std::string value, text(element));
    auto digest = hash::Digest::fromText(algorithm, trimmed(value));
    if (!digest)
        return fault(element, digest.error().message);
    return digest;
}

Result<TimePoint> XmlReader::time(pugi::xml_node element) const
{
    TAILSLATE_TRY(const std::string value, text(element));
    const auto time = fromIso8601(trimmed(value));
    if (!time)
        return fault(element, fmt::format("not a date and time: {}", excerpt(value)));
    return *time;
}

Result<std::optional<TimePoint>> XmlReader::timeAttribute(pugi::xml_node element,
                                                          const char* name) const
{
    const pugi::xml_attribute attribute = element.attribute(name);
    if (!attribute)
        return std::nullopt;
    const auto time = fromIso8601(trimmed(attribute.value()));
    if (!time)
        return fault(element, fmt::format("{} is not a date and time: {}", name,
                                          excerpt(attribute.value())));
    return *time;
}

Result<std::optional<std::uint64_t>> XmlReader::numberAttribute(pugi::xml_node element,
                                                                const char* name) const
{
    const pugi::xml_attribute attribute = element.attribute(name);
    if (!attribute)
        return std::nullopt;
    const auto number = wholeNumber(attribute.value());
    if (!number)
        return fault(element,
                     fmt::format("{} is not a number: {}", name, excerpt(attribute.value())));
    return *number;
}

Result<std::uint64_t> XmlReader::number(pugi::xml_node element) const
{
    TAILSLATE_TRY(const std::string value, text(element));
    const auto number = wholeNumber(value);
    if (!number)
        return fault(element, fmt::format("not a number: {}", excerpt(value)));
    return *number;
}

} // namespace tailslate::mhl::detail
