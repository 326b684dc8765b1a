// SPDX-License-Identifier: Apache-2.0
//
// Each line of an input is the path of a file on a card.
#include "base/DisplayText.h"
#include "fuzz/FuzzTarget.h"
#include "media/ClipNameParts.h"
#include "media/Recogniser.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

namespace tailslate::fuzz {
namespace {

void checkRecognition(const media::Recognition& found, std::size_t files)
{
    require(!found.roll.empty() && isUtf8(found.roll), "a roll has a name");
    require(!found.reason.empty() && isUtf8(found.reason), "a card is known by something");
    std::vector<bool> used(files, false);
    for (const media::Clip& clip : found.clips) {
        require(!clip.name.empty() && isUtf8(clip.name), "a clip has a name");
        require(!clip.files.empty(), "a clip has files");
        for (const std::size_t index : clip.files) {
            require(index < files && !used[index], "a file is in one clip at most");
            used[index] = true;
        }
        (void)media::partsOfClipName(clip.name);
    }
    for (const media::Finding& finding : found.findings)
        require(!finding.sentence.empty() && isUtf8(finding.sentence), "a finding is a sentence");
}

} // namespace
} // namespace tailslate::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace tailslate;
    std::set<std::string> paths;
    std::set<std::string> folders;
    std::string_view text = fuzz::textOf(data, size);
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string path(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (path.empty() || path.front() == '/' || path.back() == '/' ||
            path.find("//") != std::string::npos)
            continue;
        paths.insert(path);
        for (std::size_t slash = path.find('/'); slash != std::string::npos;
             slash = path.find('/', slash + 1))
            folders.insert(path.substr(0, slash));
    }
    std::vector<media::CardFile> files;
    for (const std::string& path : paths)
        files.push_back({path, path.size(), {}, 0644});
    const std::vector<std::filesystem::path> folderPaths(folders.begin(), folders.end());
    const std::filesystem::path root = "/media/CARD";
    const media::CardView card(root, files, folderPaths);
    for (const auto& recogniser : media::builtinRecognisers())
        if (const auto found = recogniser->recognise(card))
            fuzz::checkRecognition(*found, files.size());
    return 0;
}
