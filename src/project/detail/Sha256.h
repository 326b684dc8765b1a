// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace tailslate::project::detail {

/// SHA-256 (FIPS 180-4) over a row of fields, each preceded by its length so that no two rows share
/// their bytes: `<decimal length>:<bytes>,`. Lives here and not in module hash because ASC MHL,
/// whose checksums that module owns, does not know SHA-256; the ledger wants a cryptographic hash
/// that every auditor has at hand. One thread at a time.
class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(const Sha256&) = delete;
    Sha256& operator=(const Sha256&) = delete;

    /// Bytes as they are, without a length.
    void raw(std::string_view bytes);

    void field(std::string_view bytes);
    void field(long long number);

    /// A field that is absent, which is not the same as empty: `~,`.
    void absent();

    /// 64 lower-case hexadecimal characters. Call once, last.
    [[nodiscard]] std::string finish();

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace tailslate::project::detail
