// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Clock.h"
#include "base/Result.h"
#include "hash/Digest.h"

#include <pugixml.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tailslate::mhl::detail {

/// Reads one XML document of one namespace, from a source nobody vouches for. Every error is
/// BadFormat and names the line. One thread at a time.
///
/// Document type declarations, and with them entities, are refused before the parser sees the
/// document; so are documents nested over 64 deep and characters that XML forbids.
class XmlReader {
public:
    /// Both borrowed; they must outlive the reader. An empty URI stands for no namespace.
    XmlReader(std::string_view xml, std::string_view namespaceUri);

    /// Parses the document. Call once, first. The root element, which must be called `name` in the
    /// namespace.
    [[nodiscard]] Result<pugi::xml_node> open(std::string_view name);

    /// The name of an element of the namespace without its prefix; empty for anything else.
    [[nodiscard]] std::string_view nameOf(pugi::xml_node node) const;

    /// The text of an element, white space included. Comments inside are left out.
    [[nodiscard]] Result<std::string> text(pugi::xml_node element) const;

    /// True unless its text is empty or white space.
    [[nodiscard]] bool hasText(pugi::xml_node element) const;

    /// Its text as a path below a folder (see relativePathFault()).
    [[nodiscard]] Result<std::string> path(pugi::xml_node element) const;

    /// `path`, which `element` gave, if it is one below a folder.
    [[nodiscard]] Result<std::string> checkedPath(pugi::xml_node element, std::string path) const;

    /// Its text as a digest; white space around it does not count.
    [[nodiscard]] Result<hash::Digest> digest(pugi::xml_node element,
                                              hash::Algorithm algorithm) const;

    /// Its text as a moment; white space around it does not count.
    [[nodiscard]] Result<TimePoint> time(pugi::xml_node element) const;

    /// Its text as a whole number from 0; white space around it does not count.
    [[nodiscard]] Result<std::uint64_t> number(pugi::xml_node element) const;

    /// An attribute as a moment; nothing when it is absent.
    [[nodiscard]] Result<std::optional<TimePoint>> timeAttribute(pugi::xml_node element,
                                                                 const char* name) const;

    /// An attribute as a whole number from 0; nothing when it is absent.
    [[nodiscard]] Result<std::optional<std::uint64_t>> numberAttribute(pugi::xml_node element,
                                                                       const char* name) const;

    /// The error for something wrong with `node`.
    [[nodiscard]] std::unexpected<Error> fault(pugi::xml_node node, std::string_view message) const;

private:
    [[nodiscard]] std::unexpected<Error> faultAt(std::size_t offset,
                                                 std::string_view message) const;
    [[nodiscard]] Result<void> checkMarkup() const;
    [[nodiscard]] Result<std::size_t> checkReference(std::size_t offset) const;
    [[nodiscard]] Result<std::size_t> checkTag(std::size_t offset) const;

    std::string_view m_xml;
    std::string_view m_namespace;
    pugi::xml_document m_document;
};

} // namespace tailslate::mhl::detail
