// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "project/detail/Database.h"

#include <cstdint>
#include <span>

namespace tailslate::project::detail {

/// What marks an SQLite file as ours (`PRAGMA application_id`): `TSLT`.
inline constexpr std::uint32_t kApplicationId = 0x54534C54;

/// The step from schema version `from` to the next. Never edited once released: files made by it
/// are out there.
struct Migration {
    int from = 0;
    const char* script = nullptr; ///< SQL statements; must not begin or end a transaction.
};

/// All steps in order, from 0 (an empty file).
[[nodiscard]] std::span<const Migration> migrations() noexcept;

/// The schema this build writes.
[[nodiscard]] int currentSchemaVersion() noexcept;

/// The schema version of an open file. Throws what SOCI throws.
[[nodiscard]] int schemaVersion(Database& database);

/// Runs the steps the file still needs, each in a transaction of its own together with its version
/// number.
/// @return Unsupported for a file newer than the last step; untouched. Internal for a gap in
/// `steps`. After a failure the file has the version of the last step that went through.
[[nodiscard]] Result<void> migrate(Database& database, std::span<const Migration> steps);

/// The Error for a file made by a newer version of the program.
[[nodiscard]] Error newerSchemaError(int version, const std::filesystem::path& path);

} // namespace tailslate::project::detail
