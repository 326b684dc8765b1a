// SPDX-License-Identifier: Apache-2.0
#include "mhl/WriteLegacy.h"

#include "mhl/MhlTestData.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

namespace tailslate::mhl {
namespace {

using hash::Algorithm;
using testing::HasSubstr;

LegacyManifest manifest()
{
    LegacyManifest manifest;
    manifest.name = "Jo";
    manifest.hostname = "cart";
    manifest.tool = "Tailslate 0.1";
    manifest.started = test::moment("2026-01-16T09:15:00Z");
    manifest.finished = test::moment("2026-01-16T10:25:00+01:00");
    LegacyFile file;
    file.path = "Clips/Q&A.mov";
    file.size = 5;
    file.modified = test::moment("2026-01-15T08:00:00.9Z");
    file.hashedAt = test::moment("2026-01-16T09:16:00Z");
    file.digests = {test::digestOfText(Algorithm::Xxh64, "hello")};
    manifest.files.push_back(file);
    return manifest;
}

TEST(WriteLegacy, WritesTheElementsInTheOrderOfTheSchema)
{
    LegacyManifest written = manifest();
    LegacyFile file;
    file.path = "empty";
    file.size = 0;
    file.created = test::moment("2026-01-14T08:00:00Z");
    file.modified = test::moment("2026-01-15T08:00:00Z");
    file.digests = {test::digestOfText(Algorithm::Md5, "")};
    written.files.push_back(file);
    EXPECT_EQ(legacyToXml(written).value_or(""), R"(<?xml version="1.0" encoding="UTF-8"?>
<hashlist version="1.1">
  <creatorinfo>
    <name>Jo</name>
    <hostname>cart</hostname>
    <tool>Tailslate 0.1</tool>
    <startdate>2026-01-16T09:15:00Z</startdate>
    <finishdate>2026-01-16T09:25:00Z</finishdate>
  </creatorinfo>
  <hash>
    <file>Clips/Q&amp;A.mov</file>
    <size>5</size>
    <lastmodificationdate>2026-01-15T08:00:00Z</lastmodificationdate>
    <xxhash64be>26c7827d889f6da3</xxhash64be>
    <hashdate>2026-01-16T09:16:00Z</hashdate>
  </hash>
  <hash>
    <file>empty</file>
    <size>0</size>
    <creationdate>2026-01-14T08:00:00Z</creationdate>
    <lastmodificationdate>2026-01-15T08:00:00Z</lastmodificationdate>
    <md5>d41d8cd98f00b204e9800998ecf8427e</md5>
    <hashdate>2026-01-16T09:25:00Z</hashdate>
  </hash>
</hashlist>
)");
}

TEST(WriteLegacy, WhatIsWrittenIsReadBack)
{
    const LegacyManifest written = manifest();
    const auto back = legacyFromXml(legacyToXml(written).value());
    ASSERT_TRUE(back) << back.error().describe();
    EXPECT_EQ(back->name, "Jo");
    EXPECT_EQ(back->started, written.started);
    ASSERT_EQ(back->files.size(), 1U);
    EXPECT_EQ(back->files[0].path, written.files[0].path);
    EXPECT_EQ(back->files[0].size, 5U);
    EXPECT_EQ(back->files[0].digests, written.files[0].digests);
    EXPECT_FALSE(back->files[0].eitherByteOrder);
}

TEST(WriteLegacy, RefusesWhatTheSchemaCannotHold)
{
    struct Case {
        std::string_view reason;
        std::function<void(LegacyManifest&)> spoil;
    };

    const Case cases[] = {
        {"name of the tool", [](LegacyManifest& m) { m.tool.clear(); }},
        {"start and its end", [](LegacyManifest& m) { m.started.reset(); }},
        {"start and its end", [](LegacyManifest& m) { m.finished.reset(); }},
        {"control character", [](LegacyManifest& m) { m.userName = "\x01"; }},
        {"as that of a drive", [](LegacyManifest& m) { m.files[0].path = "a:/b.mov"; }},
        {"size", [](LegacyManifest& m) { m.files[0].size.reset(); }},
        {"modification time", [](LegacyManifest& m) { m.files[0].modified.reset(); }},
        {"one digest", [](LegacyManifest& m) { m.files[0].digests.clear(); }},
        {"one digest",
         [](LegacyManifest& m) {
             m.files[0].digests.push_back(test::digestOfText(Algorithm::Md5, "hello"));
         }},
        {"one digest",
         [](LegacyManifest& m) {
             m.files[0].digests = {test::digestOfText(Algorithm::C4, "hello")};
         }},
        {". or ..", [](LegacyManifest& m) { m.files[0].path = "../a"; }},
        {"not valid UTF-8", [](LegacyManifest& m) { m.files[0].path = "\xFF"; }},
        {"recorded twice", [](LegacyManifest& m) { m.files.push_back(m.files[0]); }},
    };
    ASSERT_TRUE(legacyToXml(manifest()));
    for (const auto& [reason, spoil] : cases) {
        LegacyManifest spoiled = manifest();
        spoil(spoiled);
        std::string given;
        const auto written =
            writeLegacyXml(spoiled, [&given](std::string_view piece) -> Result<void> {
                given += piece;
                return {};
            });
        ASSERT_FALSE(written) << reason;
        EXPECT_EQ(written.error().code, ErrorCode::InvalidArgument);
        EXPECT_THAT(written.error().message, HasSubstr(reason));
        EXPECT_EQ(given, "") << "nothing is written of what is refused";
    }
}

TEST(WriteLegacy, IsNamedAfterTheScopeAndTheMoment)
{
    EXPECT_EQ(legacyFileName("A001R2EC", test::moment("2026-01-16T09:15:00Z")),
              "A001R2EC_2026-01-16_091500.mhl");
}

} // namespace
} // namespace tailslate::mhl
