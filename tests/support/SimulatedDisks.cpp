// SPDX-License-Identifier: Apache-2.0
// What tests see and order; the calls of the file system are in SimulatedCalls.cpp.
#include "support/SimulatedDisks.h"

#include <algorithm>
#include <cerrno>
#include <set>
#include <stdexcept>
#include <thread>
#include <utility>

namespace tailslate::test {
namespace {

namespace fs = std::filesystem;

constexpr TimePoint kStart{std::chrono::seconds(1795230366)}; // 2026-11-21T03:06:06Z

bool changes(Operation operation)
{
    switch (operation) {
    case Operation::CreateNew:
    case Operation::ContinueWriting:
    case Operation::Append:
    case Operation::SetAttributes:
    case Operation::Rename:
    case Operation::Remove:
    case Operation::CreateFolders:
        return true;
    default:
        return false;
    }
}

/// Syncs of files handle their errors themselves: a failed one has consequences.
bool syncsFiles(Operation operation)
{
    return operation == Operation::Sync || operation == Operation::SyncGroup;
}

/// Whether a call of this kind can ever fail so.
bool canFailWith(int osError, Operation operation)
{
    if (osError == EROFS)
        return changes(operation);
    if (osError == ENOSPC)
        return (changes(operation) && operation != Operation::Remove) || syncsFiles(operation) ||
               operation == Operation::SyncFolder || operation == Operation::Close;
    return true;
}

bool readsFile(Operation operation)
{
    return operation == Operation::OpenForReading || operation == Operation::Read;
}

using Look = std::function<void(const fs::path&, const std::string&)>;

void lookBelow(const fs::path& path, const Inode& inode, const Look& look)
{
    if (inode.kind == io::FileKind::Regular)
        look(path, inode.content);
    for (const auto& [name, below] : inode.entries)
        lookBelow(path / name, *below, look);
}

} // namespace

SimulatedDisks::SimulatedDisks()
    : m_now(kStart)
{
}

SimulatedDisks::~SimulatedDisks() = default;

void SimulatedDisks::addVolume(VolumeSetup setup)
{
    const std::lock_guard lock(m_mutex);
    setup.mountPoint = normal(setup.mountPoint);
    if (SimulatedVolume* const outer = volumeOf(setup.mountPoint))
        static_cast<void>(makeFolders(*outer, setup.mountPoint, true));
    m_volumes.push_back(std::make_unique<SimulatedVolume>(std::move(setup), m_volumes.size() + 1));
}

void SimulatedDisks::change(const fs::path& mountPoint,
                            const std::function<void(VolumeSetup&)>& change)
{
    const std::lock_guard lock(m_mutex);
    change(mountedAt(mountPoint).setup);
}

void SimulatedDisks::makeFile(const fs::path& path, std::string_view content, TimePoint modified)
{
    makeFolder(path.parent_path());
    const std::lock_guard lock(m_mutex);
    const fs::path at = normal(path);
    SimulatedVolume& volume = *volumeOf(at); // makeFolder() would have thrown.
    InodePtr file = volume.find(at);
    if (!file)
        file = volume.create(at, io::FileKind::Regular, m_now).value();
    volume.overwrite(*file, std::string(content), modified);
    volume.makeEntriesDurable(volume.find(at.parent_path()));
}

void SimulatedDisks::makeFolder(const fs::path& path)
{
    const std::lock_guard lock(m_mutex);
    const fs::path at = normal(path);
    SimulatedVolume* const volume = volumeOf(at);
    if (!volume)
        throw std::out_of_range("no volume for " + at.string());
    if (const auto made = makeFolders(*volume, at, true); !made)
        throw std::invalid_argument(made.error().describe());
}

std::string SimulatedDisks::contentOf(const fs::path& path) const
{
    const std::lock_guard lock(m_mutex);
    const fs::path at = normal(path);
    const SimulatedVolume* const volume = volumeOf(at);
    const InodePtr file = volume ? volume->find(at) : nullptr;
    if (!file || file->kind != io::FileKind::Regular)
        throw std::out_of_range("no file " + at.string());
    return file->content;
}

bool SimulatedDisks::exists(const fs::path& path) const
{
    const std::lock_guard lock(m_mutex);
    const fs::path at = normal(path);
    const SimulatedVolume* const volume = volumeOf(at);
    return volume && volume->find(at);
}

std::map<fs::path, std::string> SimulatedDisks::tree(const fs::path& root) const
{
    std::map<fs::path, std::string> files;
    lookAt(root, [&](const fs::path& path, const std::string& content) { files[path] = content; });
    return files;
}

void SimulatedDisks::lookAt(const fs::path& root, const Look& look) const
{
    const std::lock_guard lock(m_mutex);
    const fs::path at = normal(root);
    for (const auto& volume : m_volumes) {
        // The volume of the root, and those mounted below it.
        const bool below = std::ranges::mismatch(at, volume->setup.mountPoint).in1 == at.end();
        const fs::path start = below ? volume->setup.mountPoint : at;
        const InodePtr inode = volumeOf(start) == volume.get() ? volume->find(start) : nullptr;
        if (inode)
            lookBelow(start, *inode, look);
    }
}

std::uint64_t SimulatedDisks::operationCount() const
{
    const std::lock_guard lock(m_mutex);
    return m_operations.size();
}

std::vector<OperationRecord> SimulatedDisks::operations() const
{
    const std::lock_guard lock(m_mutex);
    return m_operations;
}

std::vector<OperationRecord> SimulatedDisks::modifyingCalls(const fs::path& mountPoint) const
{
    const std::lock_guard lock(m_mutex);
    const SimulatedVolume& volume = mountedAt(mountPoint);
    std::vector<OperationRecord> calls;
    std::ranges::copy_if(m_operations, std::back_inserter(calls), [&](const OperationRecord& call) {
        return changes(call.operation) &&
               (volumeOf(call.path) == &volume || volumeOf(call.from) == &volume);
    });
    return calls;
}

void SimulatedDisks::faultAt(std::uint64_t index, Fault fault)
{
    const std::lock_guard lock(m_mutex);
    m_faults[index] = fault;
}

bool SimulatedDisks::faultFired() const
{
    const std::lock_guard lock(m_mutex);
    return m_faultFired;
}

void SimulatedDisks::takeAway(const fs::path& mountPoint)
{
    const std::lock_guard lock(m_mutex);
    takeAwayDevice(mountedAt(mountPoint).setup.deviceId);
}

void SimulatedDisks::takeAwayDevice(const std::string& deviceId)
{
    for (const auto& volume : m_volumes) {
        if (volume->setup.deviceId != deviceId || volume->gone)
            continue;
        std::mt19937_64 unused; // Nothing is left to chance.
        volume->restart(unused, Garble::Drop);
        volume->gone = true;
    }
}

void SimulatedDisks::unmount(const fs::path& mountPoint)
{
    const std::lock_guard lock(m_mutex);
    mountedAt(mountPoint).unmounted = true;
}

void SimulatedDisks::bringBack(const fs::path& mountPoint)
{
    const std::lock_guard lock(m_mutex);
    const std::string deviceId = mountedAt(mountPoint).setup.deviceId;
    for (const auto& volume : m_volumes) {
        if (volume->setup.deviceId == deviceId)
            volume->gone = volume->unmounted = false;
    }
}

void SimulatedDisks::cutPowerAt(std::uint64_t index)
{
    const std::lock_guard lock(m_mutex);
    m_powerCut = index;
}

bool SimulatedDisks::powerIsOff() const
{
    const std::lock_guard lock(m_mutex);
    return m_powerOff;
}

void SimulatedDisks::restart(std::uint64_t seed, Garble garble)
{
    const std::lock_guard lock(m_mutex);
    std::mt19937_64 random(seed);
    for (const auto& volume : m_volumes) {
        if (!volume->gone)
            volume->restart(random, garble);
    }
    m_powerCut.reset();
    m_powerOff = false;
}

void SimulatedDisks::announce(OperationRecord& record)
{
    {
        const std::lock_guard lock(m_mutex);
        record.index = m_operations.size();
        m_operations.push_back(record);
    }
    if (before)
        before(record);
}

Result<void> SimulatedDisks::admit(const OperationRecord& record, Turn& turn,
                                   std::unique_lock<std::mutex>& lock)
{
    m_now += std::chrono::milliseconds(1);
    if (const auto fault = m_faults.find(record.index); fault != m_faults.end())
        turn.fault = fault->second;
    if (strikes(turn, Fault::Kind::Delay)) {
        lock.unlock();
        std::this_thread::sleep_for(turn.fault->delay);
        lock.lock();
    }

    if (m_powerCut && record.index >= *m_powerCut && !m_powerOff) {
        m_powerOff = true;
        if (record.operation == Operation::CreateFolders && turn.volume && !turn.volume->gone)
            static_cast<void>(makeFolders(*turn.volume, record.path, false));
    }
    if (m_powerOff)
        return osFailure(EIO, "the power is off", record.path);

    const bool fails = turn.fault && turn.fault->kind == Fault::Kind::Error &&
                       canFailWith(turn.fault->osError, record.operation);
    if (fails && turn.fault->osError == ENODEV && turn.volume && !turn.volume->gone) {
        m_faultFired = true;
        takeAwayDevice(turn.volume->setup.deviceId);
    }
    const SimulatedVolume* const source = record.from.empty() ? nullptr : volumeOf(record.from);
    if ((turn.volume && turn.volume->gone) || (source && source->gone))
        return osFailure(ENODEV, "the device is gone", record.path);
    if (fails && !syncsFiles(record.operation)) {
        m_faultFired = true;
        return osFailure(turn.fault->osError, "injected fault", record.path);
    }
    // createFolders() has nothing to say where all the folders are there.
    if (turn.volume && turn.volume->setup.readOnly && changes(record.operation) &&
        record.operation != Operation::CreateFolders)
        return osFailure(EROFS, "the volume is read-only", record.path);
    return {};
}

bool SimulatedDisks::strikes(const Turn& turn, Fault::Kind kind)
{
    const bool now = turn.fault && turn.fault->kind == kind;
    m_faultFired = m_faultFired || now;
    return now;
}

void SimulatedDisks::strikeAfter(const OperationRecord& record, const Turn& turn)
{
    if (!turn.file || turn.file->content.empty() || !turn.volume)
        return;
    if (strikes(turn, Fault::Kind::FlipBitAtRest))
        SimulatedVolume::flipBit(*turn.file);
    if (readsFile(record.operation) && strikes(turn, Fault::Kind::ChangeSource)) {
        std::string content = turn.file->content;
        for (char& byte : content)
            byte = static_cast<char>(~byte);
        turn.volume->overwrite(*turn.file, std::move(content),
                               turn.file->attributes.modified + std::chrono::seconds(1));
    }
}

Result<void> SimulatedDisks::syncFiles(const Turn& turn, const std::vector<InodePtr>& files,
                                       const fs::path& path)
{
    if (strikes(turn, Fault::Kind::Error)) {
        for (const InodePtr& file : files)
            SimulatedVolume::abandon(*file);
        return osFailure(turn.fault->osError, "injected fault", path);
    }
    if (!strikes(turn, Fault::Kind::LieAboutSync)) {
        for (const InodePtr& file : files)
            SimulatedVolume::makeDurable(*file);
    }
    return {};
}

Result<void> SimulatedDisks::makeFolders(SimulatedVolume& volume, const fs::path& folder,
                                         bool durable)
{
    fs::path at = volume.setup.mountPoint;
    const fs::path below = folder.lexically_relative(at);
    for (const fs::path& name : below == "." ? fs::path() : below) {
        const InodePtr parent = volume.find(at);
        at /= name;
        if (const InodePtr there = volume.find(at)) {
            if (there->kind != io::FileKind::Directory)
                return failure(ErrorCode::AlreadyExists, "a file is in the way of the folder", at);
            continue;
        }
        TAILSLATE_CHECK(volume.create(at, io::FileKind::Directory, m_now));
        if (durable)
            volume.makeEntriesDurable(parent);
    }
    return {};
}

fs::path SimulatedDisks::normal(const fs::path& path)
{
    fs::path result = path.lexically_normal();
    if (!result.has_filename() && result.has_relative_path())
        result = result.parent_path(); // A trailing slash is no component.
    return result;
}

SimulatedVolume* SimulatedDisks::volumeOf(const fs::path& path) const
{
    SimulatedVolume* best = nullptr;
    for (const auto& volume : m_volumes) {
        if (!volume->unmounted && volume->holds(path) &&
            (!best ||
             volume->setup.mountPoint.native().size() > best->setup.mountPoint.native().size()))
            best = volume.get();
    }
    return best;
}

SimulatedVolume& SimulatedDisks::mountedAt(const fs::path& mountPoint) const
{
    const auto volume =
        std::ranges::find(m_volumes, normal(mountPoint), [](const auto& each) -> const fs::path& {
            return each->setup.mountPoint;
        });
    if (volume == m_volumes.end())
        throw std::out_of_range("nothing is mounted at " + mountPoint.string());
    return **volume;
}

std::vector<io::DirectoryEntry> SimulatedDisks::wayToMounts(const fs::path& folder) const
{
    std::set<fs::path> names;
    for (const auto& volume : m_volumes) {
        const fs::path below = volume->setup.mountPoint.lexically_relative(folder);
        if (!below.empty() && *below.begin() != ".." && *below.begin() != ".")
            names.insert(*below.begin());
    }
    std::vector<io::DirectoryEntry> entries;
    for (const fs::path& name : names)
        entries.push_back({name, io::FileKind::Directory});
    return entries;
}

} // namespace tailslate::test
