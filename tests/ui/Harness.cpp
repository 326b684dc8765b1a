// SPDX-License-Identifier: Apache-2.0
#include "ui/Harness.h"

#include "base/PathWithin.h"
#include "pdf/PdfReport.h"

#include <QAbstractButton>
#include <QPixmap>
#include <QTest>

#include <cstdlib>
#include <fstream>
#include <random>
#include <sstream>
#include <utility>

namespace tailslate::ui::test {
namespace {

template <class T, class Function>
void answer(std::deque<T>& answers, const Function& function)
{
    if (answers.empty())
        return;
    T next = std::move(answers.front());
    answers.pop_front();
    function(std::move(next));
}

} // namespace

Result<std::unique_ptr<io::InputFile>>
PretendDisks::openForReading(const std::filesystem::path& path, io::ReadFrom from)
{
    TAILSLATE_CHECK(reach(path));
    {
        std::unique_lock lock(m_mutex);
        m_released.wait(lock, [&] { return m_held.empty() || !isWithin(path, m_held); });
    }
    return m_disk.openForReading(path, from);
}

Result<std::unique_ptr<io::OutputFile>> PretendDisks::createNew(const std::filesystem::path& path,
                                                                std::uint64_t expectedSize)
{
    TAILSLATE_CHECK(reach(path));
    return m_disk.createNew(path, expectedSize);
}

Result<std::unique_ptr<io::OutputFile>>
PretendDisks::continueWriting(const std::filesystem::path& path, std::uint64_t offset,
                              std::uint64_t expectedSize)
{
    TAILSLATE_CHECK(reach(path));
    return m_disk.continueWriting(path, offset, expectedSize);
}

Result<std::unique_ptr<io::SyncGroup>>
PretendDisks::startSyncGroup(const std::filesystem::path& folder)
{
    TAILSLATE_CHECK(reach(folder));
    return m_disk.startSyncGroup(folder);
}

Result<void> PretendDisks::renameWithoutReplacing(const std::filesystem::path& from,
                                                  const std::filesystem::path& to)
{
    TAILSLATE_CHECK(reach(to));
    return m_disk.renameWithoutReplacing(from, to);
}

Result<void> PretendDisks::renameReplacing(const std::filesystem::path& from,
                                           const std::filesystem::path& to)
{
    TAILSLATE_CHECK(reach(to));
    return m_disk.renameReplacing(from, to);
}

Result<void> PretendDisks::remove(const std::filesystem::path& path)
{
    TAILSLATE_CHECK(reach(path));
    return m_disk.remove(path);
}

Result<io::FileInfo> PretendDisks::info(const std::filesystem::path& path)
{
    TAILSLATE_CHECK(reach(path));
    return m_disk.info(path);
}

Result<std::vector<io::DirectoryEntry>> PretendDisks::list(const std::filesystem::path& folder)
{
    TAILSLATE_CHECK(reach(folder));
    return m_disk.list(folder);
}

Result<void> PretendDisks::createFolders(const std::filesystem::path& folder)
{
    TAILSLATE_CHECK(reach(folder));
    return m_disk.createFolders(folder);
}

Result<void> PretendDisks::syncFile(const std::filesystem::path& path)
{
    TAILSLATE_CHECK(reach(path));
    return m_disk.syncFile(path);
}

Result<std::unique_ptr<io::FolderLock>>
PretendDisks::lockFolder(const std::filesystem::path& folder)
{
    TAILSLATE_CHECK(reach(folder));
    return m_disk.lockFolder(folder);
}

Result<void> PretendDisks::syncFolder(const std::filesystem::path& folder)
{
    TAILSLATE_CHECK(reach(folder));
    return m_disk.syncFolder(folder);
}

Result<std::filesystem::path> PretendDisks::resolve(const std::filesystem::path& path)
{
    TAILSLATE_CHECK(reach(path));
    return m_disk.resolve(path);
}

Result<io::Space> PretendDisks::space(const std::filesystem::path& path)
{
    TAILSLATE_CHECK(reach(path));
    const auto device = deviceOf(path);
    return device ? Result<io::Space>(device->space) : m_disk.space(path);
}

Result<io::Volume> PretendDisks::volume(const std::filesystem::path& path)
{
    TAILSLATE_CHECK(reach(path));
    const auto device = deviceOf(path);
    return device ? Result<io::Volume>(device->volume) : m_disk.volume(path);
}

void PretendDisks::pretend(Device device)
{
    const std::lock_guard lock(m_mutex);
    m_devices.push_back(std::move(device));
}

void PretendDisks::hold(const std::filesystem::path& path)
{
    const std::lock_guard lock(m_mutex);
    m_held = path;
}

void PretendDisks::release()
{
    const std::lock_guard lock(m_mutex);
    m_held.clear();
    m_released.notify_all();
}

void PretendDisks::unplug(const std::filesystem::path& folder)
{
    const std::lock_guard lock(m_mutex);
    m_gone = folder;
}

void PretendDisks::plugIn()
{
    const std::lock_guard lock(m_mutex);
    m_gone.clear();
}

std::optional<PretendDisks::Device> PretendDisks::deviceOf(const std::filesystem::path& path) const
{
    const std::lock_guard lock(m_mutex);
    for (const Device& device : m_devices)
        if (isWithin(path, device.folder))
            return device;
    return std::nullopt;
}

Result<void> PretendDisks::reach(const std::filesystem::path& path) const
{
    const std::lock_guard lock(m_mutex);
    if (!m_gone.empty() && isWithin(path, m_gone))
        return failure(ErrorCode::DeviceLost, "the device went away", path);
    return {};
}

void AnsweringPrompts::chooseFolder(QWidget*, const QString&, const std::filesystem::path&,
                                    std::function<void(std::filesystem::path)> chosen)
{
    ++asked;
    answer(folders, chosen);
}

void AnsweringPrompts::chooseFileToOpen(QWidget*, const FileQuestion&,
                                        std::function<void(std::filesystem::path)> chosen)
{
    ++asked;
    answer(filesToOpen, chosen);
}

void AnsweringPrompts::chooseFileToSave(QWidget*, const FileQuestion&,
                                        std::function<void(std::filesystem::path)> chosen)
{
    ++asked;
    answer(filesToSave, chosen);
}

void AnsweringPrompts::newProject(QWidget*, const std::filesystem::path&,
                                  std::function<void(NewProject)> made)
{
    ++asked;
    answer(projects, made);
}

void AnsweringPrompts::askText(QWidget*, const QString&, const QString&, const QString&,
                               std::function<void(QString)> given)
{
    ++asked;
    answer(texts, given);
}

void AnsweringPrompts::confirm(QWidget*, const QString&, const QString&, const QString&,
                               std::function<void()> confirmed)
{
    ++asked;
    if (confirmations > 0) {
        --confirmations;
        confirmed();
    }
}

Bench::Bench()
    : services{.files = disks,
               .clock = clock,
               .writePdf = [](const auto& document,
                              const auto& path) { return pdf::writePdf(document, path); }}
    , settings(std::make_unique<Settings>(dir.path() / "settings.ini"))
    , workbench(std::make_unique<Workbench>(services, prompts, *settings,
                                            [] { return std::vector<io::Volume>(); }))
    , m_window(std::make_unique<MainWindow>(*workbench))
{
    m_window->show();
    if (!QTest::qWaitForWindowExposed(m_window.get()))
        throw std::runtime_error("the window does not appear");
    // Keys go to the active window only, and there may be no window manager to choose it; before it
    // appears, the system passes over the wish.
    m_window->activateWindow();
    if (!QTest::qWaitForWindowActive(m_window.get()))
        throw std::runtime_error("the window does not become active");
}

Bench::~Bench()
{
    disks.release(); // Or a job that is held up never ends.
}

std::filesystem::path Bench::folder(const std::string& name)
{
    const std::filesystem::path path = dir.path() / name;
    std::filesystem::create_directories(path);
    return path;
}

std::filesystem::path Bench::smallCard(const std::string& name, int files, std::size_t bytes)
{
    const std::filesystem::path card = folder(name);
    for (int i = 0; i < files; ++i)
        writeFile(card / ("CLIP" + std::to_string(i) + ".BIN"), bytes, static_cast<unsigned>(i));
    return card;
}

void Bench::makeProject(const QString& show, const QString& unit)
{
    prompts.projects.push_back({.show = show, .unit = unit, .path = dir.path() / "day.tailslate"});
    click("offerNewProject");
    if (!waitUntil([this] { return workbench->session().project() != nullptr; }))
        throw std::runtime_error("the project does not open");
}

void Bench::click(const char* name)
{
    QTest::mouseClick(&find<QAbstractButton>(name), Qt::LeftButton);
}

bool waitUntil(const std::function<bool()>& condition, int seconds)
{
    return QTest::qWaitFor(condition, seconds * 1000);
}

void writeFile(const std::filesystem::path& path, std::size_t bytes, unsigned seed)
{
    std::mt19937 random(seed);
    std::string content(bytes, '\0');
    for (char& byte : content)
        byte = static_cast<char>(random() & 0xFF);
    std::ofstream(path, std::ios::binary) << content;
}

std::string readFile(const std::filesystem::path& path)
{
    std::ostringstream content;
    content << std::ifstream(path, std::ios::binary).rdbuf();
    return content.str();
}

void keepPicture(QWidget& window, const char* name)
{
    const char* const folder = std::getenv("TAILSLATE_SCREENSHOTS");
    if (folder == nullptr)
        return;
    QTest::qWait(100); // Layouts settle in the event loop.
    const QString file = QString::fromLocal8Bit(folder) + u'/' + QString::fromLatin1(name);
    if (!window.grab().save(file))
        throw std::runtime_error("the picture cannot be written: " + file.toStdString());
}

} // namespace tailslate::ui::test
