// SPDX-License-Identifier: Apache-2.0
#include "realdisk/Faults.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fnmatch.h>
#include <sstream>
#include <sys/stat.h>
#include <thread>

namespace tailslate::realdisk {
namespace {

int errorNamed(const std::string& name)
{
    constexpr int kLastError = 133; // EHWPOISON
    for (int error = 1; error <= kLastError; ++error) {
        const char* const known = ::strerrorname_np(error);
        if (known && name == known)
            return error;
    }
    return 0;
}

bool touches(std::uint64_t byte, std::uint64_t offset, std::uint64_t size)
{
    return byte >= offset && byte - offset < size;
}

std::string lastPart(std::string_view path)
{
    return std::string(path.substr(path.rfind('/') + 1));
}

} // namespace

Faults::Faults(std::filesystem::path file)
    : m_file(std::move(file))
    , m_log(m_file.string() + ".log", std::ios::app)
{
    readAgain();
}

std::optional<Faults::Rule> Faults::parse(const std::string& line)
{
    std::istringstream words(line);
    Rule rule;
    rule.line = line;
    words >> rule.operation;
    std::string word;
    if (rule.operation == "vanish") {
        rule.operation = "any";
        rule.error = ENODEV;
    } else if (rule.operation == "delay") {
        if (!(words >> rule.operation))
            return std::nullopt;
    } else if (rule.operation != "coarse-times" && !rule.operation.starts_with("flip-")) {
        if (!(words >> word) || (rule.error = errorNamed(word)) == 0)
            return std::nullopt;
    }
    while (words >> word) {
        const std::size_t equals = word.find('=');
        const std::string key = word.substr(0, equals);
        const std::string value = equals == std::string::npos ? "" : word.substr(equals + 1);
        const std::uint64_t number = std::strtoull(value.c_str(), nullptr, 10);
        if (key == "name")
            rule.name = value;
        else if (key == "offset")
            rule.offset = number;
        else if (key == "nth")
            rule.nth = number;
        else if (key == "count")
            rule.count = number;
        else if (key == "after")
            rule.after = number;
        else if (key == "bit")
            rule.bit = static_cast<unsigned>(number % 8);
        else if (key == "ms")
            rule.milliseconds = static_cast<unsigned>(number);
        else if (key == "direct")
            rule.direct = true;
        else if (key == "noreplace" && rule.operation == "rename")
            rule.operation = "rename-noreplace";
        else
            return std::nullopt;
    }
    return rule;
}

bool Faults::concerns(const Rule& rule, const Request& request)
{
    const bool sameOperation =
        rule.operation == "any" || rule.operation == request.operation ||
        (rule.operation == "rename" && request.operation == "rename-noreplace");
    return sameOperation && (!rule.direct || request.direct) &&
           (!rule.offset || touches(*rule.offset, request.offset, request.size)) &&
           (rule.name == "*" ||
            ::fnmatch(rule.name.c_str(), lastPart(request.path).c_str(), 0) == 0);
}

void Faults::readAgain()
{
    struct ::stat status{};
    if (::stat(m_file.c_str(), &status) != 0)
        return;
    const std::pair<std::uint64_t, std::int64_t> now{
        status.st_ino, status.st_mtim.tv_sec * 1'000'000'000 + status.st_mtim.tv_nsec};
    if (now == m_seen)
        return;
    m_seen = now;
    m_rules.clear();
    std::ifstream file(m_file);
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line.front() == '#')
            continue;
        auto rule = parse(line);
        if (!rule) {
            std::fprintf(stderr, "faultfs: this line means nothing: %s\n", line.c_str());
            std::_Exit(2);
        }
        m_rules.push_back(std::move(*rule));
    }
}

bool Faults::happens(Rule& rule)
{
    if (++rule.met < rule.nth || rule.happened >= rule.count)
        return false;
    ++rule.happened;
    m_log << rule.line << std::endl;
    return true;
}

Answer Faults::meet(const Request& request)
{
    std::uint64_t milliseconds = 0;
    Answer answer;
    {
        const std::lock_guard lock(m_mutex);
        readAgain();
        for (Rule& rule : m_rules) {
            if (answer.error != 0 || !concerns(rule, request))
                continue;
            if (rule.milliseconds > 0) {
                milliseconds += rule.milliseconds;
                continue;
            }
            if (rule.error == 0)
                continue;
            if (rule.after) {
                const std::uint64_t room = *rule.after - std::min(*rule.after, rule.bytes);
                rule.bytes += request.size;
                if (request.size <= room)
                    continue;
                if (happens(rule)) {
                    answer.error = rule.error;
                    answer.atMost = room;
                }
                continue;
            }
            if (happens(rule))
                answer.error = rule.error;
        }
    }
    if (milliseconds > 0)
        std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
    return answer;
}

bool Faults::wouldFlip(std::string_view path, std::uint64_t offset, std::uint64_t size)
{
    const std::lock_guard lock(m_mutex);
    for (const Rule& rule : m_rules) {
        if (concerns(rule, {"flip-write", path, offset, size}))
            return true;
    }
    return false;
}

void Faults::flip(std::string_view operation, std::string_view path, std::uint64_t offset,
                  std::span<char> bytes)
{
    const std::lock_guard lock(m_mutex);
    for (Rule& rule : m_rules) {
        if (rule.offset && concerns(rule, {operation, path, offset, bytes.size()}) && happens(rule))
            bytes[*rule.offset - offset] ^= static_cast<char>(1U << rule.bit);
    }
}

bool Faults::coarseTimes()
{
    const std::lock_guard lock(m_mutex);
    for (const Rule& rule : m_rules) {
        if (rule.operation == "coarse-times")
            return true;
    }
    return false;
}

} // namespace tailslate::realdisk
