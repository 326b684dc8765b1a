// SPDX-License-Identifier: Apache-2.0
#include "mhl/detail/XmlReader.h"

#include "base/DisplayText.h"
#include "mhl/detail/RecordPath.h"

#include <fmt/format.h>
#include <libxml/parser.h>
#include <libxml/xmlerror.h>

#include <algorithm>
#include <charconv>
#include <mutex>
#include <new>
#include <utility>

namespace tailslate::mhl::detail {
namespace {

constexpr std::size_t kDeepest = 64;
constexpr std::size_t kMostAttributes = 64;
constexpr std::size_t kMostNamespaces = 64; ///< Declared by the open elements together.
constexpr std::size_t kLongestTag = std::size_t{1} << 20;
constexpr std::size_t kLongestText = std::size_t{16} << 20;
constexpr std::size_t kSlice = std::size_t{1} << 16; ///< What the parser gets in one go.
constexpr std::size_t kLongestDate = 40; ///< Longer texts, which are none, are read anew each time.
constexpr std::string_view kBlanks = " \t\r\n";

std::string_view trimmed(std::string_view text)
{
    if (!text.empty() && text.front() > ' ' && text.back() > ' ')
        return text;
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

std::string_view viewOf(const xmlChar* text)
{
    return text == nullptr ? std::string_view{} : reinterpret_cast<const char*>(text);
}

/// What the parser complained about, in our words where we have some.
/// @param ahead     The bytes that it stands before.
/// @param rootEnded Whether the root element is over.
std::string complaint(const xmlError& error, std::string_view ahead, bool rootEnded)
{
    switch (error.code) {
    case XML_ERR_UNDECLARED_ENTITY:
        return "an entity that is not declared";
    case XML_ERR_ENTITYREF_SEMICOL_MISSING:
        return "an ampersand that begins no character reference";
    case XML_ERR_INVALID_CHAR:
    case XML_ERR_INVALID_CHARREF:
    case XML_ERR_INVALID_DEC_CHARREF:
    case XML_ERR_INVALID_HEX_CHARREF:
        return "a reference to a character that XML cannot hold";
    case XML_ERR_DOCUMENT_END:
        if (!rootEnded)
            return "not well-formed XML (it ends too early)";
        if (ahead.starts_with('<') && !ahead.starts_with("</"))
            return "a second root element";
        break;
    case XML_ERR_INTERNAL_ERROR:
        if (ahead.starts_with("<!"))
            return "document type declarations are not accepted";
        break;
    case XML_ERR_NAME_REQUIRED:
        // Where a tag or an entity should have its name.
        if (ahead.starts_with('!'))
            return "document type declarations are not accepted";
        if (viewOf(reinterpret_cast<const xmlChar*>(error.message)).find("EntityRef") !=
            std::string_view::npos)
            return ahead.starts_with(';') ? "an entity that is not declared"
                                          : "an ampersand that begins no character reference";
        break;
    default:
        break;
    }
    const std::string_view message = viewOf(reinterpret_cast<const xmlChar*>(error.message));
    return fmt::format("not well-formed XML ({})", displayText(trimmed(message)));
}

} // namespace

/// What the parser calls; each call goes to the reader that it works for. Nothing is thrown through
/// the parser, which is written in C.
class XmlEvents {
public:
    static xmlSAXHandler handler()
    {
        xmlSAXHandler handler{};
        handler.initialized = XML_SAX2_MAGIC;
        handler.internalSubset = documentType;
        handler.startElementNs = startElement;
        handler.endElementNs = endElement;
        handler.characters = characters;
        // The same function: else the parser would look for white space that does not matter.
        handler.ignorableWhitespace = characters;
        handler.cdataBlock = characters;
        handler.serror = error;
        return handler;
    }

private:
    template <class Work>
    static void guarded(void* context, Work work)
    {
        auto& reader = *static_cast<XmlReader*>(context);
        if (reader.m_error || reader.m_exception)
            return;
        try {
            if (Result<void> done = work(reader); !done)
                reader.stop(std::move(done).error());
        } catch (...) {
            reader.m_exception = std::current_exception();
            xmlStopParser(reader.m_context.get());
        }
    }

    static void documentType(void* context, const xmlChar*, const xmlChar*, const xmlChar*)
    {
        guarded(context, [](XmlReader& reader) -> Result<void> {
            return reader.fault("document type declarations are not accepted");
        });
    }

    static void startElement(void* context, const xmlChar* name, const xmlChar* prefix,
                             const xmlChar* uri, int namespaces, const xmlChar**, int attributes,
                             int, const xmlChar** fields)
    {
        guarded(context, [&](XmlReader& reader) {
            return reader.beginElement(viewOf(name), reader.isOurs(prefix, uri),
                                       static_cast<std::size_t>(namespaces),
                                       XmlAttributes(fields, static_cast<std::size_t>(attributes)));
        });
    }

    static void endElement(void* context, const xmlChar*, const xmlChar*, const xmlChar*)
    {
        guarded(context, [](XmlReader& reader) { return reader.endElement(); });
    }

    static void characters(void* context, const xmlChar* text, int size)
    {
        guarded(context, [&](XmlReader& reader) {
            return reader.addText(
                {reinterpret_cast<const char*>(text), static_cast<std::size_t>(size)});
        });
    }

    static void error(void* context, xmlErrorPtr error)
    {
        // Others, such as a prefix that nothing binds, do not keep a document from being read.
        if (error->level != XML_ERR_FATAL)
            return;
        guarded(context, [&](XmlReader& reader) -> Result<void> {
            const xmlParserInput* input = reader.m_context->input;
            std::string_view ahead;
            if (input != nullptr && input->cur != nullptr && input->end > input->cur)
                ahead = {
                    reinterpret_cast<const char*>(input->cur),
                    std::min<std::size_t>(2, static_cast<std::size_t>(input->end - input->cur))};
            return reader.fault(complaint(*error, ahead, reader.m_rootEnded));
        });
    }
};

void XmlReader::FreeContext::operator()(_xmlParserCtxt* context) const noexcept
{
    xmlFreeParserCtxt(context);
}

XmlReader::XmlReader(std::string_view rootName, std::string_view namespaceUri)
    : m_rootName(rootName)
    , m_namespace(namespaceUri)
{
    static std::once_flag prepared;
    std::call_once(prepared, xmlInitParser);
    xmlSAXHandler handler = XmlEvents::handler();
    m_context.reset(xmlCreatePushParserCtxt(&handler, this, nullptr, 0, nullptr));
    if (!m_context)
        throw std::bad_alloc();
    // NOENT, or an "&amp;" in an attribute comes as "&#38;". There is nothing else to replace: a
    // document type, which alone can declare entities, is refused.
    xmlCtxtUseOptions(m_context.get(), XML_PARSE_NONET | XML_PARSE_IGNORE_ENC | XML_PARSE_NOENT);
}

XmlReader::~XmlReader() = default;

std::uint64_t XmlReader::line() const noexcept
{
    const xmlParserInput* input = m_context->input;
    return input == nullptr ? 1 : static_cast<std::uint64_t>(std::max(input->line, 1));
}

std::unexpected<Error> XmlReader::faultAt(std::uint64_t line, std::string_view message)
{
    return failure(ErrorCode::BadFormat, fmt::format("line {}: {}", line, message));
}

std::unexpected<Error> XmlReader::fault(std::string_view message) const
{
    return faultAt(line(), message);
}

bool XmlReader::isOurs(const unsigned char* prefix, const unsigned char* uri)
{
    // A prefix that nothing binds is not "no namespace".
    if (uri == nullptr)
        return prefix == nullptr && m_namespace.empty();
    // The parser keeps each text once.
    if (uri != m_ours && viewOf(uri) == m_namespace)
        m_ours = uri;
    return uri == m_ours;
}

void XmlReader::stop(Error error)
{
    m_error = std::move(error);
    xmlStopParser(m_context.get());
}

Result<void> XmlReader::parse(std::string_view slice, bool last)
{
    const int failed =
        xmlParseChunk(m_context.get(), slice.data(), static_cast<int>(slice.size()), last ? 1 : 0);
    if (m_exception)
        std::rethrow_exception(std::exchange(m_exception, nullptr));
    // Some failures are noted without a call to whoever handles errors.
    if (!m_error && failed != 0 && m_context->wellFormed == 0)
        m_error = fault("not well-formed XML").error();
    const xmlParserInput* input = m_context->input;
    if (!m_error && input != nullptr &&
        static_cast<std::size_t>(input->end - input->cur) > kLongestTag)
        m_error = fault("a tag, comment, section or instruction over 1 MiB").error();
    if (m_error)
        return std::unexpected(*m_error);
    return {};
}

Result<void> XmlReader::feed(std::string_view piece)
{
    if (m_error)
        return std::unexpected(*m_error);
    while (!piece.empty()) {
        const std::string_view slice = piece.substr(0, kSlice);
        piece.remove_prefix(slice.size());
        if (const char* reason = m_characters.feed(slice)) {
            m_error =
                Error{ErrorCode::BadFormat, fmt::format("the XML document {}", reason), {}, 0};
            return std::unexpected(*m_error);
        }
        TAILSLATE_CHECK(parse(slice, false));
    }
    return {};
}

Result<void> XmlReader::finish()
{
    if (m_error)
        return std::unexpected(*m_error);
    if (const char* reason = m_characters.finish())
        return failure(ErrorCode::BadFormat, fmt::format("the XML document {}", reason));
    return parse({}, true);
}

Result<void> XmlReader::beginElement(std::string_view name, bool isOurs, std::size_t namespaces,
                                     const XmlAttributes& attributes)
{
    if (m_open.size() == kDeepest)
        return fault(fmt::format("elements are nested over {} deep", kDeepest));
    m_namespaceCount += namespaces;
    if (attributes.count() > kMostAttributes || m_namespaceCount > kMostNamespaces)
        return fault("a tag with too many attributes or namespaces");
    m_open.push_back(namespaces);
    if (m_passedOver != 0)
        return {};
    if (m_inText)
        return fault(fmt::format("an element inside the text of {}", excerpt(m_textOf)));
    if (m_open.size() == 1 && (!isOurs || name != m_rootName))
        return fault(fmt::format("the document is not a {} of {} but a {}", m_rootName,
                                 m_namespace.empty() ? "no namespace" : m_namespace,
                                 excerpt(name)));
    Content content = Content::Nothing;
    if (isOurs) {
        TAILSLATE_TRY(content, begin(name, attributes));
    }
    if (content == Content::Nothing)
        m_passedOver = m_open.size();
    m_inText = content == Content::Text;
    if (m_inText) {
        m_textOf = name;
        m_text.clear();
    }
    return {};
}

Result<void> XmlReader::endElement()
{
    const bool passedOver = m_passedOver != 0;
    if (m_passedOver == m_open.size())
        m_passedOver = 0;
    m_namespaceCount -= m_open.back();
    m_open.pop_back();
    m_rootEnded = m_open.empty();
    if (passedOver)
        return {};
    const bool hasText = std::exchange(m_inText, false);
    return end(hasText ? std::string_view(m_text) : std::string_view{});
}

Result<void> XmlReader::addText(std::string_view text)
{
    if (!m_inText)
        return {};
    if (m_text.size() + text.size() > kLongestText)
        return fault("a text over 16 MiB");
    m_text += text;
    return {};
}

Result<std::string_view> XmlReader::path(std::string_view text) const
{
    if (const char* reason = relativePathFault(text))
        return fault(fmt::format("the path {} {}", excerpt(text), reason));
    return text;
}

Result<hash::Digest> XmlReader::digest(std::string_view text, hash::Algorithm algorithm) const
{
    auto digest = hash::Digest::fromText(algorithm, trimmed(text));
    if (!digest)
        return fault(digest.error().message);
    return digest;
}

std::optional<TimePoint> XmlReader::time(std::string_view text)
{
    // Of a record after the other, most dates are those of the one before.
    if (text != m_dateText || m_dateText.empty()) {
        const auto time = fromIso8601(trimmed(text));
        m_date = time ? std::optional(*time) : std::nullopt;
        m_dateText = text.substr(0, kLongestDate);
    }
    return m_date;
}

Result<std::uint64_t> XmlReader::number(std::string_view text) const
{
    const auto number = wholeNumber(text);
    if (!number)
        return fault(fmt::format("not a number: {}", excerpt(text)));
    return *number;
}

std::optional<TimePoint> XmlReader::time(const XmlAttributes& attributes, std::string_view name)
{
    const auto text = attributes.find(name);
    return text ? time(*text) : std::nullopt;
}

Result<std::optional<std::uint64_t>> XmlReader::number(const XmlAttributes& attributes,
                                                       std::string_view name) const
{
    const auto text = attributes.find(name);
    if (!text)
        return std::nullopt;
    const auto number = wholeNumber(*text);
    if (!number)
        return fault(fmt::format("{} is not a number: {}", name, excerpt(*text)));
    return *number;
}

} // namespace tailslate::mhl::detail
