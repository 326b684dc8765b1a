// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hash/Digest.h"
#include "offload/Plan.h"
#include "ui/models/DestinationModel.h"
#include "ui/models/RollFolder.h"
#include "ui/widgets/Theme.h"

#include <QByteArray>
#include <QSettings>

#include <filesystem>
#include <vector>

namespace tailslate::ui {

/// What the window remembers of itself from one day to the next. Paths keep all their bytes. One
/// thread at a time: the GUI's.
class Settings final {
public:
    /// @param file An INI file; an empty path takes the user's own settings.
    explicit Settings(const std::filesystem::path& file);

    [[nodiscard]] std::vector<Destination> destinations() const;
    void setDestinations(const std::vector<Destination>& destinations);

    [[nodiscard]] hash::Algorithm algorithm() const;
    void setAlgorithm(hash::Algorithm algorithm);

    [[nodiscard]] offload::Mode proof() const;
    void setProof(offload::Mode proof);

    [[nodiscard]] RollFolderChoice rollFolder() const;
    void setRollFolder(const RollFolderChoice& choice);

    /// Newest first, at most eight.
    [[nodiscard]] std::vector<std::filesystem::path> recentProjects() const;
    void addRecentProject(const std::filesystem::path& project);

    [[nodiscard]] Look look() const;
    void setLook(Look look);

    [[nodiscard]] QByteArray windowGeometry() const;
    void setWindowGeometry(const QByteArray& geometry);

private:
    QSettings m_settings;
};

} // namespace tailslate::ui
