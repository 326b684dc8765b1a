// SPDX-License-Identifier: Apache-2.0
#include "ui/bridge/Text.h"

#include "base/DisplayText.h"

#include <QDateTime>
#include <QFile>

#include <cmath>

namespace tailslate::ui {
namespace {

QDateTime localTime(TimePoint time)
{
    return QDateTime::fromMSecsSinceEpoch(
        std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count());
}

} // namespace

QString screenText(std::string_view utf8)
{
    return QString::fromStdString(displayText(utf8));
}

QString capitalized(QString sentence)
{
    if (!sentence.isEmpty())
        sentence[0] = sentence[0].toUpper();
    return sentence;
}

QString pathText(const std::filesystem::path& path)
{
    return QString::fromStdString(displayText(path));
}

QString folderName(const std::filesystem::path& folder)
{
    const std::filesystem::path trimmed = folder.has_filename() ? folder : folder.parent_path();
    return pathText(trimmed.filename().empty() ? trimmed : trimmed.filename());
}

Result<std::filesystem::path> pathFrom(const QString& text)
{
    if (text.isEmpty())
        return failure(ErrorCode::InvalidArgument, "no file or folder was named");
    if (text.contains(QChar::ReplacementCharacter))
        return failure(ErrorCode::InvalidArgument,
                       "the name is not UTF-8, which this dialog cannot pass on; rename a folder "
                       "above it or use the command line",
                       text.toStdString());
    return std::filesystem::path(QFile::encodeName(text).toStdString());
}

QString dialogText(const std::filesystem::path& path)
{
    return QFile::decodeName(QByteArray::fromStdString(path.native()));
}

QString errorSentence(const Error& error)
{
    return capitalized(screenText(error.describe()));
}

QString errorLogLine(const Error& error)
{
    return QStringLiteral("%1: %2").arg(QLatin1String(codeName(error.code)),
                                        screenText(error.describe()));
}

QString sizeText(std::uint64_t bytes)
{
    return QString::fromStdString(displaySize(bytes));
}

QString rateText(double bytesPerSecond)
{
    const double megabytes = bytesPerSecond / 1e6;
    if (megabytes >= 1000.0)
        return QStringLiteral("%1 GB/s").arg(megabytes / 1000.0, 0, 'f', 2);
    return QStringLiteral("%1 MB/s").arg(megabytes, 0, 'f', megabytes < 10.0 ? 1 : 0);
}

QString durationText(std::chrono::seconds duration)
{
    const auto seconds = duration.count();
    if (seconds < 60)
        return QStringLiteral("%1 s").arg(seconds);
    const auto minutes = (seconds + 59) / 60;
    if (minutes < 60)
        return QStringLiteral("%1 min").arg(minutes);
    return QStringLiteral("%1 h %2 min").arg(minutes / 60).arg(minutes % 60);
}

QString clockText(TimePoint time)
{
    return localTime(time).toString(QStringLiteral("HH:mm"));
}

QString dateText(TimePoint time)
{
    return localTime(time).toString(QStringLiteral("yyyy-MM-dd HH:mm"));
}

std::chrono::year_month_day localDate(TimePoint time)
{
    const QDate date = localTime(time).date();
    return {std::chrono::year(date.year()), std::chrono::month(static_cast<unsigned>(date.month())),
            std::chrono::day(static_cast<unsigned>(date.day()))};
}

} // namespace tailslate::ui
