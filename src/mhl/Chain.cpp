// SPDX-License-Identifier: Apache-2.0
//
// What is written and read here (ASC MHL 1.0, ASCMHLDirectory.xsd):
//
//   <ascmhldirectory xmlns="urn:ASC:MHL:DIRECTORY:v2.0">
//     <hashlist sequencenr="1"> <path>0001_….mhl</path> <c4>c4…</c4> </hashlist>
//   </ascmhldirectory>
#include "mhl/detail/XmlReader.h"
#include "mhl/detail/XmlText.h"
#include "mhl/History.h"

#include <fmt/format.h>

#include <optional>
#include <unordered_set>

namespace tailslate::mhl {
namespace {

using detail::XmlReader;

Result<ChainEntry> readEntry(const XmlReader& reader, pugi::xml_node node, std::uint32_t generation)
{
    TAILSLATE_TRY(const auto number, reader.numberAttribute(node, "sequencenr"));
    if (number != generation)
        return reader.fault(node,
                            fmt::format("generation {} is missing or out of order", generation));
    std::string fileName;
    std::optional<hash::Digest> c4;
    for (const pugi::xml_node child : node.children()) {
        const std::string_view name = reader.nameOf(child);
        if (name == "path") {
            TAILSLATE_TRY(fileName, reader.path(child));
        } else if (name == "c4") {
            TAILSLATE_TRY(c4, reader.digest(child, hash::Algorithm::C4));
        }
    }
    if (fileName.empty() || !c4)
        return reader.fault(node, "a generation without a path or without a C4 ID");
    return ChainEntry{.generation = generation, .fileName = std::move(fileName), .c4 = *c4};
}

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
    XmlReader reader(xml, "urn:ASC:MHL:DIRECTORY:v2.0");
    TAILSLATE_TRY(const pugi::xml_node root, reader.open("ascmhldirectory"));
    std::vector<ChainEntry> chain;
    std::unordered_set<std::string> seen;
    for (const pugi::xml_node child : root.children()) {
        if (reader.nameOf(child) != "hashlist")
            continue;
        TAILSLATE_TRY(ChainEntry entry,
                      readEntry(reader, child, static_cast<std::uint32_t>(chain.size() + 1)));
        if (!seen.insert(entry.fileName).second)
            return reader.fault(child, "two generations in one file");
        chain.push_back(std::move(entry));
    }
    if (chain.empty())
        return reader.fault(root, "the chain lists no generation");
    return chain;
}

std::string manifestFileName(std::uint32_t generation, const std::string& scopeName,
                             TimePoint started)
{
    // Room for the rest of the name, and for a temporary one, in the 255 bytes of most file
    // systems.
    constexpr std::size_t kLongestScopeName = 180;
    std::string name = scopeName.substr(0, kLongestScopeName);
    // Never half a character: those of UTF-8 go on with bytes 10xxxxxx.
    if (name.size() < scopeName.size()) {
        std::size_t cut = name.size();
        while (cut > 0 && (static_cast<unsigned char>(scopeName[cut]) & 0xC0U) == 0x80U)
            --cut;
        name.resize(cut);
    }

    const std::string moment = toIso8601(started); // 2026-01-16T09:15:00Z
    return fmt::format("{:04}_{}{}{}_{}{}{}Z.mhl", generation, name, name.empty() ? "" : "_",
                       moment.substr(0, 10), moment.substr(11, 2), moment.substr(14, 2),
                       moment.substr(17, 2));
}

} // namespace tailslate::mhl
