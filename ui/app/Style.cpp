// SPDX-License-Identifier: Apache-2.0
#include "ui/app/Style.h"

#include <QApplication>
#include <QFile>
#include <QStyleFactory>

#include <array>
#include <utility>

// The resources of a static library are not registered by themselves. Must stand outside every
// namespace.
static void registerResources()
{
    Q_INIT_RESOURCE(tailslate);
}

namespace tailslate::ui {

void applyLook(QApplication& application, Look look)
{
    registerResources();
    const Tokens tokens = tokensFor(look);

    QFile file(QStringLiteral(":/style.qss"));
    QString sheet;
    if (file.open(QIODevice::ReadOnly))
        sheet = QString::fromUtf8(file.readAll());
    const std::array<std::pair<const char*, QColor>, 11> colors{{{"@ground", tokens.ground},
                                                                 {"@panel", tokens.panel},
                                                                 {"@raised", tokens.raised},
                                                                 {"@line", tokens.line},
                                                                 {"@text", tokens.text},
                                                                 {"@quiet", tokens.quiet},
                                                                 {"@accent", tokens.accent},
                                                                 {"@good", tokens.good},
                                                                 {"@warn", tokens.warn},
                                                                 {"@bad", tokens.bad},
                                                                 {"@surround", tokens.surround}}};
    for (const auto& [token, color] : colors)
        sheet.replace(QLatin1String(token), color.name());
    sheet.replace(QLatin1String("@px"),
                  QLatin1String(look.contrast == Contrast::High ? "2px" : "1px"));

    application.setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    application.setPalette(paletteFor(tokens));
    application.setFont(textFont());
    application.setStyleSheet(sheet);
}

} // namespace tailslate::ui
