// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/Services.h"
#include "io/FileSystem.h"
#include "offload/Plan.h"
#include "ui/bridge/Background.h"
#include "ui/models/Standing.h"

#include <QAbstractListModel>
#include <QStringList>
#include <QTimer>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

namespace tailslate::ui {

/// A destination the operator has named, used or not. A value type.
struct Destination {
    std::filesystem::path folder{};
    QString role = QStringLiteral("backup");
    bool enabled = true;

    bool operator==(const Destination&) const = default;
};

/// Where rolls go: folders with a role, the device under each and the room on it, looked up in the
/// background. One thread at a time: the GUI's.
class DestinationModel final : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role {
        NameRole = Qt::UserRole + 1, ///< QString: the folder's name.
        PathRole,                    ///< QString, for eyes only.
        RoleRole,                    ///< QString: `primary`, `backup`, `shuttle`; editable.
        EnabledRole,                 ///< bool; editable.
        DeviceRole,                  ///< QString; empty until looked up.
        SpaceRole,                   ///< QString: `3.1 TB → 2.6 TB free`.
        ProblemRole,                 ///< QString: why it cannot be used, or empty.
        StandingRole                 ///< Standing.
    };

    /// The roles to choose from.
    [[nodiscard]] static QStringList roles();

    /// @param services, background Borrowed; must outlive the model.
    DestinationModel(const app::Services& services, Background& background,
                     QObject* parent = nullptr);

    /// Replaces all rows.
    void setDestinations(const std::vector<Destination>& destinations);
    [[nodiscard]] std::vector<Destination> destinations() const;

    /// Appends a folder; one that is there already is enabled instead.
    void add(const Destination& destination);
    void remove(int row);

    /// The size of the card in view, for the space after.
    void setCardBytes(std::uint64_t bytes);

    /// What is wrong for the queue as a whole, until the rows are edited; empty for nothing.
    void setQueueWarning(const QString& sentence);

    /// Looks up space and devices anew.
    void refresh();

    /// The enabled rows, as an offload takes them.
    [[nodiscard]] std::vector<offload::DestinationRequest> requests() const;

    /// One sentence for each thing that is wrong with the enabled rows taken together.
    [[nodiscard]] QStringList warnings() const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override;

signals:
    /// The operator's list has changed and should be kept.
    void edited();
    /// Space, devices or warnings are new.
    void looked();

private:
    struct Row {
        Destination destination{};
        std::optional<io::Volume> volume{};
        std::optional<io::Space> space{};
        std::optional<Error> error{};
    };

    [[nodiscard]] QString problem(const Row& row) const;
    [[nodiscard]] QString spaceText(const Row& row) const;

    const app::Services& m_services;
    Background& m_background;
    std::vector<Row> m_rows;
    std::uint64_t m_cardBytes = 0;
    QString m_queueWarning;
    QTimer m_timer;
    Background::Handle m_look;
};

} // namespace tailslate::ui
