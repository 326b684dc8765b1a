// SPDX-License-Identifier: Apache-2.0
#include "offload/detail/CopyNames.h"

#include "base/DisplayText.h"

#include <gtest/gtest.h>

#include <string>

namespace tailslate::offload::detail {
namespace {

const Uuid kJob = Uuid::parse("01234567-89ab-7cde-8f01-23456789abcd").value();

TEST(AsidePath, KeepsAShortNameWhole)
{
    EXPECT_EQ(asidePath("/raid/clip.mov", kJob, 1),
              "/raid/clip.mov.01234567-89ab-7cde-8f01-23456789abcd.verify-failed");
}

TEST(AsidePath, NeverCutsACharacterInTwo)
{
    for (const std::string character : {"é", "映", "🎬"}) {
        for (std::size_t shift = 0; shift < character.size(); ++shift) {
            std::string name(shift, 'x');
            while (name.size() + character.size() <= 255)
                name += character;
            const auto aside = asidePath(std::filesystem::path("/raid") / name, kJob, 2).filename();
            EXPECT_TRUE(isUtf8(aside.native())) << aside;
            EXPECT_LE(aside.native().size(), 255U);
            EXPECT_GT(aside.native().size(), 255U - character.size());
        }
    }
}

TEST(AsidePath, CutsANameThatIsNotUtf8Anywhere)
{
    const std::string name(255, '\xB0');
    const auto aside = asidePath(std::filesystem::path("/raid") / name, kJob, 1).filename();
    EXPECT_GE(aside.native().size(), 251U);
    EXPECT_LE(aside.native().size(), 255U);
}

} // namespace
} // namespace tailslate::offload::detail
