// SPDX-License-Identifier: Apache-2.0
#include "project/detail/Migrations.h"

#include <fmt/format.h>
#include <soci/soci.h>

#include <array>

namespace tailslate::project::detail {
namespace {

// docs/formats/project-schema.md says what the tables and columns mean.
constexpr const char* kVersion1 = R"sql(
CREATE TABLE project (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    id       TEXT    NOT NULL,
    show     TEXT    NOT NULL CHECK (show <> ''),
    unit     TEXT    NOT NULL,
    created  INTEGER NOT NULL
) STRICT;

CREATE TABLE offloads (
    offload_id INTEGER PRIMARY KEY,
    job_id     TEXT    NOT NULL UNIQUE,
    algorithm  TEXT    NOT NULL,
    planned    INTEGER NOT NULL,
    started    INTEGER NOT NULL,
    finished   INTEGER,
    cancelled  INTEGER NOT NULL DEFAULT 0 CHECK (cancelled IN (0, 1)),
    CHECK (finished IS NOT NULL OR cancelled = 0)
) STRICT;

CREATE TABLE cards (
    offload_id INTEGER PRIMARY KEY REFERENCES offloads,
    root       BLOB NOT NULL,
    type_id    TEXT NOT NULL,
    type_name  TEXT NOT NULL,
    reason     TEXT NOT NULL,
    roll       TEXT NOT NULL
) STRICT;

CREATE TABLE files (
    offload_id  INTEGER NOT NULL REFERENCES cards,
    file        INTEGER NOT NULL CHECK (file >= 0),
    path        BLOB    NOT NULL,
    size        INTEGER NOT NULL CHECK (size >= 0),
    modified    INTEGER NOT NULL,
    permissions INTEGER NOT NULL,
    PRIMARY KEY (offload_id, file)
) STRICT, WITHOUT ROWID;

CREATE TABLE folders (
    offload_id INTEGER NOT NULL REFERENCES cards,
    folder     INTEGER NOT NULL CHECK (folder >= 0),
    path       BLOB    NOT NULL,
    PRIMARY KEY (offload_id, folder)
) STRICT, WITHOUT ROWID;

CREATE TABLE ignore_patterns (
    offload_id INTEGER NOT NULL REFERENCES cards,
    pattern_no INTEGER NOT NULL CHECK (pattern_no >= 0),
    pattern    TEXT    NOT NULL,
    PRIMARY KEY (offload_id, pattern_no)
) STRICT, WITHOUT ROWID;

CREATE TABLE clips (
    offload_id INTEGER NOT NULL REFERENCES cards,
    clip       INTEGER NOT NULL CHECK (clip >= 0),
    name       TEXT    NOT NULL,
    roll       TEXT    NOT NULL,
    kind       TEXT    NOT NULL CHECK (kind IN ('picture', 'sound')),
    PRIMARY KEY (offload_id, clip)
) STRICT, WITHOUT ROWID;

CREATE TABLE clip_files (
    offload_id INTEGER NOT NULL,
    clip       INTEGER NOT NULL,
    position   INTEGER NOT NULL CHECK (position >= 0),
    file       INTEGER NOT NULL,
    PRIMARY KEY (offload_id, clip, position),
    FOREIGN KEY (offload_id, clip) REFERENCES clips,
    FOREIGN KEY (offload_id, file) REFERENCES files
) STRICT, WITHOUT ROWID;

CREATE TABLE findings (
    offload_id INTEGER NOT NULL REFERENCES cards,
    finding    INTEGER NOT NULL CHECK (finding >= 0),
    severity   TEXT    NOT NULL CHECK (severity IN ('note', 'warning')),
    sentence   TEXT    NOT NULL,
    PRIMARY KEY (offload_id, finding)
) STRICT, WITHOUT ROWID;

CREATE TABLE finding_files (
    offload_id INTEGER NOT NULL,
    finding    INTEGER NOT NULL,
    position   INTEGER NOT NULL CHECK (position >= 0),
    path       BLOB    NOT NULL,
    PRIMARY KEY (offload_id, finding, position),
    FOREIGN KEY (offload_id, finding) REFERENCES findings
) STRICT, WITHOUT ROWID;

CREATE TABLE destinations (
    offload_id  INTEGER NOT NULL REFERENCES offloads,
    destination INTEGER NOT NULL CHECK (destination >= 0),
    folder      BLOB    NOT NULL,
    roll_folder BLOB    NOT NULL,
    role        TEXT    NOT NULL,
    mount_point BLOB    NOT NULL,
    file_system TEXT    NOT NULL,
    label       TEXT    NOT NULL,
    device_id   TEXT    NOT NULL,
    device_name TEXT    NOT NULL,
    read_only   INTEGER NOT NULL CHECK (read_only IN (0, 1)),
    rotational  INTEGER NOT NULL CHECK (rotational IN (0, 1)),
    removable   INTEGER NOT NULL CHECK (removable IN (0, 1)),
    PRIMARY KEY (offload_id, destination)
) STRICT, WITHOUT ROWID;

CREATE TABLE destination_outcomes (
    offload_id     INTEGER NOT NULL,
    destination    INTEGER NOT NULL,
    files_verified INTEGER NOT NULL CHECK (files_verified >= 0),
    files_failed   INTEGER NOT NULL CHECK (files_failed >= 0),
    manifest       BLOB,
    error_code     TEXT,
    error_message  TEXT,
    error_path     BLOB,
    error_os       INTEGER,
    PRIMARY KEY (offload_id, destination),
    FOREIGN KEY (offload_id, destination) REFERENCES destinations,
    CHECK ((error_code IS NULL) = (error_message IS NULL)
       AND (error_code IS NULL) = (error_path IS NULL)
       AND (error_code IS NULL) = (error_os IS NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE copies (
    offload_id       INTEGER NOT NULL,
    file             INTEGER NOT NULL,
    destination      INTEGER NOT NULL,
    level            TEXT    NOT NULL CHECK (level IN ('none', 'copied', 'hashed', 'verified',
                                                      'source-verified', 're-verified')),
    source_digest    TEXT,
    read_back_digest TEXT,
    read_back        TEXT CHECK (read_back IN ('direct', 'cache-dropped', 'cached')),
    at               INTEGER NOT NULL,
    error_code       TEXT,
    error_message    TEXT,
    error_path       BLOB,
    error_os         INTEGER,
    PRIMARY KEY (offload_id, file, destination),
    FOREIGN KEY (offload_id, file) REFERENCES files,
    FOREIGN KEY (offload_id, destination) REFERENCES destinations,
    CONSTRAINT evidence_is_held CHECK (
        CASE level
            WHEN 'none'   THEN 1
            WHEN 'copied' THEN 1
            WHEN 'hashed' THEN source_digest IS NOT NULL
            ELSE source_digest IS NOT NULL AND read_back_digest IS NOT NULL
             AND source_digest = read_back_digest
        END),
    CHECK ((error_code IS NULL) = (error_message IS NULL)
       AND (error_code IS NULL) = (error_path IS NULL)
       AND (error_code IS NULL) = (error_os IS NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE verdicts (
    offload_id     INTEGER PRIMARY KEY REFERENCES offloads,
    safe_to_format INTEGER NOT NULL CHECK (safe_to_format IN (0, 1)),
    all_verified   INTEGER NOT NULL CHECK (all_verified IN (0, 1)),
    headline       TEXT    NOT NULL
) STRICT;

CREATE TABLE verdict_reasons (
    offload_id INTEGER NOT NULL REFERENCES verdicts,
    reason_no  INTEGER NOT NULL CHECK (reason_no >= 0),
    reason     TEXT    NOT NULL,
    PRIMARY KEY (offload_id, reason_no)
) STRICT, WITHOUT ROWID;

CREATE TABLE grades (
    grade_id   INTEGER PRIMARY KEY,
    id         TEXT    NOT NULL UNIQUE,
    name       TEXT    NOT NULL,
    created    INTEGER NOT NULL,
    input      TEXT    NOT NULL,
    output     TEXT    NOT NULL,
    style      TEXT    NOT NULL CHECK (style IN ('asc', 'no-clamp')),
    slope_r    REAL    NOT NULL,
    slope_g    REAL    NOT NULL,
    slope_b    REAL    NOT NULL,
    offset_r   REAL    NOT NULL,
    offset_g   REAL    NOT NULL,
    offset_b   REAL    NOT NULL,
    power_r    REAL    NOT NULL,
    power_g    REAL    NOT NULL,
    power_b    REAL    NOT NULL,
    saturation REAL    NOT NULL
) STRICT;

CREATE TABLE ledger (
    number  INTEGER PRIMARY KEY,
    at      INTEGER NOT NULL,
    act     TEXT    NOT NULL,
    subject TEXT    NOT NULL,
    detail  TEXT    NOT NULL,
    hash    TEXT    NOT NULL
) STRICT;

CREATE TRIGGER ledger_grows_at_its_end BEFORE INSERT ON ledger
WHEN NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM ledger)
BEGIN SELECT raise(ABORT, 'the ledger only grows at its end'); END;

CREATE TRIGGER ledger_is_never_changed BEFORE UPDATE ON ledger
BEGIN SELECT raise(ABORT, 'the ledger is never changed'); END;

CREATE TRIGGER ledger_is_never_shortened BEFORE DELETE ON ledger
BEGIN SELECT raise(ABORT, 'the ledger is never shortened'); END;
)sql";

// The mode of a job, where its card was, how copies were written and whether the card agreed a
// second time. The copies are moved to a new table, because a constraint cannot be added to an old
// one. Their constraints have no lists after IN: SQLite builds a table of such a list for every row
// that it checks.
constexpr const char* kVersion2 = R"sql(
ALTER TABLE offloads ADD COLUMN mode TEXT NOT NULL DEFAULT 'verify'
    CHECK (mode IN ('verify', 'second-read', 'later'));
ALTER TABLE offloads ADD COLUMN resumed INTEGER;
ALTER TABLE offloads ADD COLUMN card_confirmed INTEGER NOT NULL DEFAULT 0
    CHECK (card_confirmed IN (0, 1));

ALTER TABLE cards ADD COLUMN mount_point BLOB NOT NULL DEFAULT x'';
ALTER TABLE cards ADD COLUMN file_system TEXT NOT NULL DEFAULT '';
ALTER TABLE cards ADD COLUMN volume_id TEXT NOT NULL DEFAULT '';
ALTER TABLE cards ADD COLUMN device_id TEXT NOT NULL DEFAULT '';
ALTER TABLE cards ADD COLUMN device_name TEXT NOT NULL DEFAULT '';

ALTER TABLE destinations ADD COLUMN volume_id TEXT NOT NULL DEFAULT '';

ALTER TABLE destination_outcomes ADD COLUMN files_unverified INTEGER NOT NULL DEFAULT 0
    CHECK (files_unverified >= 0);
ALTER TABLE destination_outcomes ADD COLUMN unsealed_names INTEGER NOT NULL DEFAULT 0
    CHECK (unsealed_names >= 0);

CREATE TABLE copies_2 (
    offload_id       INTEGER NOT NULL,
    file             INTEGER NOT NULL,
    destination      INTEGER NOT NULL,
    level            TEXT    NOT NULL,
    source_digest    TEXT,
    source_confirmed INTEGER NOT NULL CHECK (source_confirmed IN (0, 1)),
    source_read      TEXT CHECK (source_read = 'direct' OR source_read = 'cache-dropped'
                              OR source_read = 'cached'),
    from_copy        INTEGER NOT NULL DEFAULT 0 CHECK (from_copy = 0 OR from_copy = 1),
    read_back_digest TEXT,
    read_back        TEXT CHECK (read_back = 'direct' OR read_back = 'cache-dropped'
                              OR read_back = 'cached'),
    written          TEXT CHECK (written = 'direct' OR written = 'cache-dropped'
                              OR written = 'cached'),
    at               INTEGER NOT NULL,
    error_code       TEXT,
    error_message    TEXT,
    error_path       BLOB,
    error_os         INTEGER,
    PRIMARY KEY (offload_id, file, destination),
    FOREIGN KEY (offload_id, file) REFERENCES files,
    FOREIGN KEY (offload_id, destination) REFERENCES destinations,
    CONSTRAINT evidence_is_held CHECK (
        CASE level
            WHEN 'none'   THEN 1
            WHEN 'copied' THEN 1
            WHEN 'hashed' THEN source_digest IS NOT NULL
            ELSE (level = 'verified' OR level = 're-verified'
                  OR (level = 'source-verified' AND source_confirmed = 1))
             AND source_digest IS NOT NULL AND read_back_digest IS NOT NULL
             AND source_digest = read_back_digest
        END),
    CHECK ((error_code IS NULL) = (error_message IS NULL)
       AND (error_code IS NULL) = (error_path IS NULL)
       AND (error_code IS NULL) = (error_os IS NULL))
) STRICT, WITHOUT ROWID;

INSERT INTO copies_2 (offload_id, file, destination, level, source_digest, source_confirmed,
                      read_back_digest, read_back, at, error_code, error_message, error_path,
                      error_os)
SELECT offload_id, file, destination, level, source_digest, level = 'source-verified',
       read_back_digest, read_back, at, error_code, error_message, error_path, error_os
FROM copies ORDER BY offload_id, file, destination;
DROP TABLE copies;
ALTER TABLE copies_2 RENAME TO copies;

UPDATE offloads SET card_confirmed = 1
    WHERE offload_id IN (SELECT offload_id FROM destination_outcomes WHERE manifest IS NOT NULL);
)sql";

constexpr std::array kMigrations{Migration{0, kVersion1}, Migration{1, kVersion2}};

} // namespace

std::span<const Migration> migrations() noexcept
{
    return kMigrations;
}

int currentSchemaVersion() noexcept
{
    return kMigrations.back().from + 1;
}

int schemaVersion(Database& database)
{
    int version = 0;
    database.session() << "PRAGMA user_version", soci::into(version);
    return version;
}

Error newerSchemaError(int version, const std::filesystem::path& path)
{
    return {ErrorCode::Unsupported,
            fmt::format("the project was made by a newer version of the program (schema {}, this "
                        "one knows up to {}); install that version, the file was left as it is",
                        version, currentSchemaVersion()),
            path};
}

Result<void> migrate(Database& database, std::span<const Migration> steps)
{
    const int newest = steps.empty() ? 0 : steps.back().from + 1;
    // Asked without a write lock first: most files are up to date, and a newer one is left alone.
    TAILSLATE_TRY(const int found,
                  database.guarded([&]() -> Result<int> { return schemaVersion(database); }));
    if (found > newest)
        return std::unexpected(newerSchemaError(found, {}));
    if (found == newest)
        return {};

    // Every step asks anew inside its transaction: another program may have run it meanwhile.
    while (true) {
        TAILSLATE_TRY(const bool finished, database.write([&]() -> Result<bool> {
            const int version = schemaVersion(database);
            if (version == newest)
                return true;
            if (version > newest)
                return std::unexpected(newerSchemaError(version, {}));
            for (const Migration& step : steps) {
                if (step.from != version)
                    continue;
                database.runScript(step.script);
                database.runScript(fmt::format("PRAGMA user_version = {}", version + 1));
                return false;
            }
            return failure(ErrorCode::Internal,
                           fmt::format("no step leads on from project schema {}", version));
        }));
        if (finished)
            return {};
    }
}

} // namespace tailslate::project::detail
