// SPDX-License-Identifier: Apache-2.0
#include "ui/bridge/ProjectSession.h"

#include "app/ProjectPlace.h"
#include "ui/bridge/Text.h"

#include <utility>

namespace tailslate::ui {
namespace {

bool isOnlyReadBackMissing(const offload::OffloadResult& result)
{
    for (std::size_t file = 0; file < result.copies.files(); ++file) {
        for (std::size_t i = 0; i < result.copies.destinations(); ++i) {
            if (result.copies.level(file, i) < offload::EvidenceLevel::Hashed ||
                result.copies.hasError(file, i))
                return false;
        }
    }
    return !result.copies.empty();
}

Result<std::optional<UnfinishedOffload>> findUnfinished(project::Project& project)
{
    TAILSLATE_TRY(const std::optional<Uuid> job, project.newestUnfinished());
    if (!job)
        return std::nullopt;
    TAILSLATE_TRY(const offload::OffloadResult result, project.offload(*job));
    UnfinishedOffload unfinished{.job = *job,
                                 .roll = screenText(result.plan.card.roll),
                                 .card = result.plan.card.root,
                                 .bytes = result.plan.card.totalBytes(),
                                 .destinations = {},
                                 .mode = result.plan.mode,
                                 .began = result.started,
                                 .onlyReadBack = isOnlyReadBackMissing(result)};
    for (const offload::PlannedDestination& destination : result.plan.destinations)
        unfinished.destinations.push_back({destination.folder, destination.role});
    return unfinished;
}

} // namespace

ProjectSession::ProjectSession(const app::Services& services, Background& background,
                               QObject* parent)
    : QObject(parent)
    , m_services(services)
    , m_background(background)
{
}

void ProjectSession::open(const std::filesystem::path& path)
{
    load([path, &services = m_services] { return app::openProject(services, path); });
}

void ProjectSession::create(const std::filesystem::path& path, const QString& show,
                            const QString& unit)
{
    load([path, showName = show.toStdString(), unitName = unit.toStdString(),
          &services = m_services] {
        return app::createProject(services, path, showName, unitName);
    });
}

std::filesystem::path ProjectSession::path() const
{
    return m_project ? m_project->path() : std::filesystem::path();
}

QString ProjectSession::title() const
{
    if (!m_info)
        return {};
    QString title = screenText(m_info->show);
    if (!m_info->unit.empty())
        title += QStringLiteral(" · ") + screenText(m_info->unit);
    return title;
}

void ProjectSession::refresh()
{
    if (!m_project)
        return;
    m_background.run<Contents>(
        "project-read", this, [project = m_project](jobs::JobContext) { return read(project); },
        [this](Result<Contents> contents) {
            if (!contents)
                return fail(contents.error());
            if (contents->project == m_project)
                adopt(std::move(*contents));
        });
}

void ProjectSession::saveGrade(const project::GradeRow& grade)
{
    if (!m_project)
        return;
    m_background.run<project::GradeRow>(
        "grade-save", this,
        [project = m_project, grade](jobs::JobContext) { return project->saveGrade(grade); },
        [this](Result<project::GradeRow> saved) {
            if (!saved)
                return fail(saved.error());
            emit gradeSaved(screenText(saved->name));
            refresh();
        });
}

Result<ProjectSession::Contents> ProjectSession::read(std::shared_ptr<project::Project> project)
{
    Contents contents;
    TAILSLATE_TRY(contents.info, project->info());
    TAILSLATE_TRY(contents.offloads, project->offloads());
    TAILSLATE_TRY(contents.grades, project->grades());
    contents.project = std::move(project);
    return contents;
}

void ProjectSession::load(std::function<Result<std::unique_ptr<project::Project>>()> make)
{
    m_busy = true;
    emit busyChanged(true);
    m_background.run<Contents>(
        "project-open", this,
        [make = std::move(make)](jobs::JobContext) -> Result<Contents> {
            TAILSLATE_TRY(std::shared_ptr<project::Project> project, make());
            TAILSLATE_TRY(auto unfinished, findUnfinished(*project));
            TAILSLATE_TRY(Contents contents, read(std::move(project)));
            contents.unfinished = std::move(unfinished);
            return contents;
        },
        [this](Result<Contents> contents) {
            m_busy = false;
            emit busyChanged(false);
            if (!contents)
                return fail(contents.error());
            adopt(std::move(*contents));
        });
}

void ProjectSession::adopt(Contents contents)
{
    const bool another = contents.project != m_project;
    if (another && m_project) {
        // The last owner closes the database, which may take a while: not here.
        m_background.run<void>(
            "project-close", this,
            [previous = m_project](jobs::JobContext) mutable -> Result<void> {
                previous.reset();
                return {};
            },
            [](Result<void>) {});
    }
    m_project = std::move(contents.project);
    m_info = std::move(contents.info);
    m_offloads = std::move(contents.offloads);
    m_grades = std::move(contents.grades);
    if (another) {
        m_unfinished = std::move(contents.unfinished);
        emit projectChanged();
    }
    emit contentsChanged();
}

void ProjectSession::fail(const Error& error)
{
    emit failed(errorSentence(error), errorLogLine(error));
}

} // namespace tailslate::ui
