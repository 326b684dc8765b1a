// SPDX-License-Identifier: Apache-2.0
#include "media/ReadCard.h"

#include "media/detail/BuiltinRecognisers.h"
#include "media/detail/CardFindings.h"
#include "media/detail/FileNames.h"
#include "media/detail/Sentences.h"
#include "media/WalkCard.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

namespace tailslate::media {

namespace fs = std::filesystem;

namespace {

/// What a walk through a card meets.
struct Listing {
    std::vector<CardFile> files;
    std::vector<fs::path> folders;
    std::vector<std::string> links;
    std::vector<std::string> specials; ///< Sockets, pipes, devices.
    bool sawSystemFiles = false;
};

const std::string& bytesOf(const fs::path& path)
{
    return path.native();
}

Result<Listing> listAll(io::FileSystem& files, const fs::path& root,
                        const jobs::JobContext& context)
{
    Listing listing;
    const auto add = [&](std::string path, const io::FileInfo& info) -> Result<void> {
        switch (info.kind) {
        case io::FileKind::Regular:
            listing.files.push_back({std::move(path), info.size, info.modified, info.permissions});
            context.progress.addItems(1);
            break;
        case io::FileKind::Directory:
            listing.folders.emplace_back(std::move(path));
            break;
        case io::FileKind::Symlink:
            listing.links.push_back(std::move(path));
            break;
        case io::FileKind::Other:
            listing.specials.push_back(std::move(path));
            break;
        }
        return {};
    };
    TAILSLATE_TRY(listing.sawSystemFiles, walkCard(files, root, context, add));
    // By bytes of the whole path, which no walk gives: `a-b` sorts before `a/b`, and a folder's
    // path, being shorter, before what lies in it.
    std::ranges::sort(listing.files, {}, &CardFile::path);
    std::ranges::sort(listing.folders, {}, bytesOf);
    std::ranges::sort(listing.links);
    std::ranges::sort(listing.specials);
    return listing;
}

struct Answer {
    const Recogniser* recogniser;
    Recognition recognition;
};

bool hasClips(const Recognition& recognition, ClipKind kind)
{
    return std::ranges::any_of(recognition.clips,
                               [kind](const Clip& clip) { return clip.kind == kind; });
}

bool isGeneric(const Answer& answer)
{
    return answer.recogniser->id() == detail::kGenericId;
}

/// The first that knows the layout and found pictures; else the first that knows it for an empty
/// card; else the first, unless that found only sound where the last finds pictures.
std::size_t chooseNamingAnswer(const std::vector<Answer>& answers)
{
    const auto indexOf = [&answers](const auto& is) {
        const auto found = std::ranges::find_if(answers, is);
        return found == answers.end()
                   ? std::nullopt
                   : std::optional(static_cast<std::size_t>(std::distance(answers.begin(), found)));
    };
    const auto findsPictures = [](const Answer& answer) {
        return hasClips(answer.recognition, ClipKind::Picture);
    };
    if (const auto known = indexOf(
            [&](const Answer& answer) { return !isGeneric(answer) && findsPictures(answer); }))
        return *known;
    if (answers.front().recognition.clips.empty())
        return 0;
    return indexOf(findsPictures).value_or(0);
}

/// Adds `more` to `clips`; where nothing is yet, a million clips are not held twice.
void append(std::vector<Clip>& clips, std::vector<Clip> more)
{
    if (clips.empty())
        clips = std::move(more);
    else
        std::ranges::move(more, std::back_inserter(clips));
}

/// Takes from an answer the clips whose files are all free yet. Of files that only the last
/// recogniser takes for pictures none becomes a clip on a card whose layout is known.
void addAnswer(Card& card, Answer& answer, bool isNaming, std::vector<bool>& inClip)
{
    const auto isFree = [&inClip](const Clip& clip) {
        return std::ranges::none_of(clip.files,
                                    [&inClip](std::size_t index) { return inClip[index]; });
    };
    std::vector<Clip>& clips = answer.recognition.clips;
    std::size_t pictures = 0;
    std::size_t taken = 0;
    for (Clip& clip : clips) {
        const bool isPicture = clip.kind == ClipKind::Picture;
        if (!isFree(clip) || (isPicture && !isNaming && isGeneric(answer)))
            continue;
        for (const std::size_t file : clip.files)
            inClip[file] = true;
        pictures += isPicture ? 1 : 0;
        if (&clips[taken] != &clip)
            clips[taken] = std::move(clip);
        ++taken;
    }
    clips.resize(taken);
    append(card.clips, std::move(clips));
    if (isNaming || taken > 0)
        std::ranges::move(answer.recognition.findings, std::back_inserter(card.findings));
    if (!isNaming && pictures > 0)
        card.findings.push_back({Severity::Note,
                                 fmt::format("the card also holds {} of another kind: {} ({})",
                                             detail::counted(pictures, "clip"),
                                             answer.recogniser->name(), answer.recognition.reason),
                                 {}});
}

/// Adds the clips of all answers to the card, each file at most once: of two that claim a file the
/// one asked first has it.
void addClips(Card& card, std::vector<Answer>& answers, std::size_t naming)
{
    std::vector<bool> inClip(card.files.size(), false);
    for (std::size_t index = 0; index < answers.size(); ++index)
        addAnswer(card, answers[index], index == naming, inClip);
    if (!std::ranges::is_sorted(card.clips, {}, &Clip::kind)) // The sort needs half as much again.
        std::ranges::stable_sort(card.clips, {}, &Clip::kind);
    detail::findMediaOutsideClips(card.files, inClip, card.findings);
}

void recognise(Card& card, const std::vector<std::unique_ptr<Recogniser>>& recognisers)
{
    std::vector<Answer> answers;
    for (const auto& recogniser : recognisers)
        if (auto recognition = recogniser->recognise(card.root, card.files, card.folders))
            answers.push_back({recogniser.get(), std::move(*recognition)});
    if (answers.empty()) {
        card.typeId = detail::kGenericId;
        card.typeName = "Unknown card";
        card.reason = "no recogniser knows its layout";
        card.roll = detail::rootName(card.root);
        return;
    }
    const std::size_t naming = chooseNamingAnswer(answers);
    const Answer& named = answers[naming];
    card.typeId = named.recogniser->id();
    card.typeName = named.recogniser->name();
    card.reason = named.recognition.reason;
    card.roll = named.recognition.roll;
    addClips(card, answers, naming);
}

void findWhatIsNotCopied(Listing& listing, std::vector<Finding>& findings)
{
    if (!listing.links.empty())
        findings.push_back({Severity::Warning,
                            fmt::format("{} on the card; not followed and not copied",
                                        detail::counted(listing.links.size(), "symbolic link")),
                            std::move(listing.links)});
    if (!listing.specials.empty())
        findings.push_back({Severity::Warning,
                            fmt::format("{} on the card that {} neither file nor folder; not "
                                        "copied",
                                        detail::counted(listing.specials.size(), "thing"),
                                        listing.specials.size() == 1 ? "is" : "are"),
                            std::move(listing.specials)});
}

} // namespace

Result<Card> readCard(io::FileSystem& files, const fs::path& root,
                      const std::vector<std::unique_ptr<Recogniser>>& recognisers,
                      jobs::JobContext context)
{
    Card card;
    TAILSLATE_TRY(card.root, files.resolve(root));
    const auto info = files.info(card.root);
    if (!info && info.error().code == ErrorCode::NotFound)
        return failure(ErrorCode::NotFound,
                       "the card is not there; put it in again, or name where it is now",
                       card.root);
    if (!info)
        return std::unexpected(info.error());
    if (info->kind != io::FileKind::Directory)
        return failure(ErrorCode::InvalidArgument,
                       "this is not a folder; name the card's mount point or a folder that holds "
                       "a card",
                       card.root);

    TAILSLATE_TRY(Listing listing, listAll(files, card.root, context));
    card.files = std::move(listing.files);
    card.folders = std::move(listing.folders);
    card.ignorePatterns = systemFilePatterns();

    if (card.files.empty())
        card.findings.push_back({Severity::Warning,
                                 listing.sawSystemFiles
                                     ? "the card holds nothing but what operating systems leave"
                                     : "the card holds no files",
                                 {}});
    findWhatIsNotCopied(listing, card.findings);
    detail::findEmptyMedia(card.files, card.findings);
    recognise(card, recognisers);
    detail::findCollidingNames(card.files, card.folders, card.findings);
    std::ranges::stable_sort(card.findings, std::ranges::greater{}, &Finding::severity);
    return card;
}

} // namespace tailslate::media
