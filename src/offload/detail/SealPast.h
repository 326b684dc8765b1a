// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "io/FileSystem.h"
#include "mhl/CardManifests.h"
#include "mhl/History.h"
#include "mhl/PatternList.h"
#include "mhl/ReadManifest.h"
#include "offload/Engine.h"
#include "offload/Verdict.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace tailslate::offload::detail {

/// What is known now of a file of the card, to compare a history with.
struct KnownNow {
    /// By the job's algorithm; nothing takes every recorded digest for the right one.
    std::function<hash::Digest(std::size_t file)> digest;
    /// By another algorithm, where the card's bytes were compared with a recorded digest of it.
    std::function<std::optional<hash::Digest>(std::size_t file, hash::Algorithm algorithm)> other;
};

/// The digest of a file by an algorithm that is not the job's, where the job compares what it reads
/// from the card with it; nothing where it does not.
[[nodiscard]] std::optional<hash::Digest> comparedDigest(const mhl::SourceDigests* recorded,
                                                         Mode mode, hash::Algorithm jobs,
                                                         std::string_view path,
                                                         hash::Algorithm algorithm);

/// What the next generation says of a file.
struct Standing {
    mhl::Action action = mhl::Action::Original;
    /// By another algorithm, where the history knows the file by no digest of the job's: verified
    /// as well.
    std::optional<hash::Digest> other;
};

/// What the generations of a history say of the files of a card, under the names that those have
/// now: renames of files and of folders are followed. However many generations there are, it holds
/// one byte for each file; while a history with renames is read, what LoadedHistory holds.
class EarlierRecords final : private mhl::RecordSink {
public:
    /// @param files Sorted by path; borrowed.
    /// @param scope The folder of the history, relative to the card; see historyScopes().
    EarlierRecords(const std::vector<media::CardFile>& files, std::string scope,
                   hash::Algorithm algorithm, KnownNow now);

    /// Reads the history; call once.
    /// @param folder Where the folder of the history is.
    /// @return As mhl::readHistory().
    [[nodiscard]] Result<std::vector<mhl::Generation>>
    read(io::FileSystem& files, const std::filesystem::path& folder, const std::stop_token& stop);

    /// Original for a file that no generation knows, Verified for one whose recorded digest agrees.
    /// @return Unsupported when it is known by other algorithms only that nothing was compared
    /// with; DataCorrupted when a recorded digest is another one.
    [[nodiscard]] Result<Standing> standingOf(std::size_t file) const;

    /// Whether a recorded digest is another one than the card's.
    [[nodiscard]] bool differs(std::size_t file) const { return m_words[file] == Word::Different; }

private:
    /// Other values: the hash::Algorithm that it is known by, and not by ours; with Compared added
    /// to it, where the card's bytes agree with that.
    enum class Word : std::uint8_t { None = 0, Compared = 0x80, Equal = 0xFE, Different = 0xFF };

    Result<void> takeFile(const mhl::FileView& record) override;
    Result<void> takeDirectory(const mhl::DirectoryRecord& record) override;
    [[nodiscard]] Result<void> followRenames(io::FileSystem& files,
                                             const std::filesystem::path& folder,
                                             const std::stop_token& stop);
    [[nodiscard]] std::optional<std::size_t> find(std::string_view path) const;
    void take(std::size_t file, const std::optional<mhl::Action>& action,
              const hash::Digest& recorded);
    [[nodiscard]] Word after(Word before, std::size_t file, const hash::Digest& recorded) const;

    const std::vector<media::CardFile>& m_files;
    std::string m_scope;
    hash::Algorithm m_algorithm;
    KnownNow m_now;
    std::vector<Word> m_words;
    bool m_hasRenames = false;
};

/// The last generation of a history, where this very job wrote it before it was cut off.
struct OwnSeal {
    mhl::ChainEntry entry;
    std::vector<std::string> references; ///< Paths of the manifests that it refers to.
};

/// What the comment of every manifest of a job begins with.
[[nodiscard]] std::string jobWords(const Plan& plan);

/// A history that a destination has already, as far as the next generation must go on from it.
struct Past {
    EarlierRecords records;
    std::vector<mhl::ChainEntry> chain;
    mhl::PatternList ignorePatterns;
    std::optional<TimePoint> interrupted; ///< The start of a seal that was cut off.
    std::optional<OwnSeal> own{};
    std::vector<std::string> references{}; ///< Paths that any generation refers to.
};

/// Reads the history of one of historyScopes() at a destination.
/// @return As mhl::readHistory(), but no history at all is an empty answer; DataCorrupted, with the
/// way out, for manifests of the card without their chain.
[[nodiscard]] Result<Past> readPast(io::FileSystem& files, const OffloadResult& result,
                                    std::size_t destination, const std::string& scope,
                                    const SealInfo& seal, const std::stop_token& stop);

/// Whether a death kept our own newest manifest of a roll's folder out of its chain: the next seal
/// takes its place. False where that cannot be told.
[[nodiscard]] bool hasInterruptedSeal(io::FileSystem& files, const Plan& plan,
                                      std::size_t destination, const SealInfo& seal,
                                      const std::stop_token& stop);

/// A file of the card is evidence, and no seal is ever written in its place.
/// @param name Of a manifest or chain, in the history of `scope`.
/// @return AlreadyExists when the card has a file there.
[[nodiscard]] Result<void> checkNameIsFree(const Plan& plan, std::size_t destination,
                                           std::string_view scope, const std::string& name);

} // namespace tailslate::offload::detail
