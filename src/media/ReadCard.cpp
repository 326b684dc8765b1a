// SPDX-License-Identifier: Apache-2.0
#include "media/ReadCard.h"

#include "media/detail/BuiltinRecognisers.h"
#include "media/detail/CardFindings.h"
#include "media/detail/FileNames.h"
#include "media/detail/Sentences.h"
#include "media/WalkCard.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
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

/// By bytes of the whole path, which no walk gives: `a-b` sorts before `a/b`. A walk gives each
/// folder's files in their order, so there are few ascending runs, and to merge them is less work
/// than to sort.
void sortByPath(std::vector<CardFile>& files)
{
    std::vector<std::ptrdiff_t> ends; // Of ascending runs.
    for (std::size_t index = 1; index < files.size(); ++index)
        if (files[index].path < files[index - 1].path)
            ends.push_back(static_cast<std::ptrdiff_t>(index));
    ends.push_back(static_cast<std::ptrdiff_t>(files.size()));
    while (ends.size() > 1) {
        std::vector<std::ptrdiff_t> merged;
        std::ptrdiff_t start = 0;
        for (std::size_t run = 0; run < ends.size(); run += 2) {
            const std::ptrdiff_t end = ends[std::min(run + 1, ends.size() - 1)];
            std::ranges::inplace_merge(files.begin() + start, files.begin() + ends[run],
                                       files.begin() + end, {}, &CardFile::path);
            merged.push_back(end);
            start = end;
        }
        ends = std::move(merged);
    }
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
    sortByPath(listing.files);
    // A folder's path, being shorter, comes before what lies in it.
    std::ranges::sort(listing.folders, {}, bytesOf);
    std::ranges::sort(listing.links);
    std::ranges::sort(listing.specials);
    return listing;
}

/// What one recogniser found, without its clips, which are the card's by then.
struct Answer {
    const Recogniser* recogniser;
    Recognition recognition;
    bool foundPictures = false;
    bool foundClips = false;
    std::size_t takenClips = 0; ///< Of its clips those that the card has from it.
    std::size_t pictures = 0;   ///< Of these.
};

bool hasPictures(const std::vector<Clip>& clips)
{
    return std::ranges::find(clips, ClipKind::Picture, &Clip::kind) != clips.end();
}

bool isGeneric(const Answer& answer)
{
    return answer.recogniser->id() == detail::kGenericId;
}

bool knowsPictures(const Answer& answer)
{
    return answer.foundPictures && !isGeneric(answer);
}

/// The first that knows the layout and found pictures; else the first that found any; else the
/// first that found sound; else, for a card without clips, the first that knows its layout.
std::size_t chooseNamingAnswer(const std::vector<Answer>& answers)
{
    const auto namesCard = [](const Answer& answer) { return answer.recognition.namesCard; };
    auto found = std::ranges::find_if(answers, knowsPictures);
    if (found == answers.end())
        found = std::ranges::find_if(answers, &Answer::foundPictures);
    if (found == answers.end())
        found = std::ranges::find_if(answers, &Answer::foundClips);
    if (found == answers.end())
        found = std::ranges::find_if(answers, namesCard);
    return static_cast<std::size_t>(
        std::distance(answers.begin(), found == answers.end() ? answers.begin() : found));
}

/// Adds `more` to `clips`; where nothing is yet, a million clips are not held twice.
void append(std::vector<Clip>& clips, std::vector<Clip> more)
{
    if (clips.empty())
        clips = std::move(more);
    else
        std::ranges::move(more, std::back_inserter(clips));
}

/// Asks one recogniser after the other and puts their answers together. Each file is in one clip
/// at most: of two that claim it the one asked first has it.
class Recognising {
public:
    explicit Recognising(Card& card)
        : m_card(card)
        , m_owners(card.files.size(), kNobody)
        , m_inClip(card.files.size(), false)
        , m_view(card.root, card.files, card.folders, &m_inClip)
    {
    }

    void ask(const Recogniser& recogniser)
    {
        auto found = recogniser.recognise(m_view);
        if (!found)
            return;
        std::vector<Clip> clips = std::exchange(found->clips, {});
        m_answers.push_back({.recogniser = &recogniser,
                             .recognition = std::move(*found),
                             .foundPictures = hasPictures(clips),
                             .foundClips = !clips.empty()});
        addClips(std::move(clips));
    }

    void finish()
    {
        if (m_answers.empty()) {
            m_card.typeId = detail::kGenericId;
            m_card.typeName = "Unknown card";
            m_card.reason = "no recogniser knows its layout";
            m_card.roll = detail::rootName(m_card.root);
            return;
        }
        const std::size_t naming = chooseNamingAnswer(m_answers);
        const Answer& named = m_answers[naming];
        m_card.typeId = named.recogniser->id();
        m_card.typeName = named.recogniser->name();
        m_card.reason = named.recognition.reason;
        m_card.roll = named.recognition.roll;
        if (!std::ranges::is_sorted(m_card.clips, {}, &Clip::kind)) // The sort takes memory.
            std::ranges::stable_sort(m_card.clips, {}, &Clip::kind);
        for (std::size_t index = 0; index < m_answers.size(); ++index)
            addFindings(index, naming);
        detail::findMediaOutsideClips(m_card.files, m_inClip, m_card.findings);
    }

private:
    static constexpr std::uint8_t kNobody = 0xFF; ///< No build has so many recognisers.

    /// Takes those clips of the last answer whose first file, which is essence, is free yet, and
    /// of their files those that are. Of files that only the generic recogniser takes for pictures
    /// none becomes a clip on a card whose layout is known.
    void addClips(std::vector<Clip> clips)
    {
        Answer& answer = m_answers.back();
        const auto owner = static_cast<std::uint8_t>(m_answers.size() - 1);
        const bool noPictures = isGeneric(answer) && std::ranges::any_of(m_answers, knowsPictures);
        std::size_t taken = 0;
        for (Clip& clip : clips) {
            const bool isPicture = clip.kind == ClipKind::Picture;
            if (m_inClip[clip.files.front()] || (isPicture && noPictures))
                continue;
            std::erase_if(clip.files, [this](std::size_t file) { return m_inClip[file]; });
            for (const std::size_t file : clip.files) {
                m_inClip[file] = true;
                m_owners[file] = owner;
            }
            answer.pictures += isPicture ? 1 : 0;
            if (&clips[taken] != &clip)
                clips[taken] = std::move(clip);
            ++taken;
        }
        answer.takenClips = taken;
        clips.resize(taken);
        append(m_card.clips, std::move(clips));
    }

    void addFindings(std::size_t index, std::size_t naming)
    {
        Answer& answer = m_answers[index];
        for (Finding& finding : answer.recognition.findings)
            if (counts(finding, index, naming))
                m_card.findings.push_back(std::move(finding));
        if (index != naming && answer.pictures > 0)
            m_card.findings.push_back(
                {Severity::Note,
                 fmt::format("the card also holds {} of another kind: {} ({})",
                             detail::counted(answer.pictures, "clip"), answer.recogniser->name(),
                             answer.recognition.reason),
                 {}});
    }

    /// A finding stands, whoever names the card, but for one about nothing but files that are clips
    /// of somebody else: what one recogniser misses there another one knows.
    [[nodiscard]] bool counts(const Finding& finding, std::size_t index, std::size_t naming) const
    {
        const Answer& answer = m_answers[index];
        const auto isOwn = [&](const std::string& path) {
            const std::uint8_t owner = ownerOf(path);
            return owner == index || (owner == kNobody && !isGeneric(answer));
        };
        if (finding.files.empty())
            return index == naming || answer.takenClips > 0;
        return std::ranges::any_of(finding.files, isOwn);
    }

    /// @param path Of a file; of a folder nobody is the owner.
    [[nodiscard]] std::uint8_t ownerOf(const std::string& path) const
    {
        const auto found = std::ranges::lower_bound(m_card.files, path, {}, &CardFile::path);
        if (found == m_card.files.end() || found->path != path)
            return kNobody;
        return m_owners[static_cast<std::size_t>(std::distance(m_card.files.begin(), found))];
    }

    Card& m_card;
    std::vector<std::uint8_t> m_owners; ///< Which answer's clip has each file.
    std::vector<bool> m_inClip;         ///< The same for the recognisers.
    CardView m_view;
    std::vector<Answer> m_answers;
};

Result<void> recognise(Card& card, const std::vector<std::unique_ptr<Recogniser>>& recognisers,
                       const jobs::JobContext& context)
{
    Recognising work(card);
    for (const auto& recogniser : recognisers) {
        TAILSLATE_CHECK(context.checkStop());
        work.ask(*recogniser);
    }
    TAILSLATE_CHECK(context.checkStop());
    work.finish();
    return {};
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
    TAILSLATE_CHECK(context.checkStop());
    findWhatIsNotCopied(listing, card.findings);
    detail::findEmptyMedia(card.files, card.findings);
    detail::findEmptyMetadata(card.files, card.findings);
    TAILSLATE_CHECK(recognise(card, recognisers, context));
    TAILSLATE_CHECK(context.checkStop());
    detail::findCollidingNames(card.files, card.folders, card.findings);
    std::ranges::stable_sort(card.findings, std::ranges::greater{}, &Finding::severity);
    return card;
}

} // namespace tailslate::media
