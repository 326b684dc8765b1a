// SPDX-License-Identifier: Apache-2.0
#include "media/CanonMetadata.h"

#include "media/detail/XmlNames.h"

namespace tailslate::media {

Result<CanonMetadata> parseCanonMetadata(std::string_view text)
{
    using detail::textAt;
    pugi::xml_document document;
    if (!document.load_buffer(text.data(), text.size()))
        return failure(ErrorCode::BadFormat, "a camera's metadata file is not XML");
    const pugi::xml_node root = document.document_element();
    if (detail::localName(root) != "VideoClip")
        return failure(ErrorCode::BadFormat, "the root of a metadata file is not VideoClip");
    return CanonMetadata{.title = textAt(root, {"Title"}),
                         .creator = textAt(root, {"Creator"}),
                         .description = textAt(root, {"Description"}),
                         .manufacturer = textAt(root, {"Device", "Manufacturer"}),
                         .model = textAt(root, {"Device", "ModelName"}),
                         .serial = textAt(root, {"Device", "SerialNo"}),
                         .firmware = textAt(root, {"Device", "FirmVersion"}),
                         .place = textAt(root, {"Location", "PlaceName"}),
                         .latitude = textAt(root, {"Location", "Latitude"}),
                         .longitude = textAt(root, {"Location", "Longitude"}),
                         .altitude = textAt(root, {"Location", "Altitude"})};
}

} // namespace tailslate::media
