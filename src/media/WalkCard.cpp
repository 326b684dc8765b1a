// SPDX-License-Identifier: Apache-2.0
#include "media/WalkCard.h"

#include "media/ReadCard.h"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace tailslate::media {
namespace {

namespace fs = std::filesystem;

/// The path of something in a folder of the card, in no more memory than its bytes take.
std::string joined(const fs::path& folder, const fs::path& name)
{
    if (folder.empty())
        return name.native();
    std::string path;
    path.reserve(folder.native().size() + 1 + name.native().size());
    path.append(folder.native()).append(1, '/').append(name.native());
    return path;
}

class Walk {
public:
    Walk(io::FileSystem& files, const fs::path& root, const jobs::JobContext& context,
         const CardVisitor& visit)
        : m_files(files)
        , m_root(root)
        , m_context(context)
        , m_visit(visit)
    {
    }

    Result<bool> run()
    {
        while (!m_ahead.empty()) {
            TAILSLATE_CHECK(m_context.checkStop());
            const fs::path folder = std::move(m_ahead.back());
            m_ahead.pop_back();
            TAILSLATE_CHECK(list(folder));
        }
        return m_leftOut;
    }

private:
    Result<void> list(const fs::path& folder)
    {
        constexpr std::size_t kFilesBetweenStopChecks = 1024;

        const fs::path absolute = folder.empty() ? m_root : m_root / folder;
        TAILSLATE_TRY(const auto open, m_files.openFolder(absolute));
        TAILSLATE_TRY(std::vector<io::DirectoryEntry> entries, open->list());
        const std::size_t firstAhead = m_ahead.size();
        std::size_t sinceCheck = 0;
        for (io::DirectoryEntry& entry : entries) {
            // Taken out, so that of a folder of a million files no name is held twice for long.
            const fs::path name = std::move(entry.name);
            if (isSystemFileName(name.native())) {
                m_leftOut = true;
                continue;
            }
            if (++sinceCheck == kFilesBetweenStopChecks) {
                TAILSLATE_CHECK(m_context.checkStop());
                sinceCheck = 0;
            }
            io::FileInfo info;
            info.kind = entry.kind;
            if (entry.kind != io::FileKind::Directory) {
                TAILSLATE_TRY(info, open->info(name));
            }
            if (info.kind == io::FileKind::Directory)
                m_ahead.push_back(folder / name);
            TAILSLATE_CHECK(m_visit(joined(folder, name), info));
        }
        // The last is taken first: so folders come in their order, and whoever sorts has little to
        // do.
        std::reverse(m_ahead.begin() + static_cast<std::ptrdiff_t>(firstAhead), m_ahead.end());
        return {};
    }

    io::FileSystem& m_files;
    const fs::path& m_root;
    const jobs::JobContext& m_context;
    const CardVisitor& m_visit;
    std::vector<fs::path> m_ahead{fs::path()}; ///< Folders to come.
    bool m_leftOut = false;
};

} // namespace

Result<bool> walkCard(io::FileSystem& files, const fs::path& root, const jobs::JobContext& context,
                      const CardVisitor& visit)
{
    return Walk(files, root, context, visit).run();
}

} // namespace tailslate::media
