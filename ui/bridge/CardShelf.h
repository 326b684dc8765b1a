// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/Services.h"
#include "app/Thumbnails.h"
#include "io/FileSystem.h"
#include "media/Card.h"
#include "ui/bridge/Background.h"

#include <QObject>
#include <QString>

#include <filesystem>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace tailslate::ui {

/// A clip as the screen shows it. Texts are empty while unknown.
struct ClipView {
    QString name{};
    QString roll{};
    media::ClipKind kind = media::ClipKind::Picture;
    QString codec{};
    QString timecode{};
    QString duration{};
    std::uint64_t bytes = 0;
    std::shared_ptr<const app::ClipPictures> pictures{}; ///< Null until they were looked for.
};

/// A volume or folder that is, or may be, a card.
struct CardSlot {
    enum class Reading { NotYet = 1, Now, Done, Failed };

    int id = 0;
    std::filesystem::path path{};
    QString name{};   ///< The roll once read, else the volume's label or the folder's name.
    QString device{}; ///< Empty for folders.
    bool volume = false;
    Reading reading = Reading::NotYet;
    std::shared_ptr<const media::Card> card{}; ///< Set when reading is Done.
    std::optional<Error> error{};              ///< Set when reading is Failed.
    std::vector<ClipView> clips{};             ///< As Card::clips, filled in as it becomes known.
};

/// The cards within reach: mounted volumes as they come and go, and folders that the operator
/// added. Lists a card in the background when asked to, then looks into its clips. Nothing on a
/// card is ever written. One thread at a time: the GUI's.
class CardShelf final : public QObject {
    Q_OBJECT

public:
    /// @param services, background Borrowed; must outlive the shelf.
    CardShelf(const app::Services& services, Background& background, QObject* parent = nullptr);

    /// Says which volumes are mounted now: new ones appear, those that are gone disappear, and with
    /// them every folder on them.
    void setVolumes(const std::vector<io::Volume>& volumes);

    /// Puts a folder on the shelf and reads it. A folder that is there already is read again.
    /// @return Its id.
    int addFolder(const std::filesystem::path& folder);

    /// Takes a folder off the shelf; volumes leave when they are ejected.
    void removeFolder(int id);

    /// Lists the card (again).
    void read(int id);

    /// Puts thumbnails beside clips of a card, unless another card lies there by now.
    void setPictures(int id, const std::shared_ptr<const media::Card>& card,
                     std::vector<std::pair<std::size_t, app::ClipPictures>> pictures);

    [[nodiscard]] const std::vector<CardSlot>& cards() const { return m_slots; }

    /// The card with this id, or null.
    [[nodiscard]] const CardSlot* find(int id) const;

signals:
    void cardAboutToBeAdded(int index);
    void cardAdded(int index);
    void cardChanged(int index);
    void cardAboutToBeRemoved(int index);
    void cardRemoved(int id);
    /// The clips of a card were looked into; their texts or thumbnails are new.
    void clipsChanged(int id);

private:
    struct Work {
        int id = 0;
        Background::Handle listing;
        Background::Handle details;
    };

    [[nodiscard]] std::size_t indexOf(int id) const;
    int append(CardSlot slot);
    void removeAt(std::size_t index);
    void takeCard(int id, Result<media::Card> card);
    void readClips(int id);
    Work& workOf(int id);

    const app::Services& m_services;
    Background& m_background;
    std::vector<CardSlot> m_slots;
    std::vector<Work> m_work;
    std::vector<std::filesystem::path> m_mounted;
    int m_nextId = 1;
};

} // namespace tailslate::ui
