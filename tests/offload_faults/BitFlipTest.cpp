// SPDX-License-Identifier: Apache-2.0
#include "OffloadScene.h"
#include "support/FaultyFileSystem.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <iostream>
#include <random>

namespace tailslate::test {
namespace {

namespace fs = std::filesystem;
using offload::Mode;
using offload::OffloadResult;

/// Where a bit flips.
enum class Where : std::uint8_t {
    ReadFromCard = 1, ///< On the way from the card, the first time it is read.
    Written,          ///< In the copy, before it is synced.
    AtRest,           ///< In the copy, after the sync and before it is read back.
    ReadBackOnce,     ///< On the way back; the copy is right.
    ReadBackAlways    ///< On the way back, each time: as good as a wrong copy.
};

constexpr std::array kPlaces{Where::ReadFromCard, Where::Written, Where::AtRest,
                             Where::ReadBackOnce, Where::ReadBackAlways};

/// One bit of one file of the card.
struct Bit {
    std::string file;
    std::uint64_t byte = 0;
    unsigned bit = 0;
};

/// An offload in which one bit flips. The copy that it is about is at destination 0.
class FlippedOffload {
public:
    FlippedOffload(const CardContent& card, Where where, Bit bit)
        : m_card(card)
        , m_where(where)
        , m_bit(std::move(bit))
        , m_scene(card, where == Where::ReadFromCard ? 1 : 2)
        , m_faulty(m_scene.disks)
    {
        m_scene.files = &m_faulty;
        if (where == Where::ReadFromCard)
            m_scene.options.mode = Mode::VerifySecondRead;
        m_scene.disks.before = [this](const OperationRecord& call) { beforeCall(call); };
        m_faulty.afterRead = [this](const fs::path& path, std::uint64_t offset,
                                    std::span<std::byte> bytes) { afterRead(path, offset, bytes); };
    }

    /// @return What is wrong, in words; empty when the bit was found, or did no harm.
    std::string run()
    {
        const auto result = m_scene.offload();
        if (!result)
            return result.error().describe();
        if (!m_flipped.load())
            return "no bit flipped";
        std::string wrong = falseClaims(m_scene, *result, m_card) + m_scene.cardDamage();
        const offload::DestinationOutcome& hit = result->destinations.front();
        if (m_where == Where::ReadBackOnce) {
            if (!hit.good())
                wrong += "a glitch on the way back was held against the copy";
            return wrong;
        }
        if (hit.good() || hit.filesFailed != 1)
            wrong += "it was not found";
        else if (hit.error->code != ErrorCode::DataCorrupted ||
                 !hit.error->path.native().ends_with(m_bit.file))
            wrong += "it was called " + hit.error->describe();
        if (m_scene.disks.exists(m_scene.rollFolder(0) / m_bit.file))
            wrong += "the wrong copy has the final name";
        if (m_scene.destinations() > 1 && !result->destinations.at(1).good())
            wrong += "the other destination failed too";
        return wrong;
    }

private:
    [[nodiscard]] const std::string& content() const { return m_card.at(m_bit.file); }

    /// The part file of the file that is hit, at the destination that is hit.
    [[nodiscard]] bool isHitPart(const fs::path& path) const
    {
        std::uint64_t size = 0;
        m_scene.disks.lookAt(
            path, [&](const fs::path&, const std::string& bytes) { size = bytes.size(); });
        return size == content().size();
    }

    static bool isPart(const fs::path& path)
    {
        return path.native().starts_with("/a/") && path.extension() == ".tailslate-part";
    }

    void beforeCall(const OperationRecord& call)
    {
        if (call.operation == Operation::Close && m_where == Where::Written && isPart(call.path) &&
            isHitPart(call.path))
            flipAt(call.path); // Of a small file: the sync follows. Of a large one: it has been.
        if (call.operation == Operation::Sync && m_where == Where::Written && isPart(call.path) &&
            isHitPart(call.path))
            flipAt(call.path);
        if (call.operation == Operation::OpenForReading && m_where == Where::AtRest &&
            isPart(call.path) && isHitPart(call.path))
            flipAt(call.path);
    }

    void flipAt(const fs::path& path)
    {
        if (m_flipped.exchange(true))
            return;
        std::string bytes = m_scene.disks.contentOf(path);
        bytes.at(m_bit.byte) = static_cast<char>(bytes.at(m_bit.byte) ^ (1 << m_bit.bit));
        m_scene.disks.makeFile(path, bytes, TimePoint{});
    }

    void afterRead(const fs::path& path, std::uint64_t offset, std::span<std::byte> bytes)
    {
        if (m_bit.byte < offset || m_bit.byte >= offset + bytes.size())
            return;
        const bool fromCard =
            m_where == Where::ReadFromCard && path == fs::path("/card") / m_bit.file;
        const bool back = (m_where == Where::ReadBackOnce || m_where == Where::ReadBackAlways) &&
                          isPart(path) && isHitPart(path);
        if (!fromCard && !back)
            return;
        if (m_flipped.exchange(true) && m_where != Where::ReadBackAlways)
            return;
        bytes[m_bit.byte - offset] ^= static_cast<std::byte>(1U << m_bit.bit);
    }

    const CardContent& m_card;
    Where m_where;
    Bit m_bit;
    OffloadScene m_scene;
    FaultyFileSystem m_faulty;
    std::atomic<bool> m_flipped{false};
};

TEST(BitFlips, AThousandThatDoHarmAreAThousandFound)
{
    constexpr std::uint64_t kSeed = 20261121;
    constexpr std::size_t kTrials = 1250; // One place in five is harmless.
    constexpr std::size_t kShown = 20;
    std::mt19937_64 random(kSeed);
    std::size_t harmful = 0;
    std::size_t found = 0;
    std::size_t harmless = 0;
    std::size_t recovered = 0;
    std::size_t shown = 0;
    for (std::size_t i = 0; i < kTrials; ++i) {
        const Where where = kPlaces[i % kPlaces.size()];
        // In turns of all places: a clip that is read block by block, or several blocks at a time.
        const CardContent& card = i / kPlaces.size() % 2 == 0 ? smallCard() : longCard();
        const std::string file = random() % 4 == 0 ? kSidecar : kClip;
        const Bit bit{.file = file,
                      .byte = random() % card.at(file).size(),
                      .bit = static_cast<unsigned>(random() % 8)};
        if (i % sweepStride() != 0)
            continue;
        const bool doesHarm = where != Where::ReadBackOnce;
        (doesHarm ? harmful : harmless) += 1;
        const std::string wrong = FlippedOffload(card, where, bit).run();
        if (wrong.empty())
            (doesHarm ? found : recovered) += 1;
        else if (shown++ < kShown)
            ADD_FAILURE() << "trial " << i << ", place " << static_cast<int>(where) << ", bit "
                          << bit.bit << " of byte " << bit.byte << " of " << file << ":\n"
                          << wrong;
    }
    std::cout << fmt::format("seed {}, one trial in {}: {} of {} bits found that made a copy wrong "
                             "or could have; {} of {} glitches on the way back read over\n",
                             kSeed, sweepStride(), found, harmful, recovered, harmless);
    EXPECT_EQ(found, harmful);
    EXPECT_EQ(recovered, harmless);
    EXPECT_GE(harmful * sweepStride(), 1000U);
    EXPECT_GT(harmless, 0U);
}

} // namespace
} // namespace tailslate::test
