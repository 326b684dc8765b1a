// SPDX-License-Identifier: Apache-2.0
#include "offload/detail/DestinationLane.h"

#include "offload/detail/BlockPool.h"
#include "offload/detail/CopyBook.h"
#include "offload/detail/WorkSizes.h"
#include "OffloadFixture.h"

#include <algorithm>
#include <fstream>

namespace tailslate::offload::detail {
namespace {

namespace fs = std::filesystem;

/// A lane that is left behind while it writes a file.
class DestinationLaneTest : public test::OffloadFixture {
protected:
    static constexpr const char* kClip = "A001R2EC/long.mov";

    /// Writes one block of a clip and leaves the lane behind. @return Where its part is or was.
    fs::path leaveBehindWithin(std::uint64_t size)
    {
        std::ofstream(card / kClip, std::ios::binary) << std::string(size, 'l');
        const auto made = plan();
        EXPECT_TRUE(made) << made.error().describe();
        const auto& all = made->files();
        const auto clip = std::ranges::find(all, std::string_view(kClip), &media::CardFile::path);
        Lanes lanes(made->destinations.size());
        CopyBook book(*made, {}, clock, lanes, observer);
        Destination destination(files, *made, 0, settings, {{}, progress}, lanes[0], book);
        EXPECT_TRUE(destination.prepare());
        const auto task = std::make_shared<FileTask>(static_cast<std::size_t>(clip - all.begin()),
                                                     *clip, SourceChecks{});
        BlockPool pool(1, kBlockSize);
        const fs::path part = destination.partPath(*clip);
        {
            DestinationLane lane(destination);
            lane.send(Begin{task});
            {
                auto block = pool.acquire({}, std::chrono::seconds(60));
                EXPECT_TRUE(block);
                block->size = kBlockSize;
                lane.send(Data{std::move(block)});
            }
            // The block comes back when it is written.
            EXPECT_TRUE(pool.acquire({}, std::chrono::seconds(60)));
            EXPECT_TRUE(fs::exists(part));
            lane.leaveBehind();
        }
        return part;
    }
};

TEST_F(DestinationLaneTest, LeavesNoPartThatNobodyWouldGoOnFrom)
{
    EXPECT_FALSE(fs::exists(leaveBehindWithin(9'000'000)));
}

TEST_F(DestinationLaneTest, LeavesThePartOfALargeFileToGoOnFrom)
{
    EXPECT_TRUE(fs::exists(leaveBehindWithin(std::uint64_t{20} << 20)));
}

} // namespace
} // namespace tailslate::offload::detail
