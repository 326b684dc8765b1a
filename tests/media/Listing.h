// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "media/Recogniser.h"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace tailslate::media::test {

/// The files and folders of a card that exists nowhere but here.
struct Listing {
    std::filesystem::path root = "/media/operator/CARD";
    std::vector<CardFile> files;
    std::vector<std::filesystem::path> folders;
};

/// One file of a made-up card; a path that ends with a slash is an empty folder.
struct Entry {
    Entry(const char* where, std::uint64_t bytes = 1000) // Implicit, so that lists read as lists.
        : path(where)
        , size(bytes)
    {
    }

    Entry(std::string where, std::uint64_t bytes = 1000)
        : path(std::move(where))
        , size(bytes)
    {
    }

    std::string path;
    std::uint64_t size;
};

/// Sorts as readCard() does and adds the folders that the files lie in.
inline Listing makeListing(const std::vector<Entry>& entries,
                           std::filesystem::path root = "/media/operator/CARD")
{
    Listing listing;
    listing.root = std::move(root);
    std::set<std::string> folders;
    for (const Entry& entry : entries) {
        for (std::size_t slash = entry.path.find('/'); slash != std::string::npos;
             slash = entry.path.find('/', slash + 1))
            folders.insert(entry.path.substr(0, slash));
        if (entry.path.back() != '/')
            listing.files.push_back({entry.path, entry.size, {}, 0644});
    }
    std::ranges::sort(listing.files, {}, &CardFile::path);
    listing.folders.assign(folders.begin(), folders.end());
    return listing;
}

/// The recogniser of this build with that id.
inline std::unique_ptr<Recogniser> recogniserNamed(const std::string& id)
{
    for (auto& recogniser : builtinRecognisers())
        if (recogniser->id() == id)
            return std::move(recogniser);
    return nullptr;
}

inline std::optional<Recognition> recognise(const std::string& id, const Listing& listing)
{
    return recogniserNamed(id)->recognise({listing.root, listing.files, listing.folders});
}

inline std::optional<Recognition> recogniseFiles(const std::string& id,
                                                 const std::vector<Entry>& entries)
{
    return recognise(id, makeListing(entries));
}

/// The paths of a clip's files, in the clip's order.
inline std::vector<std::string> pathsOf(const Clip& clip, const std::vector<CardFile>& files)
{
    std::vector<std::string> paths;
    for (const std::size_t index : clip.files)
        paths.push_back(files.at(index).path);
    return paths;
}

/// `name (roll)` of each clip.
inline std::vector<std::string> namesOf(const std::vector<Clip>& clips)
{
    std::vector<std::string> names;
    for (const Clip& clip : clips)
        names.push_back(clip.name + " (" + clip.roll + ")");
    return names;
}

/// The card that the demo makes.
inline std::vector<Entry> demoCard()
{
    return {"A001R2EC/A001C001_261121_R2EC.mov",
            "A001R2EC/A001C002_261121_R2EC.mov",
            "A001R2EC/A001C003_261121_R2EC.mxf",
            "A001R2EC/A001R2EC_AVID.ale",
            "SOUND_001/12A-T001.WAV",
            "SOUND_001/12A-T002.WAV"};
}

} // namespace tailslate::media::test
