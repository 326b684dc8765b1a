// SPDX-License-Identifier: Apache-2.0
#include "ui/app/Settings.h"

#include <algorithm>
#include <memory>

namespace tailslate::ui {
namespace {

constexpr int kMostRecent = 8;

// QVariant keeps a QByteArray byte for byte, which a QString would not.
QByteArray bytesOf(const std::filesystem::path& path)
{
    return QByteArray::fromStdString(path.native());
}

} // namespace

Settings::Settings(const std::filesystem::path& file)
    : m_settings(file.empty() ? QSettings(QSettings::IniFormat, QSettings::UserScope,
                                          QStringLiteral("Tailslate"), QStringLiteral("tailslate"))
                                    .fileName()
                              : QString::fromStdString(file.native()),
                 QSettings::IniFormat)
{
}

std::vector<Destination> Settings::destinations() const
{
    std::vector<Destination> destinations;
    for (const QVariant& entry : m_settings.value(QStringLiteral("destinations")).toList()) {
        const QVariantMap fields = entry.toMap();
        Destination destination;
        destination.folder = fields.value(QStringLiteral("folder")).toByteArray().toStdString();
        destination.role = fields.value(QStringLiteral("role")).toString();
        destination.enabled = fields.value(QStringLiteral("enabled"), true).toBool();
        if (!destination.folder.empty() && DestinationModel::roles().contains(destination.role))
            destinations.push_back(destination);
    }
    return destinations;
}

void Settings::setDestinations(const std::vector<Destination>& destinations)
{
    QVariantList list;
    for (const Destination& destination : destinations)
        list << QVariantMap{{QStringLiteral("folder"), bytesOf(destination.folder)},
                            {QStringLiteral("role"), destination.role},
                            {QStringLiteral("enabled"), destination.enabled}};
    m_settings.setValue(QStringLiteral("destinations"), list);
}

hash::Algorithm Settings::algorithm() const
{
    const std::string name = m_settings.value(QStringLiteral("checksum")).toString().toStdString();
    return hash::algorithmFromName(name).value_or(hash::Algorithm::Xxh64);
}

void Settings::setAlgorithm(hash::Algorithm algorithm)
{
    const std::string_view name = hash::algorithmName(algorithm);
    m_settings.setValue(QStringLiteral("checksum"),
                        QString::fromLatin1(name.data(), static_cast<qsizetype>(name.size())));
}

offload::Mode Settings::proof() const
{
    const std::string name = m_settings.value(QStringLiteral("proof")).toString().toStdString();
    return offload::modeFromName(name).value_or(offload::Mode::Verify);
}

void Settings::setProof(offload::Mode proof)
{
    const std::string_view name = offload::modeName(proof);
    m_settings.setValue(QStringLiteral("proof"),
                        QString::fromLatin1(name.data(), static_cast<qsizetype>(name.size())));
}

RollFolderChoice Settings::rollFolder() const
{
    QMap<QString, QString> custom;
    const QVariantMap kept = m_settings.value(QStringLiteral("rollFolder/custom")).toMap();
    for (auto one = kept.begin(); one != kept.end(); ++one)
        custom[one.key()] = one.value().toString();
    return {.folderTemplate = m_settings.value(QStringLiteral("rollFolder/template")).toString(),
            .day = m_settings.value(QStringLiteral("rollFolder/day")).toString(),
            .camera = m_settings.value(QStringLiteral("rollFolder/camera")).toString(),
            .counter = m_settings.value(QStringLiteral("rollFolder/counter")).toString(),
            .operatorName = m_settings.value(QStringLiteral("rollFolder/operator")).toString(),
            .custom = custom};
}

void Settings::setRollFolder(const RollFolderChoice& choice)
{
    m_settings.setValue(QStringLiteral("rollFolder/template"), choice.folderTemplate);
    m_settings.setValue(QStringLiteral("rollFolder/day"), choice.day);
    m_settings.setValue(QStringLiteral("rollFolder/camera"), choice.camera);
    m_settings.setValue(QStringLiteral("rollFolder/counter"), choice.counter);
    m_settings.setValue(QStringLiteral("rollFolder/operator"), choice.operatorName);
    QVariantMap custom;
    for (auto one = choice.custom.begin(); one != choice.custom.end(); ++one)
        custom[one.key()] = one.value();
    m_settings.setValue(QStringLiteral("rollFolder/custom"), custom);
}

std::vector<std::filesystem::path> Settings::recentProjects() const
{
    std::vector<std::filesystem::path> projects;
    for (const QVariant& entry : m_settings.value(QStringLiteral("recentProjects")).toList())
        projects.emplace_back(entry.toByteArray().toStdString());
    return projects;
}

void Settings::addRecentProject(const std::filesystem::path& project)
{
    std::vector<std::filesystem::path> projects = recentProjects();
    std::erase(projects, project);
    projects.insert(projects.begin(), project);
    QVariantList list;
    for (const auto& path : projects)
        if (list.size() < kMostRecent)
            list << bytesOf(path);
    m_settings.setValue(QStringLiteral("recentProjects"), list);
}

Look Settings::look() const
{
    Look look;
    const int level = m_settings.value(QStringLiteral("blackOut"), 1).toInt();
    look.blackOut = static_cast<BlackOut>(std::clamp(level, 1, 3));
    look.contrast = m_settings.value(QStringLiteral("highContrast"), false).toBool()
                        ? Contrast::High
                        : Contrast::Normal;
    return look;
}

void Settings::setLook(Look look)
{
    m_settings.setValue(QStringLiteral("blackOut"), static_cast<int>(look.blackOut));
    m_settings.setValue(QStringLiteral("highContrast"), look.contrast == Contrast::High);
}

QByteArray Settings::windowGeometry() const
{
    return m_settings.value(QStringLiteral("windowGeometry")).toByteArray();
}

void Settings::setWindowGeometry(const QByteArray& geometry)
{
    m_settings.setValue(QStringLiteral("windowGeometry"), geometry);
}

} // namespace tailslate::ui
