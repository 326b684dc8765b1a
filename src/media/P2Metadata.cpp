// SPDX-License-Identifier: Apache-2.0
#include "media/P2Metadata.h"

#include "media/detail/FileNames.h"
#include "media/detail/XmlNames.h"

#include <charconv>

namespace tailslate::media {

namespace {

using detail::childOf;
using detail::textAt;

/// The value of an attribute of the first element of this name, or empty.
std::string attributeOf(pugi::xml_node parent, std::string_view name, const char* attribute)
{
    return childOf(parent, name).attribute(attribute).as_string();
}

void readEssence(pugi::xml_node essence, P2Metadata& result)
{
    const pugi::xml_node video = childOf(essence, "Video");
    result.codec = textAt(video, {"Codec"});
    result.codecClass = attributeOf(video, "Codec", "Class");
    result.frameRate = textAt(video, {"FrameRate"});
    result.dropFrame =
        detail::equalsIgnoringCase(attributeOf(video, "FrameRate", "DropFrameFlag"), "true");
    result.firstTimecode = textAt(video, {"StartTimecode"});
    detail::forEachChild(essence, "Audio",
                         [&result](pugi::xml_node /*audio*/) { ++result.audioChannels; });
    result.audioRate = textAt(essence, {"Audio", "SamplingRate"});
    result.audioBits = textAt(essence, {"Audio", "BitsPerSample"});
}

void readNotes(pugi::xml_node notes, P2Metadata& result)
{
    result.title = textAt(notes, {"UserClipName"});
    result.created = textAt(notes, {"Access", "CreationDate"});
    result.creator = textAt(notes, {"Access", "Creator"});
    result.manufacturer = textAt(notes, {"Device", "Manufacturer"});
    result.model = textAt(notes, {"Device", "ModelName"});
    result.serial = textAt(notes, {"Device", "SerialNo."});
    result.shooter = textAt(notes, {"Shoot", "Shooter"});
    result.started = textAt(notes, {"Shoot", "StartDate"});
    result.place = textAt(notes, {"Shoot", "Location", "PlaceName"});
    result.program = textAt(notes, {"Scenario", "ProgramName"});
    result.scene = textAt(notes, {"Scenario", "SceneNo."});
    result.take = textAt(notes, {"Scenario", "TakeNo."});
}

} // namespace

Result<P2Metadata> parseP2Metadata(std::string_view text)
{
    pugi::xml_document document;
    if (!document.load_buffer(text.data(), text.size()))
        return failure(ErrorCode::BadFormat, "a P2 list is not XML");
    if (detail::localName(document.document_element()) != "P2Main")
        return failure(ErrorCode::BadFormat, "the root of a P2 list is not P2Main");
    const pugi::xml_node content = childOf(document.document_element(), "ClipContent");

    P2Metadata result;
    result.name = textAt(content, {"ClipName"});
    result.id = textAt(content, {"GlobalClipID"});
    result.editUnit = textAt(content, {"EditUnit"});
    const std::string duration = textAt(content, {"Duration"});
    std::uint64_t frames = 0;
    const auto [end, error] =
        std::from_chars(duration.data(), duration.data() + duration.size(), frames);
    if (error == std::errc{} && end == duration.data() + duration.size())
        result.frames = frames;
    readEssence(childOf(content, "EssenceList"), result);
    readNotes(childOf(content, "ClipMetadata"), result);
    const pugi::xml_node connection = childOf(childOf(content, "Relation"), "Connection");
    result.previousId = textAt(connection, {"Previous", "GlobalClipID"});
    result.previousName = textAt(connection, {"Previous", "ClipName"});
    result.nextId = textAt(connection, {"Next", "GlobalClipID"});
    result.nextName = textAt(connection, {"Next", "ClipName"});
    return result;
}

} // namespace tailslate::media
