// SPDX-License-Identifier: Apache-2.0
#include "base/Uuid.h"

#include <gtest/gtest.h>

#include <set>

namespace tailslate {
namespace {

using namespace std::chrono_literals;

// RFC 9562, A.6: Tuesday, February 22, 2022 2:22:22.00 PM GMT-05:00.
const TimePoint kRfcMoment{1'645'557'742'000ms};
constexpr std::string_view kRfcUuid = "017f22e2-79b0-7cc3-98c4-dc0c0c07398f";

TEST(Uuid, HasTheLayoutOfVersion7)
{
    for (int i = 0; i < 200; ++i) {
        const std::string text = Uuid::generate(kRfcMoment + 999us).toString();
        ASSERT_EQ(text.size(), 36U);
        EXPECT_EQ(text.substr(0, 15), kRfcUuid.substr(0, 15)) << "milliseconds, then version 7";
        EXPECT_NE(std::string_view("89ab").find(text[19]), std::string_view::npos) << text;
        EXPECT_EQ(text[18], '-');
        EXPECT_EQ(text[23], '-');
    }
}

TEST(Uuid, SortsByTheTimeItWasMade)
{
    TimePoint time = kRfcMoment;
    Uuid earlier = Uuid::generate(time);
    // Steps that carry into every byte of the 48-bit milliseconds.
    for (const auto step :
         {1ms, 255ms, 65'536ms, 16'777'216ms, 4'294'967'296ms, 1'099'511'627'776ms}) {
        time += step;
        const Uuid later = Uuid::generate(time);
        EXPECT_LT(earlier, later);
        EXPECT_LT(earlier.toString(), later.toString());
        earlier = later;
    }
}

TEST(Uuid, IsNeverTheSameTwice)
{
    std::set<Uuid> seen;
    for (int i = 0; i < 10'000; ++i)
        seen.insert(Uuid::generate(kRfcMoment));
    EXPECT_EQ(seen.size(), 10'000U);
    EXPECT_FALSE(seen.contains(Uuid()));
}

TEST(Uuid, ReadsEitherCaseAndWritesLowerCase)
{
    const auto lower = Uuid::parse(kRfcUuid);
    const auto upper = Uuid::parse("017F22E2-79B0-7CC3-98C4-DC0C0C07398F");
    ASSERT_TRUE(lower && upper);
    EXPECT_EQ(*lower, *upper);
    EXPECT_EQ(upper->toString(), kRfcUuid);
}

TEST(Uuid, NilIsAllZeros)
{
    EXPECT_TRUE(Uuid().isNil());
    EXPECT_EQ(Uuid().toString(), "00000000-0000-0000-0000-000000000000");
    EXPECT_TRUE(Uuid::parse("00000000-0000-0000-0000-000000000000").value().isNil());
    EXPECT_FALSE(Uuid::parse(kRfcUuid).value().isNil());
}

TEST(Uuid, RefusesEveryOtherForm)
{
    for (const char* text :
         {"", "017f22e279b07cc398c4dc0c0c07398f", "{017f22e2-79b0-7cc3-98c4-dc0c0c07398f}",
          "017f22e2-79b0-7cc3-98c4-dc0c0c07398", "017f22e2-79b0-7cc3-98c4-dc0c0c07398ff",
          "017f22e2-79b0-7cc3-98c4-dc0c0c07398g", "017f22e2-79b0-7cc3-98c4 dc0c0c07398f",
          "017f22e-279b0-7cc3-98c4-dc0c0c07398f", " 17f22e2-79b0-7cc3-98c4-dc0c0c07398f"}) {
        const auto uuid = Uuid::parse(text);
        ASSERT_FALSE(uuid) << text;
        EXPECT_EQ(uuid.error().code, ErrorCode::BadFormat);
    }
}

} // namespace
} // namespace tailslate
