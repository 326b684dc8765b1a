// SPDX-License-Identifier: Apache-2.0
#include "media/Recogniser.h"

namespace tailslate::media {

namespace {

/// Whether the file at `path` lies in `folder` itself.
bool liesIn(std::string_view folder, std::string_view path) noexcept
{
    if (folder.empty())
        return path.find('/') == std::string_view::npos;
    return path.size() > folder.size() && path[folder.size()] == '/' && path.starts_with(folder) &&
           path.find('/', folder.size() + 1) == std::string_view::npos;
}

} // namespace

CardView::CardView(const std::filesystem::path& root, const std::vector<CardFile>& files,
                   const std::vector<std::filesystem::path>& folders,
                   const std::vector<bool>* inClip)
    : m_root(root)
    , m_files(files)
    , m_folders(folders)
    , m_inClip(inClip)
{
    for (std::size_t index = 0; index < files.size(); ++index) {
        const std::string_view path = files[index].path;
        if (m_runs.empty() || !liesIn(m_runs.back().folder, path)) {
            const std::size_t slash = path.rfind('/');
            m_runs.push_back({.folder = path.substr(0, slash == std::string_view::npos ? 0 : slash),
                              .first = index,
                              .end = index});
        }
        m_runs.back().end = index + 1;
    }
}

} // namespace tailslate::media
