// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Clock.h"
#include "base/Result.h"
#include "hash/Digest.h"
#include "mhl/detail/XmlAttributes.h"
#include "mhl/detail/XmlText.h"

#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct _xmlParserCtxt;

namespace tailslate::mhl::detail {

/// Reads one XML document of one namespace, piece by piece, from a source nobody vouches for. A
/// class derived from it says what the elements mean. Every error of its own is BadFormat and names
/// the line where it showed. One thread at a time.
///
/// Only UTF-8 is read, whatever the document declares. Refused: document type declarations, and
/// with them entities; characters that XML forbids; elements nested over 64 deep; tags, comments,
/// CDATA sections and instructions over 1 MiB, with over 64 attributes or with too many namespaces;
/// texts over 16 MiB. So the time that a document takes grows with its size, and the memory does
/// not.
class XmlReader {
public:
    XmlReader(const XmlReader&) = delete;
    XmlReader& operator=(const XmlReader&) = delete;
    virtual ~XmlReader();

    /// The next bytes of the document. After an error the reader is good for nothing but to say it
    /// again.
    [[nodiscard]] Result<void> feed(std::string_view piece);

    /// Call once, after the last piece.
    [[nodiscard]] Result<void> finish();

protected:
    /// What an element holds that matters.
    enum class Content {
        Elements = 1,
        Text,   ///< Nothing but text; an element in it is an error.
        Nothing ///< All of it is passed over.
    };

    /// @param rootName     What the root element must be called.
    /// @param namespaceUri Borrowed, as the name. Empty stands for no namespace.
    XmlReader(std::string_view rootName, std::string_view namespaceUri);

    /// An element of the namespace begins inside one that holds elements; the first is the root.
    /// Elements of other namespaces are passed over, with all that is in them.
    [[nodiscard]] virtual Result<Content> begin(std::string_view name,
                                                const XmlAttributes& attributes) = 0;

    /// The innermost element that was not passed over ends.
    /// @param text All of it, white space included, when the element holds text.
    [[nodiscard]] virtual Result<void> end(std::string_view text) = 0;

    /// The error for something wrong here.
    [[nodiscard]] std::unexpected<Error> fault(std::string_view message) const;

    [[nodiscard]] static std::unexpected<Error> faultAt(std::uint64_t line,
                                                        std::string_view message);

    /// Where the document has been read up to; from 1.
    [[nodiscard]] std::uint64_t line() const noexcept;

    /// `text` as a path below a folder (see relativePathFault()).
    [[nodiscard]] Result<std::string_view> path(std::string_view text) const;

    /// `text` as a digest; white space around it does not count, as in those below.
    [[nodiscard]] Result<hash::Digest> digest(std::string_view text,
                                              hash::Algorithm algorithm) const;

    /// `text` as a moment; nothing when it is none, as dates prove nothing.
    [[nodiscard]] std::optional<TimePoint> time(std::string_view text);

    /// A whole number from 0.
    [[nodiscard]] Result<std::uint64_t> number(std::string_view text) const;

    /// An attribute as a moment; nothing when it is absent, or none.
    [[nodiscard]] std::optional<TimePoint> time(const XmlAttributes& attributes,
                                                std::string_view name);

    /// An attribute as a whole number from 0; nothing when it is absent.
    [[nodiscard]] Result<std::optional<std::uint64_t>> number(const XmlAttributes& attributes,
                                                              std::string_view name) const;

private:
    friend class XmlEvents;

    struct FreeContext {
        void operator()(_xmlParserCtxt* context) const noexcept;
    };

    bool isOurs(const unsigned char* prefix, const unsigned char* uri);
    void stop(Error error);
    Result<void> parse(std::string_view slice, bool last);
    Result<void> beginElement(std::string_view name, bool isOurs, std::size_t namespaces,
                              const XmlAttributes& attributes);
    Result<void> endElement();
    Result<void> addText(std::string_view text);

    std::string_view m_rootName;
    std::string_view m_namespace;
    std::unique_ptr<_xmlParserCtxt, FreeContext> m_context;
    const unsigned char* m_ours = nullptr; ///< The namespace as the parser has it, once it came.
    XmlTextCheck m_characters;
    std::vector<std::size_t> m_open; ///< Of each open element, how many namespaces it declares.
    std::size_t m_namespaceCount = 0;
    std::size_t m_passedOver = 0; ///< The depth of the element that is passed over; 0 for none.
    bool m_inText = false;
    bool m_rootEnded = false;
    std::string m_text;
    std::string m_textOf;            ///< The name of the element whose text is read.
    std::string m_dateText;          ///< What time() read last; empty before.
    std::optional<TimePoint> m_date; ///< And what that is.
    std::optional<Error> m_error;
    std::exception_ptr m_exception; ///< What a callback threw, on its way past the C library.
};

} // namespace tailslate::mhl::detail
