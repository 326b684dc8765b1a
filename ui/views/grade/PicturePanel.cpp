// SPDX-License-Identifier: Apache-2.0
#include "ui/views/grade/PicturePanel.h"

#include "ui/widgets/Paint.h"

#include <QPainter>
#include <QVBoxLayout>

#include <utility>

namespace tailslate::ui {
namespace {

constexpr int kStripHeight = 36;

State stateOf(const FeedView& feed)
{
    if (!feed.open)
        return State::Waiting;
    switch (feed.state) {
    case feed::FeedState::Connecting:
        return State::Working;
    case feed::FeedState::Live:
        return State::Good;
    case feed::FeedState::Ended:
        return State::Waiting;
    case feed::FeedState::Lost:
        break;
    }
    return State::Bad;
}

QString wordOf(const FeedView& feed)
{
    if (!feed.open)
        return QStringLiteral("no source");
    switch (feed.state) {
    case feed::FeedState::Connecting:
        return QStringLiteral("connecting");
    case feed::FeedState::Live:
        return QStringLiteral("live");
    case feed::FeedState::Ended:
        return QStringLiteral("ended");
    case feed::FeedState::Lost:
        break;
    }
    return QStringLiteral("lost");
}

} // namespace

/// The line below the picture, on the picture's own surround.
class PicturePanel::Strip final : public QWidget {
public:
    explicit Strip(QWidget* parent)
        : QWidget(parent)
    {
        setFixedHeight(kStripHeight);
        setObjectName(QStringLiteral("feedStrip"));
    }

    void setFeed(const FeedView& feed)
    {
        m_feed = feed;
        setAccessibleName(wordOf(feed) + QLatin1Char(' ') + feed.problem);
        update();
    }

    void setGradeOn(bool on)
    {
        m_gradeOn = on;
        update();
    }

    void setProblem(const QString& sentence)
    {
        m_problem = sentence;
        update();
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        const Tokens tokens = currentTokens();
        QPainter painter(this);
        painter.fillRect(rect(), tokens.surround);
        int x = 16;
        const auto words = [&](const QString& text, const QColor& color) {
            painter.setPen(color);
            const int width = figuresWidth(painter.font(), text);
            paintFigures(painter, QRect(x, 0, width, height()), Qt::AlignLeft, text);
            x += width + 16;
        };
        const State state = m_problem.isEmpty() ? stateOf(m_feed) : State::Bad;
        paintState(painter, QRectF(x, (height() - 10) / 2.0, 10, 10), state,
                   stateColor(state, tokens));
        x += 18;
        painter.setFont(textFont(TypeSize::Body, Weight::Medium));
        words(wordOf(m_feed), tokens.text);
        painter.setFont(textFont());
        words(m_feed.source, tokens.text);

        painter.setFont(textFont(TypeSize::Large));
        const QString timecode = m_feed.timecode;
        const int timecodeWidth = figuresWidth(painter.font(), timecode);
        const QRect timecodeBox(width() - 16 - timecodeWidth, 0, timecodeWidth, height());
        painter.setPen(tokens.text);
        paintFigures(painter, timecodeBox, Qt::AlignLeft, timecode);

        painter.setFont(textFont());
        QString right;
        if (m_feed.frame >= 0)
            right = QStringLiteral("frame %1").arg(m_feed.frame);
        if (m_feed.dropped > 0)
            right += QStringLiteral("  ·  %1 dropped").arg(m_feed.dropped);
        if (!m_gradeOn)
            right = QStringLiteral("grade off  ·  ") + right;
        const int rightWidth = figuresWidth(painter.font(), right);
        const int rightEdge = timecode.isEmpty() ? width() - 16 : timecodeBox.left() - 24;
        painter.setPen(tokens.quiet);
        paintFigures(painter, QRect(rightEdge - rightWidth, 0, rightWidth, height()), Qt::AlignLeft,
                     right);

        const QString left = m_problem.isEmpty() ? m_feed.format : m_problem;
        painter.drawText(QRect(x, 0, rightEdge - rightWidth - x - 16, height()), Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(left, Qt::ElideRight,
                                                          rightEdge - rightWidth - x - 16));
    }

private:
    FeedView m_feed;
    bool m_gradeOn = true;
    QString m_problem;
};

PicturePanel::PicturePanel(QWidget* parent)
    : QWidget(parent)
    , m_strip(new Strip(this))
{
    auto* const column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    if (Viewer::supported()) {
        m_viewer = new Viewer(this);
        m_viewer->setObjectName(QStringLiteral("viewer"));
        m_viewer->setSampling(true);
        column->addWidget(m_viewer, 1);
        connect(m_viewer, &Viewer::problem, m_strip, &Strip::setProblem);
        connect(m_viewer, &Viewer::sampled, this, &PicturePanel::sampled);
    } else {
        auto* const flat = new QWidget(this);
        flat->setProperty("surface", "surround");
        flat->setAttribute(Qt::WA_StyledBackground);
        column->addWidget(flat, 1);
        m_strip->setProblem(
            QStringLiteral("The picture needs OpenGL 4.0, which this display does not "
                           "offer; everything else works"));
    }
    column->addWidget(m_strip);
}

void PicturePanel::setFrame(std::shared_ptr<const image::Frame> frame)
{
    if (m_viewer)
        m_viewer->setFrame(std::move(frame));
}

void PicturePanel::setProgram(std::shared_ptr<const color::GpuProgram> program,
                              color::CdlStyle style)
{
    if (m_viewer)
        m_viewer->setProgram(std::move(program), style);
}

void PicturePanel::setCdl(const color::Cdl& cdl)
{
    if (m_viewer)
        m_viewer->setCdl(cdl);
}

void PicturePanel::setFeed(const FeedView& feed)
{
    m_strip->setFeed(feed);
}

void PicturePanel::setGradeOn(bool on)
{
    m_strip->setGradeOn(on);
}

} // namespace tailslate::ui
