// SPDX-License-Identifier: Apache-2.0
#include "base/Error.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <cstring>
#include <set>
#include <string>

namespace tailslate {
namespace {

TEST(Error, DescribesMessagePathAndSystemText)
{
    EXPECT_EQ((Error{ErrorCode::NotFound, "no such card", {}, 0}).describe(), "no such card");
    EXPECT_EQ((Error{ErrorCode::NotFound, "no such card", "/media/A001", 0}).describe(),
              "no such card: /media/A001");
    EXPECT_EQ((Error{ErrorCode::NoSpace, "cannot write", "/media/A001", ENOSPC}).describe(),
              "cannot write: /media/A001 (No space left on device)");
    EXPECT_EQ((Error{ErrorCode::Io, "cannot read", {}, EIO}).describe(),
              "cannot read (Input/output error)");
}

TEST(Error, EscapesAPathThatIsNotUtf8)
{
    EXPECT_EQ((Error{ErrorCode::Io, "cannot read",
                     "gr\xF6\xDF"
                     "e\n",
                     0})
                  .describe(),
              "cannot read: gr\\xf6\\xdfe\\x0a");
}

TEST(Error, EveryCodeHasANameOfItsOwn)
{
    std::set<std::string> names;
    for (int code = static_cast<int>(ErrorCode::InvalidArgument);
         code <= static_cast<int>(ErrorCode::Internal); ++code)
        names.insert(codeName(static_cast<ErrorCode>(code)));
    EXPECT_EQ(names.size(), 12U);
    EXPECT_STREQ(codeName(ErrorCode::DataCorrupted), "DATA_CORRUPTED");
}

TEST(Error, SystemErrorsFallIntoTheClassesThatCallersBranchOn)
{
    const std::pair<int, ErrorCode> cases[] = {
        {EINVAL, ErrorCode::InvalidArgument},
        {ENAMETOOLONG, ErrorCode::InvalidArgument},
        {ENOENT, ErrorCode::NotFound},
        {ENOTDIR, ErrorCode::NotFound},
        {EEXIST, ErrorCode::AlreadyExists},
        {ENOTEMPTY, ErrorCode::AlreadyExists},
        {EACCES, ErrorCode::PermissionDenied},
        {EPERM, ErrorCode::PermissionDenied},
        {EROFS, ErrorCode::PermissionDenied},
        {ENOSPC, ErrorCode::NoSpace},
        {EDQUOT, ErrorCode::NoSpace},
        {ENODEV, ErrorCode::DeviceLost},
        {ENXIO, ErrorCode::DeviceLost},
        {ESTALE, ErrorCode::DeviceLost},
        {ENOMEDIUM, ErrorCode::DeviceLost},
        {EOPNOTSUPP, ErrorCode::Unsupported},
        {ENOSYS, ErrorCode::Unsupported},
        {EIO, ErrorCode::Io},
        {EMFILE, ErrorCode::Io},
        {12345, ErrorCode::Io},
    };
    for (const auto& [number, code] : cases)
        EXPECT_STREQ(codeName(codeFromErrno(number)), codeName(code)) << std::strerror(number);
}

} // namespace
} // namespace tailslate
