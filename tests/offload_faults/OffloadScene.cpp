// SPDX-License-Identifier: Apache-2.0
#include "OffloadScene.h"

#include "media/ReadCard.h"
#include "mhl/History.h"
#include "offload/detail/CopyNames.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <limits>
#include <random>
#include <set>
#include <utility>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace tailslate::test {
namespace {

namespace fs = std::filesystem;

constexpr TimePoint kFilmed{std::chrono::seconds(1'795'000'000)};
constexpr std::array kMountPoints{"/a", "/b", "/c"};

bool isSanitized()
{
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
    return true;
#else
    return false;
#endif
}

/// Neither a file under way nor one that was found to be bad.
/// True for a part file, and for what lies in the folder of a history that was being begun.
bool isUnfinished(const fs::path& path)
{
    return path.extension() == ".tailslate-part" ||
           path.parent_path().extension() == ".tailslate-part";
}

bool isFinalName(const fs::path& path)
{
    return !isUnfinished(path) && path.extension() != ".verify-failed";
}

} // namespace

Result<void> EventLog::begin(const offload::Plan& plan, std::optional<std::size_t> /*taken*/)
{
    record.begin(plan);
    return {};
}

void EventLog::copyDone(const offload::Plan&, const offload::CopyEvidence& evidence)
{
    record.add(evidence);
}

void EventLog::destinationDone(const offload::Plan&, std::size_t destination,
                               const offload::DestinationOutcome&)
{
    done.push_back(destination);
}

void EventLog::notice(const offload::Plan&, std::optional<std::size_t> destination,
                      const std::string& sentence)
{
    notices.emplace_back(destination, sentence);
    if (onNotice)
        onNotice(destination);
}

std::string noise(std::size_t size, unsigned seed)
{
    std::mt19937_64 random(seed);
    std::string text(size, '\0');
    for (std::size_t i = 0; i < size; i += 8) {
        const std::uint64_t word = random();
        for (std::size_t k = i; k < std::min(size, i + 8); ++k)
            text[k] = static_cast<char>(word >> (8 * (k - i)));
    }
    return text;
}

const CardContent& smallCard()
{
    static const CardContent content{
        {kClip, noise((std::size_t{4} << 20) + 5'001)}, {kSidecar, noise(4'999, 2)}, {kEmpty, ""}};
    return content;
}

const CardContent& longCard()
{
    static const CardContent content = [] {
        CardContent files = smallCard();
        files[kClip] = noise((std::size_t{12} << 20) + 5'001, 3);
        return files;
    }();
    return content;
}

OffloadScene::OffloadScene(const CardContent& content, std::size_t destinations)
    : m_content(content)
{
#ifdef __GLIBC__
    // Thousands of offloads go through the same memory: asking the kernel for it anew each time
    // would take longer than they do.
    mallopt(M_MMAP_THRESHOLD, std::numeric_limits<int>::max());
    mallopt(M_TRIM_THRESHOLD, std::numeric_limits<int>::max());
    mallopt(M_ARENA_MAX, 1);
#endif
    disks.addVolume(
        {.mountPoint = "/card", .deviceId = "reader", .volumeId = "card-1", .fileSystem = "exfat"});
    for (const auto& [path, bytes] : content)
        disks.makeFile(fs::path("/card") / path, bytes, kFilmed);
    disks.makeFolder("/card/A001R2EC/EMPTY");
    for (std::size_t i = 0; i < destinations; ++i) {
        const std::string name = mountPoint(i).filename();
        disks.addVolume({.mountPoint = mountPoint(i),
                         .deviceId = "device-" + name,
                         .volumeId = "volume-" + name});
        m_requests.push_back({mountPoint(i), "backup"});
    }
}

Result<offload::Plan> OffloadScene::plan()
{
    TAILSLATE_TRY(auto listed,
                  media::readCard(*files, "/card", media::builtinRecognisers(), context()));
    return offload::makePlan(*files, std::move(listed), m_requests, options, clock, context());
}

Result<offload::OffloadResult> OffloadScene::offload()
{
    TAILSLATE_TRY(auto made, plan());
    return run(std::move(made));
}

Result<offload::OffloadResult> OffloadScene::run(offload::Plan plan, offload::CopyTable known)
{
    lanes.emplace(destinations());
    return offload::Engine(*files, clock, settings)
        .run(std::move(plan), std::move(known), seal, context(), *lanes, events);
}

Result<offload::OffloadResult> OffloadScene::verifyCopies(offload::Plan plan,
                                                          offload::CopyTable known)
{
    lanes.emplace(destinations());
    return offload::Engine(*files, clock, settings)
        .verifyCopies(std::move(plan), std::move(known), seal, context(), *lanes, events);
}

Result<offload::OffloadResult> OffloadScene::resume(bool reverify)
{
    TAILSLATE_TRY(auto listed,
                  media::readCard(*files, "/card", media::builtinRecognisers(), context()));
    TAILSLATE_TRY(auto taken, offload::takeUp(*files, *events.record.get(), std::move(listed),
                                              {.reverify = reverify}, clock, context()));
    return run(std::move(taken.plan), std::move(taken.known));
}

Result<offload::OffloadResult> OffloadScene::verifyLater(bool reverify)
{
    TAILSLATE_TRY(auto taken,
                  offload::takeUpWithoutCard(*files, *events.record.get(), reverify, context()));
    return verifyCopies(std::move(taken.plan), std::move(taken.known));
}

Result<offload::OffloadResult> OffloadScene::verifyLaterAsTold(bool reverify)
{
    const std::set<std::size_t> readable = copiesToReadBack();
    auto result = verifyLater(reverify);
    std::set<std::size_t> missing; // Copies that the card is asked for.
    for (std::size_t i = 0; result && i < result->copies.size(); ++i) {
        const offload::CopyEvidence copy = result->copies[i];
        if (copy.error && copy.error->code == ErrorCode::NotFound)
            missing.insert(i);
    }
    const bool hasNone = !result && result.error().code == ErrorCode::InvalidArgument;
    if (missing.empty() && !hasNone)
        return result;
    for (const std::size_t i : readable) {
        if (hasNone || missing.contains(i))
            return failure(ErrorCode::Internal,
                           "the card is asked for, and this copy is there to read back",
                           rollFolder(i % destinations()) /
                               events.record.get()->plan.files()[i / destinations()].path);
    }
    if (result)
        events.record.end(*result);
    TAILSLATE_TRY(const auto copied, resume());
    events.record.end(copied);
    return verifyLater(reverify);
}

std::set<std::size_t> OffloadScene::copiesToReadBack() const
{
    std::set<std::size_t> copies;
    const offload::OffloadResult& job = *events.record.get();
    for (std::size_t i = 0; i < job.copies.size(); ++i) {
        const offload::CopyEvidence copy = job.copies[i];
        const bool spoiled = copy.error && copy.error->code == ErrorCode::DataCorrupted;
        if (!spoiled && isWhole(copy.destination, job.plan.files()[copy.file].path, m_content))
            copies.insert(i);
    }
    return copies;
}

fs::path OffloadScene::rollFolder(std::size_t destination) const
{
    return mountPoint(destination) / (options.rollFolder.empty() ? "A001R2EC" : options.rollFolder);
}

fs::path OffloadScene::mountPoint(std::size_t destination)
{
    return kMountPoints.at(destination);
}

CardContent OffloadScene::card() const
{
    CardContent content;
    for (auto& [path, bytes] : disks.tree("/card"))
        content[path.lexically_relative("/card").native()] = bytes;
    return content;
}

std::string OffloadScene::cardWrites() const
{
    const auto calls = disks.modifyingCalls("/card");
    return calls.empty() ? ""
                         : fmt::format("call {} tried to change {} on the card\n",
                                       static_cast<int>(calls.front().operation),
                                       calls.front().path.native());
}

std::string OffloadScene::cardDamage()
{
    std::string wrong = cardWrites();
    std::size_t equal = 0;
    disks.lookAt("/card", [&](const fs::path& path, const std::string& bytes) {
        const auto was = m_content.find(path.lexically_relative("/card"));
        equal += was != m_content.end() && was->second == bytes ? 1 : 0;
    });
    if (equal != m_content.size())
        wrong += "the card's files are not what they were\n";
    for (const auto& [path, bytes] : m_content) {
        const auto info = disks.info(fs::path("/card") / path);
        if (!info || info->modified != kFilmed || info->permissions != 0644)
            wrong += fmt::format("{} has not the time or permissions that it had\n", path);
    }
    return wrong;
}

std::string OffloadScene::wrongFiles(std::size_t destination, const CardContent& card) const
{
    std::string wrong;
    const fs::path root = rollFolder(destination);
    disks.lookAt(root, [&](const fs::path& path, const std::string& bytes) {
        const std::string name = path.lexically_relative(root);
        if (!isFinalName(path) || name.starts_with("ascmhl/"))
            return;
        const auto source = card.find(name);
        if (source == card.end())
            wrong += fmt::format("{} is no file of the card\n", path.native());
        else if (source->second != bytes)
            wrong += fmt::format("{} differs from the card\n", path.native());
    });
    return wrong;
}

bool OffloadScene::isWhole(std::size_t destination, const std::string& name,
                           const CardContent& card) const
{
    bool equal = false;
    const auto source = card.find(name);
    disks.lookAt(rollFolder(destination) / name, [&](const fs::path&, const std::string& bytes) {
        equal = source != card.end() && source->second == bytes;
    });
    return equal;
}

std::string OffloadScene::incomplete(std::size_t destination, const CardContent& card) const
{
    std::string wrong = wrongFiles(destination, card);
    const fs::path root = rollFolder(destination);
    for (const auto& [name, bytes] : card) {
        if (!disks.exists(root / name))
            wrong += fmt::format("{} is missing\n", (root / name).native());
    }
    disks.lookAt(root, [&](const fs::path& path, const std::string&) {
        const bool isHistory = path.parent_path() == root / "ascmhl";
        if (isUnfinished(path) ||
            (isHistory && path.extension() != ".mhl" && path.filename() != "ascmhl_chain.xml"))
            wrong += fmt::format("{} was left behind\n", path.native());
    });
    if (!disks.exists(root / "A001R2EC/EMPTY"))
        wrong += "the empty folder is missing\n";
    return wrong;
}

std::string OffloadScene::sealDamage(std::size_t destination, const CardContent& card)
{
    const auto history = mhl::readHistory(disks, rollFolder(destination));
    if (!history)
        return fmt::format("the seal: {}\n", history.error().describe());
    std::set<std::string> sealed;
    for (const mhl::FileRecord& record : history->back().manifest.files)
        sealed.insert(record.path);
    for (const auto& [name, bytes] : card) {
        if (!sealed.contains(name) && !name.starts_with("ascmhl/"))
            return fmt::format("the seal does not have {}\n", name);
    }
    return {};
}

std::set<fs::path> OffloadScene::partsOfKeptFiles() const
{
    std::set<fs::path> parts;
    const offload::OffloadResult* const job = events.record.get();
    for (std::size_t i = 0; job && i < job->copies.size(); ++i) {
        const offload::CopyEvidence copy = job->copies[i];
        const media::CardFile& file = job->plan.files()[copy.file];
        if (copy.level < offload::EvidenceLevel::Verified || copy.error ||
            !isWhole(copy.destination, file.path, m_content))
            continue;
        const fs::path path = rollFolder(copy.destination) / file.path;
        parts.insert(path.parent_path() / offload::detail::partName(file));
    }
    return parts;
}

std::string OffloadScene::writesTo(const std::set<fs::path>& parts, std::size_t from) const
{
    if (parts.empty())
        return {};
    for (const OperationRecord& call : disks.operations()) {
        if (call.index >= from && call.operation == Operation::Append && parts.contains(call.path))
            return fmt::format("{} was copied again though it was verified and there\n",
                               call.path.native());
    }
    return {};
}

std::string OffloadScene::recordDamage(const CardContent& card) const
{
    std::string wrong;
    const offload::OffloadResult* const job = events.record.get();
    for (std::size_t i = 0; job && i < job->copies.size(); ++i) {
        const offload::CopyEvidence copy = job->copies[i];
        const std::string& name = job->plan.files()[copy.file].path;
        if (copy.level >= offload::EvidenceLevel::Hashed && !isWhole(copy.destination, name, card))
            wrong += fmt::format("{} is recorded as {} at destination {}, and is not whole\n", name,
                                 offload::evidenceName(copy.level), copy.destination);
    }
    return wrong;
}

std::vector<OperationRecord> callsTo(const SimulatedDisks& disks, Operation operation,
                                     const fs::path& folder, std::size_t from)
{
    std::vector<OperationRecord> calls;
    for (const OperationRecord& call : disks.operations()) {
        const bool below = std::ranges::mismatch(folder, call.path).in1 == folder.end();
        if (call.index >= from && call.operation == operation && below)
            calls.push_back(call);
    }
    return calls;
}

std::vector<OperationRecord> mediaCalls(const OffloadScene& scene, Operation operation,
                                        std::size_t destination, std::size_t from)
{
    return callsTo(scene.disks, operation, scene.rollFolder(destination) / "A001R2EC", from);
}

bool isPart(const fs::path& path)
{
    return path.extension() == ".tailslate-part";
}

std::string falseClaims(OffloadScene& scene, const offload::OffloadResult& result,
                        const CardContent& card)
{
    std::string wrong;
    bool allGood = !result.cancelled;
    for (std::size_t i = 0; i < scene.destinations(); ++i) {
        const offload::DestinationOutcome& outcome = result.destinations.at(i);
        allGood = allGood && outcome.good();
        wrong += outcome.good() ? scene.incomplete(i, card) + scene.sealDamage(i, card)
                                : scene.wrongFiles(i, card);
        if (!outcome.good() && !outcome.error && outcome.filesUnverified == 0 && !result.cancelled)
            wrong += fmt::format("destination {} is not good and does not say why\n", i);
        for (std::size_t file = 0; file < result.plan.files().size(); ++file) {
            const fs::path path = scene.rollFolder(i) / result.plan.files()[file].path;
            const offload::EvidenceLevel level = result.copies.level(file, i);
            if (level < offload::EvidenceLevel::Hashed && !result.copies.hasError(file, i))
                wrong += fmt::format("{} failed without an error\n", path.native());
            else if (level >= offload::EvidenceLevel::Hashed && !scene.disks.exists(path))
                wrong += fmt::format("{} is {}, but missing\n", path.native(),
                                     offload::evidenceWords(level));
        }
    }
    if (offload::judge(result, {}).allVerified != allGood)
        wrong += "the verdict is not what the destinations say\n";
    return wrong;
}

bool allVerified(const Result<offload::OffloadResult>& result)
{
    return result && offload::judge(*result, {}).allVerified;
}

std::size_t sweepStride()
{
    if (const char* const stride = std::getenv("TAILSLATE_SWEEP_STRIDE"))
        return std::max<std::size_t>(1, std::strtoul(stride, nullptr, 10));
    return isSanitized() ? 16 : 1;
}

} // namespace tailslate::test
