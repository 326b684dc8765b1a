// SPDX-License-Identifier: Apache-2.0
#include "media/SonyMetadata.h"

#include "media/detail/XmlNames.h"

#include <pugixml.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <tuple>

namespace tailslate::media {

namespace {

constexpr std::size_t kByteDigits = 2;

/// The four bytes of a time code word (SMPTE ST 12-1), as `12032610` spells them: frames, seconds,
/// minutes, hours, two binary coded digits each, flags above the tens.
class TimecodeWord {
public:
    /// @return Nothing for other text.
    static std::optional<TimecodeWord> parse(std::string_view text)
    {
        if (text.size() != kByteDigits * std::tuple_size_v<Bytes>)
            return std::nullopt;
        TimecodeWord word;
        for (std::size_t part = 0; part < word.m_bytes.size(); ++part) {
            const char* const start = text.data() + part * kByteDigits;
            const auto [end, error] =
                std::from_chars(start, start + kByteDigits, word.m_bytes[part], 16);
            if (error != std::errc{} || end != start + kByteDigits)
                return std::nullopt;
        }
        const bool isDecimal = std::ranges::all_of(
            word.label(), [](char c) { return (c >= '0' && c <= '9') || c == ':' || c == ';'; });
        return isDecimal ? std::optional(word) : std::nullopt;
    }

    [[nodiscard]] std::string label() const
    {
        constexpr unsigned kDropFlag = 0x40;
        constexpr Bytes kDigits{0x3F, 0x7F, 0x7F, 0x3F};
        std::string result;
        for (std::size_t part = m_bytes.size(); part > 0; --part) {
            const unsigned value = m_bytes[part - 1] & kDigits[part - 1];
            result.push_back(static_cast<char>('0' + (value >> 4U)));
            result.push_back(static_cast<char>('0' + (value & 0xFU)));
            if (part > 1)
                result.push_back(part == 2 && (m_bytes[0] & kDropFlag) != 0 ? ';' : ':');
        }
        return result;
    }

    /// The flag that tells one field, or frame, of a pair from the other: above the hours' tens
    /// where 25 are counted, else above the seconds'.
    [[nodiscard]] bool isSecondHalf(bool counts25) const
    {
        constexpr unsigned kFlag = 0x80;
        return (m_bytes[counts25 ? 3 : 1] & kFlag) != 0;
    }

private:
    using Bytes = std::array<unsigned, 4>;

    Bytes m_bytes{};
};

/// The first element of this name anywhere below, whatever its namespace prefix.
pugi::xml_node find(pugi::xml_node root, std::string_view name)
{
    return root.find_node([name](pugi::xml_node node) { return detail::localName(node) == name; });
}

std::string attribute(pugi::xml_node node, const char* name)
{
    return node.attribute(name).as_string();
}

void readTimecode(pugi::xml_node root, SonyMetadata& result)
{
    const pugi::xml_node table = find(root, "LtcChangeTable");
    result.timecodeRate = attribute(table, "tcFps");
    result.halfStep = table.attribute("halfStep").as_bool();
    const std::string first = attribute(find(table, "LtcChange"), "value");
    const auto word = TimecodeWord::parse(first);
    result.firstTimecode = word ? word->label() : first;
    result.secondHalf = word && result.halfStep && word->isSecondHalf(result.timecodeRate == "25");
}

void readVideo(pugi::xml_node root, SonyMetadata& result)
{
    const pugi::xml_node frame = find(root, "VideoFrame");
    result.codec = attribute(frame, "videoCodec");
    result.captureRate = attribute(frame, "captureFps");
    result.formatRate = attribute(frame, "formatFps");
    const pugi::xml_node layout = find(root, "VideoLayout");
    result.width = layout.attribute("pixel").as_uint();
    result.height = layout.attribute("numOfVerticalLine").as_uint();
    result.audioChannels = find(root, "AudioFormat").attribute("numOfChannel").as_uint();
}

} // namespace

Result<SonyMetadata> parseSonyMetadata(std::string_view text)
{
    pugi::xml_document document;
    if (!document.load_buffer(text.data(), text.size()))
        return failure(ErrorCode::BadFormat, "a camera's metadata file is not XML");
    const pugi::xml_node root = document.document_element();
    if (detail::localName(root) != "NonRealTimeMeta")
        return failure(ErrorCode::BadFormat, "the root of a metadata file is not NonRealTimeMeta");

    SonyMetadata result;
    const pugi::xml_attribute duration = find(root, "Duration").attribute("value");
    if (duration)
        result.frames = duration.as_ullong();
    result.umid = attribute(find(root, "TargetMaterial"), "umidRef");
    result.created = attribute(find(root, "CreationDate"), "value");
    result.title = attribute(find(root, "Title"), "usAscii");
    readTimecode(root, result);
    readVideo(root, result);
    const pugi::xml_node device = find(root, "Device");
    result.manufacturer = attribute(device, "manufacturer");
    result.model = attribute(device, "modelName");
    result.serial = attribute(device, "serialNo");
    result.reel = attribute(find(root, "ReelNumber"), "value");
    for (const pugi::xml_node group : find(root, "AcquisitionRecord").children())
        detail::forEachChild(group, "Item", [&result](pugi::xml_node item) {
            result.acquisition.emplace_back(attribute(item, "name"), attribute(item, "value"));
        });
    return result;
}

} // namespace tailslate::media
