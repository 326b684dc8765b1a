// SPDX-License-Identifier: Apache-2.0
#include "io/SleepInhibitor.h"

#include <cerrno>
#include <fcntl.h>
#include <systemd/sd-bus.h>
#include <unistd.h>
#include <utility>

namespace tailslate::io {
namespace {

struct CloseBus {
    void operator()(sd_bus* bus) const noexcept { sd_bus_flush_close_unref(bus); }
};

struct DropMessage {
    void operator()(sd_bus_message* message) const noexcept { sd_bus_message_unref(message); }
};

std::unexpected<Error> notAvailable(int osError)
{
    return failure(ErrorCode::Unsupported,
                   "the system offers no way to keep it awake; see to it that it does not fall "
                   "asleep",
                   {}, osError);
}

} // namespace

SleepInhibitor::SleepInhibitor(int lock)
    : m_lock(lock)
{
}

SleepInhibitor::SleepInhibitor(SleepInhibitor&& other) noexcept
    : m_lock(std::exchange(other.m_lock, -1))
{
}

SleepInhibitor::~SleepInhibitor()
{
    if (m_lock >= 0)
        ::close(m_lock);
}

Result<SleepInhibitor> SleepInhibitor::hold(const std::string& why)
{
    constexpr std::uint64_t kPatience = 2'000'000; // Microseconds.
    sd_bus* opened = nullptr;
    if (const int answer = sd_bus_open_system(&opened); answer < 0)
        return notAvailable(-answer);
    const std::unique_ptr<sd_bus, CloseBus> bus(opened);
    sd_bus_set_method_call_timeout(bus.get(), kPatience);

    sd_bus_message* received = nullptr;
    sd_bus_error error = SD_BUS_ERROR_NULL;
    const int called =
        sd_bus_call_method(bus.get(), "org.freedesktop.login1", "/org/freedesktop/login1",
                           "org.freedesktop.login1.Manager", "Inhibit", &error, &received, "ssss",
                           "sleep:shutdown:idle", "Tailslate", why.c_str(), "block");
    sd_bus_error_free(&error);
    if (called < 0)
        return notAvailable(-called);
    const std::unique_ptr<sd_bus_message, DropMessage> reply(received);
    int borrowed = -1;
    if (const int read = sd_bus_message_read(reply.get(), "h", &borrowed); read < 0)
        return notAvailable(-read);
    const int lock = ::fcntl(borrowed, F_DUPFD_CLOEXEC, 3);
    if (lock < 0)
        return notAvailable(errno);
    return SleepInhibitor(lock);
}

} // namespace tailslate::io
