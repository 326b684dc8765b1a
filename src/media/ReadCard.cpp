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

/// The first that answered, unless it found only sound and a later one finds pictures.
std::size_t chooseNamingAnswer(const std::vector<Answer>& answers)
{
    const Recognition& first = answers.front().recognition;
    if (first.clips.empty() || hasClips(first, ClipKind::Picture))
        return 0;
    const auto found = std::ranges::find_if(answers, [](const Answer& answer) {
        return hasClips(answer.recognition, ClipKind::Picture);
    });
    return found == answers.end() ? 0 : static_cast<std::size_t>(found - answers.begin());
}

/// Adds `more` to `clips`; where nothing is yet, a million clips are not held twice.
void append(std::vector<Clip>& clips, std::vector<Clip> more)
{
    if (clips.empty())
        clips = std::move(more);
    else
        std::ranges::move(more, std::back_inserter(clips));
}

/// Adds the clips of all answers to the card: pictures of the one that names it, sound of any, each
/// file at most once.
void addClips(Card& card, std::vector<Answer>& answers, std::size_t naming)
{
    std::vector<bool> inClip(card.files.size(), false);
    const auto isFree = [&inClip](const Clip& clip) {
        return std::ranges::none_of(clip.files,
                                    [&inClip](std::size_t index) { return inClip[index]; });
    };
    for (std::size_t index = 0; index < answers.size(); ++index) {
        Answer& answer = answers[index];
        bool contributes = index == naming;
        bool leavesOutPictures = false;
        std::vector<Clip>& clips = answer.recognition.clips;
        std::size_t taken = 0;
        for (Clip& clip : clips) {
            if (!isFree(clip))
                continue;
            if (clip.kind == ClipKind::Picture && index != naming) {
                leavesOutPictures = true;
                continue;
            }
            for (const std::size_t file : clip.files)
                inClip[file] = true;
            if (&clips[taken] != &clip)
                clips[taken] = std::move(clip);
            ++taken;
            contributes = true;
        }
        clips.resize(taken);
        append(card.clips, std::move(clips));
        if (contributes)
            std::ranges::move(answer.recognition.findings, std::back_inserter(card.findings));
        if (leavesOutPictures && answer.recogniser->id() != detail::kGenericId)
            card.findings.push_back(
                {Severity::Note,
                 fmt::format("the card also looks like {} ({}); those files are copied, but not "
                             "listed as clips",
                             answer.recogniser->name(), answer.recognition.reason),
                 {}});
    }
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
