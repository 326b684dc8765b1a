// SPDX-License-Identifier: Apache-2.0
#include "project/detail/CopyRepository.h"

#include "hash/Digest.h"
#include "project/detail/Columns.h"
#include "project/detail/EvidenceRules.h"
#include "project/detail/Sha256.h"

#include <soci/soci.h>

#include <array>

namespace tailslate::project::detail {
namespace {

void put(OptionalText& column, const std::optional<hash::Digest>& digest)
{
    if (digest)
        column.set(digest->toText());
    else
        column.clear();
}

void put(OptionalText& column, const std::optional<io::Transfer>& transfer)
{
    if (transfer)
        column.set(io::transferName(*transfer));
    else
        column.clear();
}

Result<std::optional<io::Transfer>> transferOf(const OptionalText& text)
{
    if (!text.present())
        return std::nullopt;
    for (const io::Transfer transfer :
         {io::Transfer::Direct, io::Transfer::CacheDropped, io::Transfer::Cached}) {
        if (text.text == io::transferName(transfer))
            return transfer;
    }
    return failure(ErrorCode::BadFormat, "unknown way of reading or writing");
}

Result<std::optional<hash::Digest>> digestOf(hash::Algorithm algorithm, const OptionalText& text)
{
    if (!text.present())
        return std::nullopt;
    TAILSLATE_TRY(const auto digest, hash::Digest::fromText(algorithm, text.text));
    return digest;
}

std::unexpected<Error> damaged()
{
    return failure(ErrorCode::DataCorrupted,
                   "the project file is damaged: the evidence of a copy makes no sense");
}

/// One row of the table, to write from or read into.
struct CopyColumns {
    long long file = 0;
    long long destination = 0;
    std::string level;
    OptionalText source;
    int confirmed = 0;
    OptionalText read;
    int fromCopy = 0;
    OptionalText copied;
    OptionalText readBack;
    OptionalText written;
    long long at = 0;
    ErrorColumns error;

    void set(const offload::CopyEvidence& copy)
    {
        file = static_cast<long long>(copy.file);
        destination = static_cast<long long>(copy.destination);
        level = offload::evidenceName(copy.level);
        put(source, copy.sourceDigest);
        confirmed = copy.sourceConfirmed ? 1 : 0;
        put(read, copy.sourceRead);
        fromCopy = copy.fromCopy ? 1 : 0;
        put(copied, copy.readBackDigest);
        put(readBack, copy.readBack);
        put(written, copy.written);
        at = toMicros(copy.at);
        error.set(copy.error);
    }

    /// @return BadFormat.
    [[nodiscard]] Result<offload::CopyEvidence> get(hash::Algorithm algorithm) const
    {
        offload::CopyEvidence copy;
        copy.file = static_cast<std::size_t>(file);
        copy.destination = static_cast<std::size_t>(destination);
        TAILSLATE_TRY(copy.level, offload::evidenceFromName(level));
        TAILSLATE_TRY(copy.sourceDigest, digestOf(algorithm, source));
        copy.sourceConfirmed = confirmed != 0;
        TAILSLATE_TRY(copy.sourceRead, transferOf(read));
        copy.fromCopy = fromCopy != 0;
        TAILSLATE_TRY(copy.readBackDigest, digestOf(algorithm, copied));
        TAILSLATE_TRY(copy.readBack, transferOf(readBack));
        TAILSLATE_TRY(copy.written, transferOf(written));
        copy.at = fromMicros(at);
        copy.error = error.get();
        return copy;
    }
};

} // namespace

CopyRepository::CopyRepository(soci::session& session)
    : m_session(session)
{
}

template <class Copies>
Result<void> CopyRepository::putAll(long long offloadId, const offload::Plan& plan,
                                    const Copies& copies)
{
    CopyColumns row;
    soci::statement insert =
        (m_session.prepare
             << "INSERT OR REPLACE INTO copies (offload_id, file, destination, level, "
                "source_digest, source_confirmed, source_read, from_copy, read_back_digest, "
                "read_back, written, at, error_code, error_message, error_path, error_os) VALUES "
                "(:id, :file, :destination, :level, :source, :confirmed, :read, :from, :copy, "
                ":how, :written, :at, :code, :message, CAST(:path AS BLOB), :os)",
         soci::use(offloadId), soci::use(row.file), soci::use(row.destination),
         soci::use(row.level), soci::use(row.source.text, row.source.state),
         soci::use(row.confirmed), soci::use(row.read.text, row.read.state),
         soci::use(row.fromCopy), soci::use(row.copied.text, row.copied.state),
         soci::use(row.readBack.text, row.readBack.state),
         soci::use(row.written.text, row.written.state), soci::use(row.at),
         soci::use(row.error.code.text, row.error.code.state),
         soci::use(row.error.message.text, row.error.message.state),
         soci::use(row.error.path.text, row.error.path.state),
         soci::use(row.error.os, row.error.osState));
    for (const offload::CopyEvidence& copy : copies) {
        TAILSLATE_CHECK(checkEvidence(plan, copy));
        row.set(copy);
        insert.execute(true);
    }
    return {};
}

Result<void> CopyRepository::put(long long offloadId, const offload::Plan& plan,
                                 const std::vector<offload::CopyEvidence>& copies)
{
    return putAll(offloadId, plan, copies);
}

Result<void> CopyRepository::put(long long offloadId, const offload::Plan& plan,
                                 const offload::CopyTable& copies)
{
    return putAll(offloadId, plan, copies);
}

Result<offload::CopyTable> CopyRepository::get(long long offloadId, const offload::Plan& plan) const
{
    // A copy nobody has reported yet is a copy that does not exist.
    offload::CopyTable copies(plan.files().size(), plan.destinations.size(), {});
    CopyColumns row;
    soci::statement rows =
        (m_session.prepare
             << "SELECT file, destination, level, source_digest, source_confirmed, source_read, "
                "from_copy, read_back_digest, read_back, written, at, error_code, error_message, "
                "CAST(error_path AS TEXT), error_os FROM copies WHERE offload_id = :id "
                "ORDER BY file, destination",
         soci::use(offloadId), soci::into(row.file), soci::into(row.destination),
         soci::into(row.level), soci::into(row.source.text, row.source.state),
         soci::into(row.confirmed), soci::into(row.read.text, row.read.state),
         soci::into(row.fromCopy), soci::into(row.copied.text, row.copied.state),
         soci::into(row.readBack.text, row.readBack.state),
         soci::into(row.written.text, row.written.state), soci::into(row.at),
         soci::into(row.error.code.text, row.error.code.state),
         soci::into(row.error.message.text, row.error.message.state),
         soci::into(row.error.path.text, row.error.path.state),
         soci::into(row.error.os, row.error.osState));
    rows.execute();
    while (rows.fetch()) {
        const auto copy = row.get(plan.algorithm);
        // A negative number became one past every list.
        if (!copy || copy->file >= copies.files() || copy->destination >= copies.destinations())
            return damaged();
        copies.put(*copy);
    }
    return copies;
}

std::optional<std::string> CopyRepository::evidenceHash(const std::string& jobId,
                                                        EvidenceForm form) const
{
    long long id = 0;
    std::string algorithm;
    int cancelled = 0;
    int safe = 0;
    int verified = 0;
    int confirmed = 0;
    m_session << "SELECT o.offload_id, o.algorithm, o.cancelled, v.safe_to_format, "
                 "v.all_verified, o.card_confirmed "
                 "FROM offloads o JOIN verdicts v USING (offload_id) WHERE o.job_id = :job",
        soci::use(jobId), soci::into(id), soci::into(algorithm), soci::into(cancelled),
        soci::into(safe), soci::into(verified), soci::into(confirmed);
    if (!m_session.got_data())
        return std::nullopt;

    Sha256 hash;
    hash.raw(form == EvidenceForm::V1 ? "tailslate-evidence-1\n" : "tailslate-evidence-2\n");
    hash.field(jobId);
    hash.field(algorithm);
    for (const int flag : {cancelled, safe, verified})
        hash.field(static_cast<long long>(flag));
    if (form != EvidenceForm::V1)
        hash.field(static_cast<long long>(confirmed));

    // The columns of a copy in the order of docs/formats/project-schema.md.
    constexpr std::size_t kOnlyInV2 = 4;
    std::array<OptionalText, 12 + kOnlyInV2> columns;
    const std::size_t covered = columns.size() - (form == EvidenceForm::V1 ? kOnlyInV2 : 0);
    soci::statement rows(m_session);
    rows.alloc();
    rows.prepare("SELECT CAST(f.path AS TEXT), CAST(f.size AS TEXT), "
                 "CAST(d.roll_folder AS TEXT), c.level, c.source_digest, c.read_back_digest, "
                 "c.read_back, CAST(c.at AS TEXT), c.error_code, c.error_message, "
                 "CAST(c.error_path AS TEXT), CAST(c.error_os AS TEXT), "
                 "CAST(c.source_confirmed AS TEXT), c.written, c.source_read, "
                 "CAST(c.from_copy AS TEXT) "
                 "FROM copies c JOIN files f USING (offload_id, file) "
                 "JOIN destinations d USING (offload_id, destination) "
                 "WHERE c.offload_id = :id ORDER BY c.file, c.destination");
    rows.exchange(soci::use(id));
    for (OptionalText& column : columns)
        rows.exchange(soci::into(column.text, column.state));
    rows.define_and_bind();
    rows.execute();
    while (rows.fetch()) {
        for (std::size_t i = 0; i < covered; ++i) {
            if (columns[i].present())
                hash.field(columns[i].text);
            else
                hash.absent();
        }
    }
    return hash.finish();
}

} // namespace tailslate::project::detail
