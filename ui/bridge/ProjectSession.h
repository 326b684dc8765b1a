// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/Services.h"
#include "project/Project.h"
#include "ui/bridge/Background.h"

#include <QObject>
#include <QString>

#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

namespace tailslate::ui {

/// An offload of a project that did not come to its end. A value type.
struct UnfinishedOffload {
    Uuid job;
    QString roll;
    std::filesystem::path card; ///< Where the card was.
    std::uint64_t bytes = 0;    ///< On the card.
    std::vector<offload::DestinationRequest> destinations;
    offload::Mode mode = offload::Mode::Verify;
    TimePoint began;
    bool onlyReadBack = false; ///< Every file is copied everywhere; some are not read back.
};

/// The project that the window works on, or none. All of its files are touched in the background;
/// what the screen shows is a copy. One thread at a time: the GUI's.
class ProjectSession final : public QObject {
    Q_OBJECT

public:
    /// @param services, background Borrowed; must outlive the session.
    ProjectSession(const app::Services& services, Background& background,
                   QObject* parent = nullptr);

    /// Opens a project in place of the present one. On failure the present one stays.
    void open(const std::filesystem::path& path);

    /// Makes a project and opens it in place of the present one.
    void create(const std::filesystem::path& path, const QString& show, const QString& unit);

    /// The open project, for use in the background; null when there is none.
    [[nodiscard]] std::shared_ptr<project::Project> project() const { return m_project; }

    /// What the open project said about itself when it was last read.
    [[nodiscard]] const std::optional<project::ProjectInfo>& info() const { return m_info; }

    [[nodiscard]] std::filesystem::path path() const;

    /// `MIDNIGHT SUN · Unit A`, or empty without a project.
    [[nodiscard]] QString title() const;

    [[nodiscard]] const std::vector<project::OffloadRow>& offloads() const { return m_offloads; }

    [[nodiscard]] const std::vector<project::GradeRow>& grades() const { return m_grades; }

    /// The newest offload that had not come to its end when the project was opened.
    [[nodiscard]] const std::optional<UnfinishedOffload>& unfinished() const
    {
        return m_unfinished;
    }

    /// Reads lists and counts anew; contentsChanged() follows.
    void refresh();

    /// Stores a grade; contentsChanged() or failed() follows.
    void saveGrade(const project::GradeRow& grade);

    /// A project is being opened or made.
    [[nodiscard]] bool busy() const { return m_busy; }

signals:
    /// Another project is open.
    void projectChanged();
    /// The lists of the same project are new.
    void contentsChanged();
    void busyChanged(bool busy);
    void gradeSaved(const QString& name);
    /// One sentence for the screen, and the same with its code for the log.
    void failed(const QString& sentence, const QString& logLine);

private:
    /// What is read of a project in one go.
    struct Contents {
        std::shared_ptr<project::Project> project;
        project::ProjectInfo info;
        std::vector<project::OffloadRow> offloads;
        std::vector<project::GradeRow> grades;
        std::optional<UnfinishedOffload> unfinished; ///< Looked for when a project is opened.
    };

    static Result<Contents> read(std::shared_ptr<project::Project> project);
    void load(std::function<Result<std::unique_ptr<project::Project>>()> make);
    void adopt(Contents contents);
    void fail(const Error& error);

    const app::Services& m_services;
    Background& m_background;
    std::shared_ptr<project::Project> m_project;
    std::optional<project::ProjectInfo> m_info;
    std::vector<project::OffloadRow> m_offloads;
    std::vector<project::GradeRow> m_grades;
    std::optional<UnfinishedOffload> m_unfinished;
    bool m_busy = false;
};

} // namespace tailslate::ui
