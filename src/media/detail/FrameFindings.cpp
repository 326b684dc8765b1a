// SPDX-License-Identifier: Apache-2.0
#include "media/detail/FrameFindings.h"

#include "base/DisplayText.h"
#include "media/detail/CardLayout.h"
#include "media/detail/Essence.h"
#include "media/detail/FileNames.h"
#include "media/detail/Sentences.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

namespace tailslate::media::detail {

namespace {

struct Frame {
    unsigned number;
    const CardFile* file;
};

std::vector<Frame> framesOf(const Clip& clip, const std::vector<CardFile>& files)
{
    std::vector<Frame> frames;
    for (const std::size_t index : clip.files) {
        const std::string_view name = nameOf(files[index].path);
        if (!isFrameFile(name))
            continue;
        if (const auto frame = parseFrameName(name))
            frames.push_back({numberOf(frame->number), &files[index]});
    }
    std::ranges::sort(frames, {}, &Frame::number);
    return frames;
}

/// The size that most frames have, if any has more than half of them.
std::uint64_t commonSize(const std::vector<Frame>& frames)
{
    // Boyer and Moore's majority vote: the winner of a count up and down is the only candidate.
    std::uint64_t candidate = 0;
    std::size_t votes = 0;
    for (const Frame& frame : frames) {
        if (votes == 0)
            candidate = frame.file->size;
        votes += frame.file->size == candidate ? std::size_t{1} : static_cast<std::size_t>(-1);
    }
    return candidate;
}

/// Whether it means something that some frames have another size than `common`. Frames of a
/// compressed sequence all differ; only where most agree does one mean something.
bool areOddOnes(const std::vector<Frame>& frames, std::uint64_t common)
{
    constexpr std::size_t kFramesMin = 10;
    constexpr std::size_t kOneOddIn = 10;
    const auto sizeOf = [](const Frame& frame) { return frame.file->size; };
    const auto same = static_cast<std::size_t>(std::ranges::count(frames, common, sizeOf));
    const std::size_t odd = frames.size() - same;
    if (odd == 0)
        return false;
    if (frames.size() >= kFramesMin && odd <= frames.size() / kOneOddIn)
        return true;
    // A frame that is cut is shorter. Of a title that fades in from black, packed, so are many.
    const bool isPacked =
        hasExtension(frames.front().file->path, {"EXR", "TIF", "TIFF", "DNG", "ARX", "KRW"});
    return !isPacked && same > odd && same > 1 &&
           std::ranges::none_of(frames, [=](std::uint64_t size) { return size > common; }, sizeOf);
}

void findMissing(const Clip& clip, const std::vector<Frame>& frames, std::vector<Finding>& findings)
{
    std::size_t missing = 0;
    const CardFile* before = nullptr;
    const CardFile* after = nullptr;
    for (std::size_t index = 1; index < frames.size(); ++index) {
        const unsigned step = frames[index].number - frames[index - 1].number;
        if (step < 2)
            continue;
        missing += step - 1;
        if (!before) {
            before = frames[index - 1].file;
            after = frames[index].file;
        }
    }
    if (missing > 0)
        findings.push_back(
            {Severity::Warning,
             fmt::format("clip {} lacks {} between its first and last, the first of them after {}",
                         clip.name, counted(missing, "frame"), displayText(nameOf(before->path))),
             {before->path, after->path}});
}

void findOddSizes(const Clip& clip, const std::vector<Frame>& frames,
                  std::vector<Finding>& findings)
{
    const std::uint64_t common = commonSize(frames);
    if (!areOddOnes(frames, common))
        return;
    Finding finding;
    for (const Frame& frame : frames)
        if (frame.file->size != common)
            finding.files.push_back(frame.file->path);
    finding.sentence = fmt::format(
        "clip {} has {} of another size than the rest, the first of them {}", clip.name,
        counted(finding.files.size(), "frame"), displayText(nameOf(finding.files.front())));
    findings.push_back(std::move(finding));
}

} // namespace

void findFrameGaps(const Clip& clip, const std::vector<CardFile>& files,
                   std::vector<Finding>& findings)
{
    if (clip.files.empty() || !isFrameFile(nameOf(files[clip.files.front()].path)))
        return;
    const std::vector<Frame> frames = framesOf(clip, files);
    findMissing(clip, frames, findings);
    findOddSizes(clip, frames, findings);
}

} // namespace tailslate::media::detail
