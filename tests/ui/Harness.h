// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/Services.h"
#include "base/Clock.h"
#include "io/DiskFileSystem.h"
#include "support/TempDir.h"
#include "ui/app/MainWindow.h"
#include "ui/app/Settings.h"
#include "ui/app/Workbench.h"
#include "ui/dialogs/Prompts.h"

#include <QString>
#include <QWidget>

#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace tailslate::ui::test {

/// The disks of this machine, but folders that were named lie on volumes of their own. Thread-safe.
class PretendDisks final : public io::FileSystem {
public:
    /// A folder and the volume it pretends to be.
    struct Device {
        std::filesystem::path folder;
        io::Volume volume;
        io::Space space;
    };

    void pretend(Device device);

    /// Holds up everybody who opens this file, or a file in this folder, until release().
    void hold(const std::filesystem::path& path);
    void release();

    /// Lets a folder and all in it fail as if its device were gone, until plugIn().
    void unplug(const std::filesystem::path& folder);
    void plugIn();

    Result<std::unique_ptr<io::InputFile>> openForReading(const std::filesystem::path& path,
                                                          io::ReadFrom from) override;
    Result<std::unique_ptr<io::OutputFile>> createNew(const std::filesystem::path& path,
                                                      std::uint64_t expectedSize) override;
    Result<std::unique_ptr<io::OutputFile>> continueWriting(const std::filesystem::path& path,
                                                            std::uint64_t offset,
                                                            std::uint64_t expectedSize) override;
    Result<std::unique_ptr<io::SyncGroup>>
    startSyncGroup(const std::filesystem::path& folder) override;
    Result<void> renameWithoutReplacing(const std::filesystem::path& from,
                                        const std::filesystem::path& to) override;
    Result<void> renameReplacing(const std::filesystem::path& from,
                                 const std::filesystem::path& to) override;
    Result<void> remove(const std::filesystem::path& path) override;
    Result<io::FileInfo> info(const std::filesystem::path& path) override;
    Result<std::vector<io::DirectoryEntry>> list(const std::filesystem::path& folder) override;
    Result<void> createFolders(const std::filesystem::path& folder) override;
    Result<void> syncFile(const std::filesystem::path& path) override;
    Result<std::unique_ptr<io::FolderLock>>
    lockFolder(const std::filesystem::path& folder) override;
    Result<void> syncFolder(const std::filesystem::path& folder) override;
    Result<std::filesystem::path> resolve(const std::filesystem::path& path) override;
    Result<io::Space> space(const std::filesystem::path& path) override;
    Result<io::Volume> volume(const std::filesystem::path& path) override;

private:
    [[nodiscard]] std::optional<Device> deviceOf(const std::filesystem::path& path) const;
    [[nodiscard]] Result<void> reach(const std::filesystem::path& path) const;

    io::DiskFileSystem m_disk;
    mutable std::mutex m_mutex;
    std::condition_variable m_released;
    std::vector<Device> m_devices;
    std::filesystem::path m_held; ///< Empty for none, as below.
    std::filesystem::path m_gone;
};

/// Answers every question at once with what the test laid out; a question without an answer counts
/// as cancelled.
class AnsweringPrompts final : public Prompts {
public:
    std::deque<std::filesystem::path> folders;
    std::deque<std::filesystem::path> filesToOpen;
    std::deque<std::filesystem::path> filesToSave;
    std::deque<NewProject> projects;
    std::deque<QString> texts;
    int confirmations = 0; ///< How many times to say yes.
    int asked = 0;         ///< Questions so far.

    void chooseFolder(QWidget* guard, const QString& title, const std::filesystem::path& start,
                      std::function<void(std::filesystem::path)> chosen) override;
    void chooseFileToOpen(QWidget* guard, const FileQuestion& question,
                          std::function<void(std::filesystem::path)> chosen) override;
    void chooseFileToSave(QWidget* guard, const FileQuestion& question,
                          std::function<void(std::filesystem::path)> chosen) override;
    void newProject(QWidget* guard, const std::filesystem::path& folder,
                    std::function<void(NewProject)> made) override;
    void askText(QWidget* guard, const QString& title, const QString& label,
                 const QString& suggestion, std::function<void(QString)> given) override;
    void confirm(QWidget* guard, const QString& title, const QString& sentence,
                 const QString& action, std::function<void()> confirmed) override;
};

/// The whole application in a temporary folder: real window, real core, pretended disks.
class Bench {
public:
    Bench();
    ~Bench();

    [[nodiscard]] MainWindow& window() { return *m_window; }

    /// The widget of this name in the window; throws when there is none.
    template <class T>
    T& find(const char* name);

    /// Makes a folder under the temporary one.
    std::filesystem::path folder(const std::string& name);

    /// Makes a small card as a camera leaves it, with `files` files of `bytes` bytes.
    std::filesystem::path smallCard(const std::string& name, int files, std::size_t bytes);

    /// Makes a project through the window and waits until it is open.
    void makeProject(const QString& show, const QString& unit);

    /// Clicks a button of this name.
    void click(const char* name);

    tailslate::test::TempDir dir;
    PretendDisks disks;
    SystemClock clock;
    app::Services services;
    AnsweringPrompts prompts;
    std::unique_ptr<Settings> settings;
    std::unique_ptr<Workbench> workbench;

private:
    std::unique_ptr<MainWindow> m_window;
};

/// Runs the event loop until `condition` holds. @return Whether it did within `seconds`.
bool waitUntil(const std::function<bool()>& condition, int seconds = 30);

/// Writes a file of `bytes` bytes with content that depends on `seed`.
void writeFile(const std::filesystem::path& path, std::size_t bytes, unsigned seed);

std::string readFile(const std::filesystem::path& path);

/// Writes a picture of a window into the folder that TAILSLATE_SCREENSHOTS names; nothing without.
void keepPicture(QWidget& window, const char* name);

} // namespace tailslate::ui::test

template <class T>
T& tailslate::ui::test::Bench::find(const char* name)
{
    T* const widget = m_window->findChild<T*>(QString::fromLatin1(name));
    if (widget == nullptr)
        throw std::runtime_error(std::string("no widget named ") + name);
    return *widget;
}
