// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "hash/Digest.h"
#include "media/Card.h"
#include "offload/detail/BlockPool.h"

#include <atomic>
#include <cstddef>
#include <future>
#include <memory>
#include <utility>
#include <variant>

namespace tailslate::offload::detail {

/// One file on its way from the card to every destination. Shared by reader, hasher and lanes.
class FileTask {
public:
    FileTask(std::size_t index, const media::CardFile& cardFile)
        : m_index(index)
        , m_file(cardFile)
        , m_digest(m_promise.get_future().share())
    {
    }

    /// Index into the plan's files.
    [[nodiscard]] std::size_t index() const noexcept { return m_index; }

    [[nodiscard]] const media::CardFile& file() const noexcept { return m_file; }

    /// Says what the whole file hashed to, or why it could not be read to its end. The first word
    /// counts: reader and hasher may both report a stop.
    void settle(Result<hash::Digest> outcome)
    {
        if (!m_settled.test_and_set())
            m_promise.set_value(std::move(outcome));
    }

    /// Waits for settle().
    [[nodiscard]] const Result<hash::Digest>& sourceDigest() const { return m_digest.get(); }

private:
    std::size_t m_index;
    const media::CardFile& m_file;
    std::atomic_flag m_settled;
    std::promise<Result<hash::Digest>> m_promise;
    std::shared_future<Result<hash::Digest>> m_digest;
};

/// What travels to the hasher and to every lane, in this order: Begin, Data …, End.
struct Begin {
    std::shared_ptr<FileTask> task;
};

struct Data {
    std::shared_ptr<const Block> block;
};

/// All of the file was sent; or, when `sourceFailed`, no more can come and the task was settled
/// with the error.
struct End {
    bool sourceFailed = false;
};

using Message = std::variant<Begin, Data, End>;

} // namespace tailslate::offload::detail
