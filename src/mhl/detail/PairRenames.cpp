// SPDX-License-Identifier: Apache-2.0
#include "mhl/detail/PairRenames.h"

#include <string>
#include <unordered_map>

namespace tailslate::mhl::detail {
namespace {

/// Lost and new files with one digest, and in the first round one last name too.
struct Equals {
    std::vector<std::size_t> lost;
    std::vector<std::size_t> files;
};

class Pairs {
public:
    Pairs(std::span<const LostFile> lost, std::span<const NewFile> files,
          const jobs::JobContext& context)
        : m_lost(lost)
        , m_files(files)
        , m_context(context)
        , m_taken(files.size())
        , m_pairings(lost.size())
    {
    }

    Result<std::vector<Pairing>> find()
    {
        TAILSLATE_CHECK(pair(true));
        TAILSLATE_CHECK(pair(false));
        return std::move(m_pairings);
    }

private:
    using Groups = std::unordered_map<std::string, Equals>;

    static std::string keyOf(std::size_t history, const hash::Digest& digest, std::string_view path,
                             bool sameName)
    {
        std::string key = std::to_string(history) + ' ' +
                          std::to_string(static_cast<int>(digest.algorithm())) + ' ';
        key.append(reinterpret_cast<const char*>(digest.bytes().data()), digest.bytes().size());
        if (sameName)
            key += path.substr(path.rfind('/') + 1);
        return key;
    }

    /// Pairs what is left of both.
    Result<void> pair(bool sameName)
    {
        Groups groups;
        for (std::size_t i = 0; i < m_lost.size(); ++i) {
            TAILSLATE_CHECK(m_context.checkStop());
            const LostFile& lost = m_lost[i];
            if (!m_pairings[i].file)
                groups[keyOf(lost.history, lost.digest, lost.path, sameName)].lost.push_back(i);
        }
        for (std::size_t i = 0; i < m_files.size(); ++i) {
            TAILSLATE_CHECK(m_context.checkStop());
            const NewFile& file = m_files[i];
            if (m_taken[i])
                continue;
            for (const hash::Digest& digest : file.digests)
                if (const auto group =
                        groups.find(keyOf(file.history, digest, file.path, sameName));
                    group != groups.end())
                    group->second.files.push_back(i);
        }
        settle(groups, sameName);
        return m_context.checkStop();
    }

    /// A file that was read in several formats may fit a lost one in each.
    void settle(const Groups& groups, bool sameName)
    {
        std::vector<std::size_t> claims(m_files.size());
        for (const auto& [key, equals] : groups)
            for (const std::size_t file : equals.files)
                claims[file] += equals.lost.size();
        for (const auto& [key, equals] : groups) {
            const bool isOne = equals.lost.size() == 1 && equals.files.size() == 1 &&
                               claims[equals.files[0]] == 1 &&
                               (sameName || m_files[equals.files[0]].size > 0);
            for (const std::size_t lost : equals.lost)
                m_pairings[lost].isAmbiguous = !isOne && !equals.files.empty();
            if (!isOne)
                continue;
            m_pairings[equals.lost[0]].file = equals.files[0];
            m_taken[equals.files[0]] = true;
        }
    }

    std::span<const LostFile> m_lost;
    std::span<const NewFile> m_files;
    const jobs::JobContext& m_context;
    std::vector<bool> m_taken;
    std::vector<Pairing> m_pairings;
};

} // namespace

Result<std::vector<Pairing>> pairRenames(std::span<const LostFile> lost,
                                         std::span<const NewFile> files,
                                         const jobs::JobContext& context)
{
    return Pairs(lost, files, context).find();
}

} // namespace tailslate::mhl::detail
