// SPDX-License-Identifier: Apache-2.0
#include "ui/models/DestinationModel.h"

#include "ui/bridge/Text.h"

#include <algorithm>
#include <utility>

namespace tailslate::ui {
namespace {

/// What is found out about one folder.
struct Found {
    std::filesystem::path folder;
    std::optional<io::Volume> volume;
    std::optional<io::Space> space;
    std::optional<Error> error;
};

Found look(io::FileSystem& files, const std::filesystem::path& folder)
{
    Found found{.folder = folder, .volume = {}, .space = {}, .error = {}};
    const auto volume = files.volume(folder);
    const auto space = files.space(folder);
    if (volume)
        found.volume = *volume;
    else
        found.error = volume.error();
    if (space)
        found.space = *space;
    else if (!found.error)
        found.error = space.error();
    return found;
}

} // namespace

QStringList DestinationModel::roles()
{
    return {QStringLiteral("primary"), QStringLiteral("backup"), QStringLiteral("shuttle")};
}

DestinationModel::DestinationModel(const app::Services& services, Background& background,
                                   QObject* parent)
    : QAbstractListModel(parent)
    , m_services(services)
    , m_background(background)
{
    m_timer.setInterval(5000);
    connect(&m_timer, &QTimer::timeout, this, &DestinationModel::refresh);
    m_timer.start();
    connect(this, &DestinationModel::edited, this, [this] { m_queueWarning.clear(); });
}

void DestinationModel::setDestinations(const std::vector<Destination>& destinations)
{
    beginResetModel();
    m_rows.clear();
    for (const Destination& destination : destinations)
        m_rows.push_back({.destination = destination, .volume = {}, .space = {}, .error = {}});
    endResetModel();
    refresh();
}

std::vector<Destination> DestinationModel::destinations() const
{
    std::vector<Destination> all;
    all.reserve(m_rows.size());
    for (const Row& row : m_rows)
        all.push_back(row.destination);
    return all;
}

void DestinationModel::add(const Destination& destination)
{
    const auto known = std::find_if(m_rows.begin(), m_rows.end(), [&](const Row& row) {
        return row.destination.folder == destination.folder;
    });
    if (known != m_rows.end()) {
        setData(index(static_cast<int>(known - m_rows.begin())), true, EnabledRole);
        return;
    }
    beginInsertRows({}, rowCount(), rowCount());
    m_rows.push_back({.destination = destination, .volume = {}, .space = {}, .error = {}});
    endInsertRows();
    emit edited();
    refresh();
}

void DestinationModel::remove(int row)
{
    if (row < 0 || row >= rowCount())
        return;
    beginRemoveRows({}, row, row);
    m_rows.erase(m_rows.begin() + row);
    endRemoveRows();
    emit edited();
    emit looked();
}

void DestinationModel::setCardBytes(std::uint64_t bytes)
{
    if (std::exchange(m_cardBytes, bytes) == bytes || m_rows.empty())
        return;
    emit dataChanged(index(0), index(rowCount() - 1));
    emit looked();
}

void DestinationModel::setQueueWarning(const QString& sentence)
{
    if (sentence == m_queueWarning)
        return;
    m_queueWarning = sentence;
    emit looked();
}

void DestinationModel::refresh()
{
    if (m_rows.empty())
        return;
    std::vector<std::filesystem::path> folders;
    for (const Row& row : m_rows)
        folders.push_back(row.destination.folder);
    m_look.stop();
    m_look = m_background.run<std::vector<Found>>(
        "destinations", this,
        [&files = m_services.files,
         folders = std::move(folders)](jobs::JobContext context) -> Result<std::vector<Found>> {
            std::vector<Found> found;
            for (const auto& folder : folders) {
                TAILSLATE_CHECK(context.checkStop());
                found.push_back(look(files, folder));
            }
            return found;
        },
        [this](Result<std::vector<Found>> found) {
            if (!found || m_rows.empty())
                return;
            for (Found& one : *found) {
                for (Row& row : m_rows) {
                    if (row.destination.folder != one.folder)
                        continue;
                    row.volume = one.volume;
                    row.space = one.space;
                    row.error = one.error;
                }
            }
            emit dataChanged(index(0), index(rowCount() - 1));
            emit looked();
        });
}

std::vector<offload::DestinationRequest> DestinationModel::requests() const
{
    std::vector<offload::DestinationRequest> requests;
    for (const Row& row : m_rows)
        if (row.destination.enabled)
            requests.push_back({.folder = row.destination.folder,
                                .role = row.destination.role.toStdString(),
                                .volume = row.volume});
    return requests;
}

QStringList DestinationModel::warnings() const
{
    QStringList warnings;
    if (!m_queueWarning.isEmpty())
        warnings << m_queueWarning;
    std::vector<const Row*> used;
    for (const Row& row : m_rows)
        if (row.destination.enabled && row.volume)
            used.push_back(&row);
    for (std::size_t i = 0; i < used.size(); ++i) {
        QStringList sharing;
        for (std::size_t j = 0; j < used.size(); ++j) {
            if (used[j]->volume->deviceId != used[i]->volume->deviceId)
                continue;
            if (j < i) { // Told with the first of them.
                sharing.clear();
                break;
            }
            sharing << folderName(used[j]->destination.folder);
        }
        if (sharing.size() > 1) {
            const QString last = sharing.takeLast();
            warnings << QStringLiteral(
                            "%1 and %2 share one device: together they count as one copy")
                            .arg(sharing.join(QStringLiteral(", ")), last);
        }
    }
    return warnings;
}

int DestinationModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant DestinationModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case NameRole:
        return folderName(row.destination.folder);
    case Qt::ToolTipRole:
    case PathRole:
        return pathText(row.destination.folder);
    case RoleRole:
        return row.destination.role;
    case EnabledRole:
        return row.destination.enabled;
    case Qt::CheckStateRole:
        return row.destination.enabled ? Qt::Checked : Qt::Unchecked;
    case DeviceRole:
        return row.volume ? screenText(row.volume->deviceName) : QString();
    case SpaceRole:
        return spaceText(row);
    case ProblemRole:
        return problem(row);
    case StandingRole:
        if (!row.destination.enabled)
            return QVariant::fromValue(Standing::Plain);
        return QVariant::fromValue(problem(row).isEmpty() ? Standing::Plain : Standing::Bad);
    default:
        return {};
    }
}

bool DestinationModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return false;
    Destination& destination = m_rows[static_cast<std::size_t>(index.row())].destination;
    if (role == RoleRole && roles().contains(value.toString()))
        destination.role = value.toString();
    else if (role == EnabledRole)
        destination.enabled = value.toBool();
    else if (role == Qt::CheckStateRole)
        destination.enabled = value.toInt() == Qt::Checked;
    else
        return false;
    emit dataChanged(index, index);
    emit edited();
    emit looked();
    return true;
}

Qt::ItemFlags DestinationModel::flags(const QModelIndex& index) const
{
    const Qt::ItemFlags base = QAbstractListModel::flags(index);
    return index.isValid() ? base | Qt::ItemIsUserCheckable | Qt::ItemIsEditable : base;
}

QString DestinationModel::problem(const Row& row) const
{
    if (row.error)
        return errorSentence(*row.error);
    if (row.volume && row.volume->readOnly)
        return QStringLiteral("The volume is read-only");
    if (row.space && row.space->freeBytes < m_cardBytes)
        return QStringLiteral("%1 too little").arg(sizeText(m_cardBytes - row.space->freeBytes));
    return {};
}

QString DestinationModel::spaceText(const Row& row) const
{
    if (!row.space)
        return {};
    const std::uint64_t before = row.space->freeBytes;
    if (m_cardBytes == 0 || !row.destination.enabled || before < m_cardBytes)
        return QStringLiteral("%1 free").arg(sizeText(before));
    const QString after = sizeText(before - m_cardBytes);
    if (after == sizeText(before))
        return QStringLiteral("%1 free · %2 needed").arg(after, sizeText(m_cardBytes));
    return QStringLiteral("%1 → %2 free").arg(sizeText(before), after);
}

} // namespace tailslate::ui
