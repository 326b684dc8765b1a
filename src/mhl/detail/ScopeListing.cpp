// SPDX-License-Identifier: Apache-2.0
#include "mhl/detail/ScopeListing.h"

#include "mhl/detail/HistoryFiles.h"

#include <utility>

namespace tailslate::mhl::detail {
namespace {

namespace fs = std::filesystem;

class Walk {
public:
    Walk(io::FileSystem& files, const fs::path& scope, const jobs::JobContext& context)
        : m_files(files)
        , m_scope(scope)
        , m_context(context)
    {
    }

    Result<ScopeListing> run()
    {
        std::vector<std::string> waiting{std::string()};
        while (!waiting.empty()) {
            TAILSLATE_CHECK(m_context.checkStop());
            const std::string folder = std::move(waiting.back());
            waiting.pop_back();
            auto entries = m_files.list(m_scope / folder);
            if (!entries && folder.empty())
                return std::unexpected(std::move(entries).error());
            if (!folder.empty())
                m_listing.folders.push_back(folder);
            if (!entries) {
                fail(folder, std::move(entries).error());
                continue;
            }
            // The last goes in first, so that the first comes out first.
            for (auto entry = entries->rbegin(); entry != entries->rend(); ++entry)
                if (entry->kind == io::FileKind::Directory && entry->name != kHistoryFolder)
                    waiting.push_back(joined(folder, entry->name.native()));
            for (const io::DirectoryEntry& entry : *entries)
                take(folder, entry);
        }
        return std::move(m_listing);
    }

private:
    static std::string joined(const std::string& folder, const std::string& name)
    {
        return folder.empty() ? name : folder + '/' + name;
    }

    void take(const std::string& folder, const io::DirectoryEntry& entry)
    {
        if (!folder.empty() && mayHoldHistory(m_files, m_scope / folder, entry))
            m_listing.nestedScopes.push_back(folder);
        if (entry.kind == io::FileKind::Regular)
            m_listing.files.push_back(joined(folder, entry.name.native()));
        else if (entry.kind != io::FileKind::Directory)
            m_listing.others.push_back(joined(folder, entry.name.native()));
    }

    void fail(std::string folder, Error error)
    {
        m_listing.unreadable.push_back(std::move(error));
        m_listing.unreadableFolders.push_back(std::move(folder));
    }

    io::FileSystem& m_files;
    const fs::path& m_scope;
    const jobs::JobContext& m_context;
    ScopeListing m_listing;
};

} // namespace

Result<ScopeListing> listScope(io::FileSystem& files, const fs::path& scope,
                               const jobs::JobContext& context)
{
    return Walk(files, scope, context).run();
}

} // namespace tailslate::mhl::detail
