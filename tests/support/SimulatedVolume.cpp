// SPDX-License-Identifier: Apache-2.0
#include "support/SimulatedVolume.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace tailslate::test {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kBlock = 4096;

/// The components of `path` below `mountPoint`.
std::vector<std::string> namesBelow(const fs::path& mountPoint, const fs::path& path)
{
    std::vector<std::string> names;
    for (const fs::path& name : path.lexically_relative(mountPoint)) {
        if (name != "." && !name.empty())
            names.push_back(name.native());
    }
    return names;
}

/// The part of `text` that lies in block `block`.
std::string_view blockOf(const std::string& text, std::uint64_t block)
{
    const std::size_t start = std::min<std::size_t>(block * kBlock, text.size());
    return std::string_view(text).substr(start, kBlock);
}

/// Puts `bytes` into block `block` of `text`, as far as that reaches.
void putBlock(std::string& text, std::uint64_t block, std::string_view bytes)
{
    const std::size_t start = std::min<std::size_t>(block * kBlock, text.size());
    const std::size_t count = std::min(bytes.size(), text.size() - start);
    std::memcpy(text.data() + start, bytes.data(), count);
}

std::string garbage(std::mt19937_64& random)
{
    std::string bytes(kBlock, '\0');
    for (char& byte : bytes)
        byte = static_cast<char>(random() & 0xFFU);
    return bytes;
}

/// What the medium may hold of a file after a power cut.
std::string scrambled(const Inode& file, std::mt19937_64& random)
{
    std::string text = file.durableContent;
    const std::size_t oldSize = text.size();
    const std::size_t newSize = file.content.size();
    if (oldSize != newSize) {
        const auto [least, most] = std::minmax(oldSize, newSize);
        const std::size_t between = least + random() % (most - least + 1);
        const std::size_t sizes[] = {oldSize, newSize, between};
        text.resize(sizes[random() % 3]);
    }
    std::set<std::uint64_t> doubtful = file.unsynced;
    doubtful.insert(file.abandoned.begin(), file.abandoned.end());
    for (const std::uint64_t block : doubtful) {
        switch (random() % 4) {
        case 0:
            putBlock(text, block, blockOf(file.content, block));
            break;
        case 1:
            putBlock(text, block, std::string(kBlock, '\0'));
            break;
        case 2:
            putBlock(text, block, garbage(random));
            break;
        default:
            break; // As it was.
        }
    }
    return text;
}

} // namespace

SimulatedVolume::SimulatedVolume(VolumeSetup theSetup, std::uint64_t device)
    : setup(std::move(theSetup))
    , m_device(device)
    , m_root(std::make_shared<Inode>())
{
    m_root->number = m_lastInode;
    m_root->kind = io::FileKind::Directory;
    m_root->attributes.permissions = 0755;
    m_root->durableAttributes = m_root->attributes;
}

bool SimulatedVolume::holds(const fs::path& path) const
{
    const auto rest = std::ranges::mismatch(setup.mountPoint, path).in1;
    // A root folder "/" ends in an empty component after its slash.
    return rest == setup.mountPoint.end() ||
           (std::next(rest) == setup.mountPoint.end() && rest->empty());
}

InodePtr SimulatedVolume::find(const fs::path& path) const
{
    InodePtr at = m_root;
    for (const std::string& name : namesBelow(setup.mountPoint, path)) {
        const auto entry = at->entries.find(name);
        if (entry == at->entries.end())
            return nullptr;
        at = entry->second;
    }
    return at;
}

io::FileInfo SimulatedVolume::describe(const Inode& inode) const
{
    return {.kind = inode.kind,
            .size = inode.kind == io::FileKind::Regular ? inode.content.size() : kBlock,
            .modified = inode.attributes.modified,
            .permissions = inode.attributes.permissions,
            .identity = {m_device, inode.number},
            .allocated = inode.charged};
}

std::uint64_t SimulatedVolume::freeBytes() const
{
    return setup.capacity > m_used ? setup.capacity - m_used : 0;
}

Result<SimulatedVolume::Slot> SimulatedVolume::slotFor(const fs::path& path) const
{
    const std::vector<std::string> names = namesBelow(setup.mountPoint, path);
    if (names.empty())
        return osFailure(EBUSY, "a mount point cannot be changed", path);
    if (names.back().size() > setup.longestName)
        return osFailure(ENAMETOOLONG, "the name is too long", path);
    const InodePtr folder = find(path.parent_path());
    if (!folder)
        return osFailure(ENOENT, "there is no such folder", path.parent_path());
    if (folder->kind != io::FileKind::Directory)
        return osFailure(ENOTDIR, "is not a folder", path.parent_path());
    const auto entry = folder->entries.find(names.back());
    return Slot{folder, names.back(), entry == folder->entries.end() ? nullptr : entry->second};
}

Result<InodePtr> SimulatedVolume::create(const fs::path& path, io::FileKind kind, TimePoint now)
{
    TAILSLATE_TRY(Slot slot, slotFor(path));
    if (slot.inode)
        return osFailure(EEXIST, "something already has this name", path);
    slot.inode = std::make_shared<Inode>();
    slot.inode->number = ++m_lastInode;
    slot.inode->kind = kind;
    slot.inode->attributes = {now, kind == io::FileKind::Directory ? 0755U : 0644U};
    slot.inode->durableAttributes = slot.inode->attributes;
    const InodePtr inode = slot.inode;
    record({std::move(slot)}, now);
    return inode;
}

Result<void> SimulatedVolume::rename(const fs::path& from, const fs::path& to, bool replace,
                                     TimePoint now)
{
    TAILSLATE_TRY(Slot source, slotFor(from));
    TAILSLATE_TRY(Slot target, slotFor(to));
    if (!source.inode)
        return osFailure(ENOENT, "does not exist", from);
    if (target.inode && !replace)
        return osFailure(EEXIST, "something already has this name", to);
    if (target.inode == source.inode)
        return {};
    if (std::ranges::mismatch(from, to).in1 == from.end())
        return osFailure(EINVAL, "a folder cannot move into itself", to);
    if (target.inode && target.inode->kind != source.inode->kind)
        return osFailure(target.inode->kind == io::FileKind::Directory ? EISDIR : ENOTDIR,
                         "a file and a folder cannot take each other's place", to);
    if (target.inode && !target.inode->entries.empty())
        return osFailure(ENOTEMPTY, "the folder is not empty", to);
    const InodePtr replaced = target.inode;
    target.inode = std::exchange(source.inode, nullptr);
    record({std::move(source), std::move(target)}, now);
    forget(replaced);
    return {};
}

Result<void> SimulatedVolume::remove(const fs::path& path, TimePoint now)
{
    TAILSLATE_TRY(Slot slot, slotFor(path));
    if (!slot.inode)
        return osFailure(ENOENT, "does not exist", path);
    if (!slot.inode->entries.empty())
        return osFailure(ENOTEMPTY, "the folder is not empty", path);
    const InodePtr removed = std::exchange(slot.inode, nullptr);
    record({std::move(slot)}, now);
    forget(removed);
    return {};
}

Result<void> SimulatedVolume::append(Inode& file, std::string_view bytes, TimePoint now)
{
    const std::uint64_t end = file.content.size() + bytes.size();
    TAILSLATE_CHECK(charge(file, std::max(file.reserved, end)));
    for (std::uint64_t block = file.content.size() / kBlock; block * kBlock < end; ++block) {
        file.unsynced.insert(block);
        file.abandoned.erase(block);
    }
    file.content += bytes;
    file.attributes.modified = now;
    return {};
}

void SimulatedVolume::cut(Inode& file, std::uint64_t size, TimePoint now)
{
    file.content.resize(size);
    const std::uint64_t end = (size + kBlock - 1) / kBlock;
    file.unsynced.erase(file.unsynced.lower_bound(end), file.unsynced.end());
    file.abandoned.erase(file.abandoned.lower_bound(end), file.abandoned.end());
    file.attributes.modified = now;
    endReservation(file);
}

Result<void> SimulatedVolume::reserve(Inode& file, std::uint64_t bytes)
{
    if (bytes < setup.reservesFrom)
        return {};
    TAILSLATE_CHECK(charge(file, std::max<std::uint64_t>(bytes, file.content.size())));
    file.reserved = bytes;
    file.content.reserve(bytes);
    return {};
}

void SimulatedVolume::endReservation(Inode& file)
{
    file.reserved = 0;
    // Giving room back cannot fail.
    static_cast<void>(charge(file, file.content.size()));
}

Result<void> SimulatedVolume::charge(Inode& file, std::uint64_t bytes)
{
    if (!file.named)
        return {};
    if (bytes > file.charged && bytes - file.charged > freeBytes())
        return osFailure(ENOSPC, "the volume is full", setup.mountPoint);
    m_used = m_used - file.charged + bytes;
    file.charged = bytes;
    return {};
}

void SimulatedVolume::forget(const InodePtr& inode)
{
    if (!inode)
        return;
    m_used -= std::exchange(inode->charged, 0);
    inode->named = false;
}

void SimulatedVolume::makeDurable(Inode& inode)
{
    if (inode.unsynced.size() * kBlock >= inode.content.size()) {
        inode.durableContent = inode.content;
    } else {
        inode.durableContent.resize(inode.content.size());
        for (const std::uint64_t block : inode.unsynced)
            putBlock(inode.durableContent, block, blockOf(inode.content, block));
    }
    inode.unsynced.clear();
    inode.durableAttributes = inode.attributes;
}

void SimulatedVolume::abandon(Inode& inode)
{
    inode.abandoned.merge(inode.unsynced);
    inode.unsynced.clear();
}

bool SimulatedVolume::share(const EntryChange& first, const EntryChange& second)
{
    return std::ranges::any_of(first, [&](const Slot& one) {
        return std::ranges::any_of(second, [&](const Slot& other) {
            return one.folder == other.folder && one.name == other.name;
        });
    });
}

void SimulatedVolume::apply(const EntryChange& change)
{
    for (const Slot& slot : change) {
        if (slot.inode)
            slot.folder->durableEntries[slot.name] = slot.inode;
        else
            slot.folder->durableEntries.erase(slot.name);
    }
}

void SimulatedVolume::record(EntryChange change, TimePoint now)
{
    for (const Slot& slot : change) {
        if (slot.inode)
            slot.folder->entries[slot.name] = slot.inode;
        else
            slot.folder->entries.erase(slot.name);
        slot.folder->attributes.modified = now;
        slot.folder->durableAttributes.modified = now;
    }
    m_pending.push_back(std::move(change));
}

void SimulatedVolume::makeDurableWithWhatItNeeds(const std::vector<bool>& wanted)
{
    // A change needs every earlier one of the same name.
    std::vector<bool> chosen = wanted;
    for (std::size_t later = m_pending.size(); later-- > 0;) {
        for (std::size_t earlier = 0; chosen[later] && earlier < later; ++earlier)
            chosen[earlier] = chosen[earlier] || share(m_pending[earlier], m_pending[later]);
    }
    std::vector<EntryChange> left;
    for (std::size_t i = 0; i < m_pending.size(); ++i) {
        if (chosen[i])
            apply(m_pending[i]);
        else
            left.push_back(std::move(m_pending[i]));
    }
    m_pending = std::move(left);
}

void SimulatedVolume::makeEntriesDurable(const InodePtr& folder)
{
    std::vector<bool> wanted(m_pending.size());
    for (std::size_t i = 0; i < m_pending.size(); ++i)
        wanted[i] = std::ranges::any_of(m_pending[i],
                                        [&](const Slot& slot) { return slot.folder == folder; });
    makeDurableWithWhatItNeeds(wanted);
}

void SimulatedVolume::makeAllEntriesDurable()
{
    makeDurableWithWhatItNeeds(std::vector<bool>(m_pending.size(), true));
}

void SimulatedVolume::overwrite(Inode& file, std::string content, TimePoint modified)
{
    file.content = std::move(content);
    file.durableContent = file.content;
    file.unsynced.clear();
    file.abandoned.clear();
    file.attributes.modified = modified;
    file.durableAttributes = file.attributes;
    if (file.named) {
        m_used = m_used - file.charged + file.content.size();
        file.charged = file.content.size();
    }
}

bool SimulatedVolume::flipBit(Inode& file)
{
    if (file.content.empty())
        return false;
    const std::size_t at = file.content.size() / 2;
    file.content[at] = static_cast<char>(file.content[at] ^ 1);
    // A block that is still to be synced takes the flipped bit along.
    if (!file.unsynced.contains(at / kBlock) && at < file.durableContent.size())
        file.durableContent[at] = static_cast<char>(file.durableContent[at] ^ 1);
    return true;
}

void SimulatedVolume::restart(std::mt19937_64& random, Garble garble)
{
    std::vector<EntryChange> dropped;
    for (EntryChange& change : m_pending) {
        // What was dropped takes later changes of the same name with it: file systems keep order.
        const bool possible = std::ranges::none_of(
            dropped, [&](const EntryChange& other) { return share(other, change); });
        const bool kept =
            garble == Garble::Keep || (garble == Garble::Scramble && random() % 2 == 0);
        if (possible && kept)
            apply(change);
        else
            dropped.push_back(std::move(change));
    }
    m_pending.clear();
    locks.clear();
    m_used = 0;
    ++generation;
    restartBelow(*m_root, random, garble);
}

void SimulatedVolume::restartBelow(Inode& inode, std::mt19937_64& random, Garble garble)
{
    if (inode.kind == io::FileKind::Directory) {
        inode.entries = inode.durableEntries;
        for (const auto& [name, below] : inode.entries)
            restartBelow(*below, random, garble);
        return;
    }
    std::string content = garble == Garble::Keep   ? inode.content
                          : garble == Garble::Drop ? inode.durableContent
                                                   : scrambled(inode, random);
    const bool newAttributes =
        garble == Garble::Keep || (garble == Garble::Scramble && random() % 2 == 0);
    inode.attributes = newAttributes ? inode.attributes : inode.durableAttributes;
    inode.reserved = 0;
    inode.charged = 0;
    inode.named = true;
    overwrite(inode, std::move(content), inode.attributes.modified);
}

} // namespace tailslate::test
