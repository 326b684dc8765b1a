// SPDX-License-Identifier: Apache-2.0
#include "color/CdlFile.h"

#include "base/DisplayText.h"

#include <fmt/format.h>
#include <pugixml.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <initializer_list>
#include <sstream>
#include <string_view>
#include <unordered_set>
#include <utility>

// A file with one correction (.cc); collections (.ccc) and lists (.cdl) wrap the same element:
//
//   <ColorCorrection id="A001C003" xmlns="urn:ASC:CDL:v1.01">
//     <SOPNode>
//       <Description>day exterior</Description>
//       <Slope>1.1 1 0.9</Slope> <Offset>0.01 0 -0.02</Offset> <Power>1 0.95 1.05</Power>
//     </SOPNode>
//     <SatNode> <Saturation>0.9</Saturation> </SatNode>
//   </ColorCorrection>
//
// Schema: ASC-CDL_schema_v1.01.xsd, https://github.com/ampas/aces-amf/tree/main/schema

namespace tailslate::color {
namespace {

constexpr std::uintmax_t kMaxFileSize = 16U << 20U;
constexpr std::string_view kBlanks = " \t\r\n";

/// Element names without prefix: the namespace differs between versions, and many files have none.
std::string_view localName(pugi::xml_node node)
{
    const std::string_view name = node.name();
    const auto colon = name.find(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

std::string_view trimmed(std::string_view text)
{
    const auto begin = text.find_first_not_of(kBlanks);
    if (begin == std::string_view::npos)
        return {};
    return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

/// All the text directly inside an element; a comment may split it.
std::string textOf(pugi::xml_node node)
{
    std::string text;
    for (const pugi::xml_node child : node.children())
        if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata)
            text += child.value();
    return std::string(trimmed(text));
}

pugi::xml_node childNamed(pugi::xml_node parent, std::string_view name)
{
    return parent.find_child([&](pugi::xml_node child) { return localName(child) == name; });
}

/// Reads `Count` numbers parted by white space from the child `name`.
template <std::size_t Count>
Result<std::array<double, Count>> numbers(pugi::xml_node parent, std::string_view name)
{
    const pugi::xml_node node = childNamed(parent, name);
    if (!node)
        return failure(ErrorCode::BadFormat, fmt::format("{} has no {}", localName(parent), name));

    const std::string text = textOf(node);
    const auto refused = [&] {
        return failure(ErrorCode::BadFormat,
                       fmt::format("{} is '{}', not {} parted by blanks", name,
                                   displayText(std::string_view(text).substr(0, 60)),
                                   Count == 1 ? "one number" : "three numbers"));
    };
    std::array<double, Count> values{};
    const char* at = text.data();
    const char* const end = at + text.size();
    for (double& value : values) {
        at = std::find_if_not(at, end, [](char c) { return kBlanks.contains(c); });
        if (at != end && *at == '+') // xs:float allows the sign, from_chars does not.
            ++at;
        const auto [rest, error] = std::from_chars(at, end, value);
        if (error != std::errc{} || (rest != end && !kBlanks.contains(*rest)))
            return refused();
        at = rest;
    }
    if (at != end)
        return refused();
    return values;
}

/// The one child that goes by either name.
/// @return Unsupported when there are several; nothing says in which order they would apply.
Result<pugi::xml_node> nodeNamed(pugi::xml_node correction,
                                 std::initializer_list<std::string_view> names)
{
    pugi::xml_node found;
    for (const pugi::xml_node child : correction.children()) {
        if (std::ranges::find(names, localName(child)) == names.end() ||
            child.type() != pugi::node_element)
            continue;
        if (found)
            return failure(ErrorCode::Unsupported,
                           fmt::format("a color correction with more than one {} is ambiguous",
                                       *names.begin()));
        found = child;
    }
    return found;
}

Result<ColorCorrection> readCorrection(pugi::xml_node node)
{
    ColorCorrection correction;
    correction.id = trimmed(node.attribute("id").value());
    correction.description = textOf(childNamed(node, "Description"));

    TAILSLATE_TRY(const pugi::xml_node sop, nodeNamed(node, {"SOPNode", "ASC_SOP"}));
    TAILSLATE_TRY(const pugi::xml_node sat, nodeNamed(node, {"SatNode", "ASC_SAT", "SATNode"}));
    if (!sop && !sat)
        return failure(ErrorCode::BadFormat, "a color correction has neither SOPNode nor SatNode");
    if (sop) {
        TAILSLATE_TRY(correction.cdl.slope, numbers<3>(sop, "Slope"));
        TAILSLATE_TRY(correction.cdl.offset, numbers<3>(sop, "Offset"));
        TAILSLATE_TRY(correction.cdl.power, numbers<3>(sop, "Power"));
        if (correction.description.empty())
            correction.description = textOf(childNamed(sop, "Description"));
    }
    if (sat) {
        TAILSLATE_TRY(const auto saturation, numbers<1>(sat, "Saturation"));
        correction.cdl.saturation = saturation[0];
    }
    if (auto valid = validate(correction.cdl); !valid)
        return failure(ErrorCode::BadFormat, std::move(valid).error().message);
    return correction;
}

/// The ColorCorrection elements of any of the three kinds of file.
Result<std::vector<pugi::xml_node>> correctionNodes(pugi::xml_node root)
{
    const std::string_view name = localName(root);
    if (name == "ColorCorrection")
        return std::vector{root};

    std::vector<pugi::xml_node> nodes;
    const auto collect = [&](pugi::xml_node parent) {
        for (const pugi::xml_node child : parent.children())
            if (localName(child) == "ColorCorrection")
                nodes.push_back(child);
    };
    if (name == "ColorCorrectionCollection") {
        collect(root);
    } else if (name == "ColorDecisionList") {
        for (const pugi::xml_node child : root.children())
            if (localName(child) == "ColorDecision")
                collect(child);
    } else {
        return failure(ErrorCode::BadFormat,
                       fmt::format("the root element is '{}', not a color correction, a collection "
                                   "or a decision list",
                                   displayText(name.substr(0, 60))));
    }
    if (nodes.empty())
        return failure(ErrorCode::Unsupported, "there is no color correction in the file");
    return nodes;
}

Result<std::vector<ColorCorrection>> corrections(pugi::xml_node root)
{
    TAILSLATE_TRY(const auto nodes, correctionNodes(root));
    std::vector<ColorCorrection> found;
    for (const pugi::xml_node node : nodes) {
        auto correction = readCorrection(node);
        if (!correction) {
            Error error = std::move(correction).error();
            if (const std::string_view id = trimmed(node.attribute("id").value()); !id.empty())
                error.message = fmt::format("correction '{}': {}", displayText(id), error.message);
            return std::unexpected(std::move(error));
        }
        found.push_back(*std::move(correction));
    }
    return found;
}

Result<void> checkFile(const std::filesystem::path& path)
{
    std::error_code error;
    const auto status = std::filesystem::status(path, error);
    if (status.type() == std::filesystem::file_type::not_found)
        return failure(ErrorCode::NotFound, "there is no such color decision file");
    if (error)
        return osFailure(error.value(), "the color decision file cannot be examined");
    if (!std::filesystem::is_regular_file(status))
        return failure(ErrorCode::BadFormat, "this is not a file");
    const std::uintmax_t size = std::filesystem::file_size(path, error);
    if (error)
        return osFailure(error.value(), "the color decision file cannot be examined");
    if (size > kMaxFileSize)
        return failure(
            ErrorCode::BadFormat,
            fmt::format("the file has {}, too much for color decisions", displaySize(size)));
    return {};
}

Result<std::vector<ColorCorrection>> read(const std::filesystem::path& path)
{
    TAILSLATE_CHECK(checkFile(path));
    pugi::xml_document document;
    // Default parsing skips the document type and never follows an external entity.
    errno = 0;
    const pugi::xml_parse_result parsed = document.load_file(path.c_str());
    const int osError = errno;
    if (parsed.status == pugi::status_file_not_found || parsed.status == pugi::status_io_error)
        return osFailure(osError, "the color decision file cannot be read");
    if (!parsed)
        return failure(ErrorCode::BadFormat,
                       fmt::format("the file is not well-formed XML near byte {}: {}",
                                   parsed.offset, parsed.description()));
    return corrections(document.document_element());
}

/// Whether libxml2 and its kind take `id` as an anyURI (RFC 2396 with the escaping of XLink):
/// brackets, percent signs and a second number sign never pass, a colon only after a scheme.
bool isUri(std::string_view id)
{
    const auto isAlpha = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    const auto isScheme = [&](char c) {
        return isAlpha(c) || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
    };
    if (id.find_first_of("[]%#") != std::string_view::npos || id.starts_with("//"))
        return false;
    const std::string_view first = id.substr(0, id.find_first_of("/?"));
    const auto colon = first.find(':');
    if (colon == std::string_view::npos)
        return true;
    return colon > 0 && colon + 1 < id.size() && isAlpha(first[0]) &&
           std::ranges::all_of(first.substr(0, colon), isScheme);
}

/// Whether XML 1.0 can hold the text at all.
bool fitsXml(std::string_view text)
{
    return isUtf8(text) && std::ranges::none_of(text, [](char c) {
               return static_cast<unsigned char>(c) < 0x20 && !kBlanks.contains(c);
           });
}

Result<void> checkId(std::string_view id)
{
    if (id.empty())
        return failure(ErrorCode::InvalidArgument, "a color correction needs an id to be written");
    if (!fitsXml(id) || id.find_first_of(kBlanks) != std::string_view::npos || !isUri(id))
        return failure(ErrorCode::InvalidArgument,
                       fmt::format("the id '{}' is no URI: use letters, digits, '-', '_' and '.'",
                                   displayText(id)));
    return {};
}

/// The shortest decimal that reads back as the same double, without exponent: some readers of
/// color decisions do not know one.
std::string decimal(double value)
{
    std::array<char, 512> buffer{}; // The smallest doubles take about 345 characters.
    const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                            std::chars_format::fixed);
    return {buffer.data(), end};
}

void appendText(pugi::xml_node parent, const char* name, const std::string& text)
{
    parent.append_child(name).text().set(text.c_str());
}

void appendCorrection(pugi::xml_node parent, const ColorCorrection& correction)
{
    const auto triple = [](const std::array<double, 3>& v) {
        return fmt::format("{} {} {}", decimal(v[0]), decimal(v[1]), decimal(v[2]));
    };
    parent.append_attribute("id").set_value(correction.id.c_str());
    if (!correction.description.empty())
        appendText(parent, "Description", correction.description);
    pugi::xml_node sop = parent.append_child("SOPNode");
    appendText(sop, "Slope", triple(correction.cdl.slope));
    appendText(sop, "Offset", triple(correction.cdl.offset));
    appendText(sop, "Power", triple(correction.cdl.power));
    appendText(parent.append_child("SatNode"), "Saturation", decimal(correction.cdl.saturation));
}

Result<void> checkCorrections(CdlFileKind kind, const std::vector<ColorCorrection>& corrections)
{
    if (corrections.empty())
        return failure(ErrorCode::InvalidArgument, "there is no color correction to write");
    if (kind == CdlFileKind::Cc && corrections.size() != 1)
        return failure(ErrorCode::InvalidArgument,
                       "a .cc file holds exactly one color correction; write a .ccc for several");
    std::unordered_set<std::string_view> ids;
    for (const ColorCorrection& correction : corrections) {
        TAILSLATE_CHECK(checkId(correction.id));
        TAILSLATE_CHECK(validate(correction.cdl));
        if (!fitsXml(correction.description))
            return failure(ErrorCode::InvalidArgument,
                           fmt::format("the description of '{}' has characters that XML cannot "
                                       "hold",
                                       correction.id));
        if (!ids.insert(correction.id).second)
            return failure(ErrorCode::InvalidArgument,
                           fmt::format("two color corrections are called '{}'", correction.id));
    }
    return {};
}

} // namespace

Result<std::vector<ColorCorrection>> readCdlFile(const std::filesystem::path& path)
{
    auto found = read(path);
    if (!found) {
        Error error = std::move(found).error();
        error.path = path;
        return std::unexpected(std::move(error));
    }
    return found;
}

Result<std::string> cdlFileText(CdlFileKind kind, const std::vector<ColorCorrection>& corrections)
{
    TAILSLATE_CHECK(checkCorrections(kind, corrections));

    pugi::xml_document document;
    pugi::xml_node declaration = document.append_child(pugi::node_declaration);
    declaration.append_attribute("version").set_value("1.0");
    declaration.append_attribute("encoding").set_value("UTF-8");

    const char* const rootName = kind == CdlFileKind::Cc    ? "ColorCorrection"
                                 : kind == CdlFileKind::Ccc ? "ColorCorrectionCollection"
                                                            : "ColorDecisionList";
    pugi::xml_node root = document.append_child(rootName);
    root.append_attribute("xmlns").set_value("urn:ASC:CDL:v1.01");
    for (const ColorCorrection& correction : corrections) {
        pugi::xml_node node = root;
        if (kind == CdlFileKind::Ccc)
            node = root.append_child("ColorCorrection");
        else if (kind == CdlFileKind::Cdl)
            node = root.append_child("ColorDecision").append_child("ColorCorrection");
        appendCorrection(node, correction);
    }

    std::ostringstream text;
    document.save(text, "  ");
    return text.str();
}

} // namespace tailslate::color
