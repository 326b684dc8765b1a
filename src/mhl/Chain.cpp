// SPDX-License-Identifier: Apache-2.0
//
// What is written and read here (ASC MHL 1.0, ASCMHLDirectory.xsd):
//
//   <ascmhldirectory xmlns="urn:ASC:MHL:DIRECTORY:v2.0">
//     <hashlist sequencenr="1"> <path>0001_….mhl</path> <c4>c4…</c4> </hashlist>
//   </ascmhldirectory>
#include "mhl/detail/ManifestName.h"
#include "mhl/detail/XmlReader.h"
#include "mhl/detail/XmlText.h"
#include "mhl/History.h"

#include <fmt/format.h>

#include <optional>
#include <unordered_set>
#include <utility>

namespace tailslate::mhl {
namespace {

/// Says what the elements of a chain mean.
class ChainParser final : public detail::XmlReader {
public:
    ChainParser()
        : XmlReader("ascmhldirectory", "urn:ASC:MHL:DIRECTORY:v2.0")
    {
    }

    [[nodiscard]] std::vector<ChainEntry> takeChain() { return std::move(m_chain); }

private:
    /// What is open.
    enum class Place { Nothing = 1, Directory, Entry, Path, C4 };

    Result<Content> begin(std::string_view name, const detail::XmlAttributes& attributes) override
    {
        if (m_place == Place::Nothing) {
            m_place = Place::Directory;
            return Content::Elements;
        }
        if (m_place == Place::Directory && name == "hashlist") {
            TAILSLATE_CHECK(beginEntry(attributes));
            m_place = Place::Entry;
            return Content::Elements;
        }
        if (m_place == Place::Entry && (name == "path" || name == "c4")) {
            m_place = name == "path" ? Place::Path : Place::C4;
            return Content::Text;
        }
        return Content::Nothing;
    }

    Result<void> end(std::string_view text) override
    {
        switch (m_place) {
        case Place::Path: {
            TAILSLATE_TRY(m_fileName, path(text));
            m_place = Place::Entry;
            return {};
        }
        case Place::C4: {
            TAILSLATE_TRY(m_c4, digest(text, hash::Algorithm::C4));
            m_place = Place::Entry;
            return {};
        }
        case Place::Entry:
            m_place = Place::Directory;
            return endEntry();
        case Place::Directory:
        case Place::Nothing:
            break;
        }
        if (m_chain.empty())
            return fault("the chain lists no generation");
        return {};
    }

    Result<void> beginEntry(const detail::XmlAttributes& attributes)
    {
        const std::size_t generation = m_chain.size() + 1;
        TAILSLATE_TRY(const auto number, this->number(attributes, "sequencenr"));
        if (number != generation)
            return fault(fmt::format("generation {} is missing or out of order", generation));
        m_fileName.clear();
        m_c4.reset();
        return {};
    }

    Result<void> endEntry()
    {
        if (m_fileName.empty() || !m_c4)
            return fault("a generation without a path or without a C4 ID");
        if (!m_seen.insert(m_fileName).second)
            return fault("two generations in one file");
        m_chain.push_back({.generation = static_cast<std::uint32_t>(m_chain.size() + 1),
                           .fileName = m_fileName,
                           .c4 = *m_c4});
        return {};
    }

    Place m_place = Place::Nothing;
    std::vector<ChainEntry> m_chain;
    std::unordered_set<std::string> m_seen;
    std::string m_fileName;
    std::optional<hash::Digest> m_c4;
};

} // namespace

std::string chainToXml(const std::vector<ChainEntry>& chain)
{
    std::string xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                      "<ascmhldirectory xmlns=\"urn:ASC:MHL:DIRECTORY:v2.0\">\n";
    for (const ChainEntry& entry : chain) {
        xml += fmt::format("  <hashlist sequencenr=\"{}\">\n    <path>", entry.generation);
        detail::appendXmlText(xml, entry.fileName);
        xml += fmt::format("</path>\n    <c4>{}</c4>\n  </hashlist>\n", entry.c4.toText());
    }
    return xml + "</ascmhldirectory>\n";
}

Result<std::vector<ChainEntry>> chainFromXml(std::string_view xml)
{
    ChainParser parser;
    TAILSLATE_CHECK(parser.feed(xml));
    TAILSLATE_CHECK(parser.finish());
    return parser.takeChain();
}

std::string manifestFileName(std::uint32_t generation, const std::string& scopeName,
                             TimePoint started)
{
    const std::string name = detail::shortScopeName(scopeName);
    return fmt::format("{:04}_{}{}{}Z.mhl", generation, name, name.empty() ? "" : "_",
                       detail::momentForName(started));
}

} // namespace tailslate::mhl
