// SPDX-License-Identifier: Apache-2.0
#include "io/FileSystem.h"

#include <utility>

namespace tailslate::io {
namespace {

/// Asks the file system for each thing by its whole path.
class FolderByPath final : public OpenFolder {
public:
    FolderByPath(FileSystem& files, std::filesystem::path folder)
        : m_files(files)
        , m_folder(std::move(folder))
    {
    }

    Result<std::vector<DirectoryEntry>> list() override { return m_files.list(m_folder); }

    Result<FileInfo> info(const std::filesystem::path& name) override
    {
        return m_files.info(m_folder / name);
    }

private:
    FileSystem& m_files;
    std::filesystem::path m_folder;
};

} // namespace

Result<std::unique_ptr<OpenFolder>> FileSystem::openFolder(const std::filesystem::path& folder)
{
    return std::make_unique<FolderByPath>(*this, folder);
}

} // namespace tailslate::io
