// SPDX-License-Identifier: Apache-2.0
#include "ui/bridge/CardHistories.h"

#include <algorithm>
#include <utility>

namespace tailslate::ui {

CardHistories::CardHistories(const app::Services& services, Background& background,
                             CardShelf& shelf, ProjectSession& session, QObject* parent)
    : QObject(parent)
    , m_services(services)
    , m_background(background)
    , m_shelf(shelf)
    , m_session(session)
{
    connect(&shelf, &CardShelf::cardChanged, this, &CardHistories::look);
    connect(&shelf, &CardShelf::cardRemoved, this, [this](int id) { m_found.erase(id); });
    connect(&session, &ProjectSession::contentsChanged, this, &CardHistories::lookAgain);
}

const std::vector<app::EarlierOffload>* CardHistories::of(const CardSlot& slot) const
{
    const auto found = m_found.find(slot.id);
    return found != m_found.end() && found->second.card == slot.card ? &found->second.history
                                                                     : nullptr;
}

/// What was found stays until it was looked up anew, unless another project is open.
void CardHistories::lookAgain()
{
    m_job.stop();
    if (m_session.project() != m_project) {
        m_project = m_session.project();
        m_found.clear();
    }
    ++m_round;
    look();
}

void CardHistories::setHeld(bool held)
{
    if (held == std::exchange(m_held, held))
        return;
    if (held)
        m_job.stop();
    else
        look();
}

void CardHistories::look()
{
    if (m_held || m_job.running() || !m_project)
        return;
    const auto& cards = m_shelf.cards();
    const auto next = std::ranges::find_if(cards, [this](const CardSlot& slot) {
        const auto found = m_found.find(slot.id);
        return slot.card && slot.reading == CardSlot::Reading::Done &&
               (found == m_found.end() || found->second.card != slot.card ||
                found->second.round != m_round);
    });
    if (next != cards.end())
        start(*next);
}

void CardHistories::start(const CardSlot& slot)
{
    using History = std::vector<app::EarlierOffload>;
    m_job = m_background.run<History>(
        "card-history", this,
        [&services = m_services, project = m_project, card = slot.card](jobs::JobContext context) {
            return app::cardHistory(services, *project, *card, context);
        },
        [this, id = slot.id, card = slot.card, round = m_round](Result<History> history) {
            m_job = {};
            // A project that cannot be read tells so elsewhere.
            if (m_shelf.find(id)) {
                m_found[id] = {card, history ? std::move(*history) : History(), round};
                emit changed(id);
            }
            look();
        });
}

} // namespace tailslate::ui
