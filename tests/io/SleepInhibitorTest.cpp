// SPDX-License-Identifier: Apache-2.0
#include "io/SleepInhibitor.h"

#include "support/TempDir.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <memory>
#include <poll.h>
#include <string>
#include <sys/socket.h>
#include <sys/un.h>
#include <systemd/sd-bus.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace tailslate::io {
namespace {

using Bus = std::unique_ptr<sd_bus, decltype(&sd_bus_flush_close_unref)>;

/// Both the system bus and its login service, as far as one caller needs them: a socket at which
/// one connection is answered. Inhibit hands out the writing end of a pipe, as the real one does.
class FakeLogin {
public:
    /// @param refuses Answer Inhibit with an error.
    FakeLogin(const std::filesystem::path& socket, bool refuses)
        : m_refuses(refuses)
    {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        socket.native().copy(address.sun_path, sizeof address.sun_path - 1);
        m_listener = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        EXPECT_EQ(::bind(m_listener, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
        EXPECT_EQ(::listen(m_listener, 1), 0);
        EXPECT_EQ(::pipe2(m_pipe.data(), O_CLOEXEC | O_NONBLOCK), 0);
        m_thread = std::jthread([this](const std::stop_token& stop) { serve(stop); });
    }

    ~FakeLogin()
    {
        // The caller may never have come.
        m_thread.request_stop();
        ::shutdown(m_listener, SHUT_RDWR);
        m_thread.join();
        ::close(m_listener);
        for (const int end : m_pipe) {
            if (end >= 0)
                ::close(end);
        }
    }

    FakeLogin(const FakeLogin&) = delete;
    FakeLogin& operator=(const FakeLogin&) = delete;

    /// What Inhibit was called with; nothing before. After the call only.
    [[nodiscard]] const std::vector<std::string>& asked() const noexcept { return m_asked; }

    /// Whether somebody holds what Inhibit handed out.
    [[nodiscard]] bool isHeld() const { return !everybodyLetGo(0); }

    /// Whether everybody lets go of it within ten seconds: this program's service is one of them.
    [[nodiscard]] bool isLetGo() const { return everybodyLetGo(10'000); }

private:
    [[nodiscard]] bool everybodyLetGo(int milliseconds) const
    {
        pollfd end{.fd = m_pipe[0], .events = 0, .revents = 0};
        return ::poll(&end, 1, milliseconds) == 1;
    }

    static int answer(sd_bus_message* message, void* self, sd_bus_error*)
    {
        return static_cast<FakeLogin*>(self)->answer(message);
    }

    int answer(sd_bus_message* message)
    {
        if (sd_bus_message_is_method_call(message, "org.freedesktop.DBus", "Hello") > 0)
            return sd_bus_reply_method_return(message, "s", ":1.1");
        if (sd_bus_message_is_method_call(message, "org.freedesktop.login1.Manager", "Inhibit") <=
            0)
            return 0;
        std::array<const char*, 4> words{};
        sd_bus_message_read(message, "ssss", &words[0], &words[1], &words[2], &words[3]);
        m_asked.assign(words.begin(), words.end());
        if (m_refuses)
            return sd_bus_reply_method_errorf(message, SD_BUS_ERROR_ACCESS_DENIED, "no");
        const int sent = sd_bus_reply_method_return(message, "h", m_pipe[1]);
        ::close(m_pipe[1]);
        m_pipe[1] = -1;
        return sent;
    }

    void serve(const std::stop_token& stop)
    {
        const int caller = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (caller < 0)
            return;
        sd_bus* made = nullptr;
        sd_bus_new(&made);
        const Bus bus(made, sd_bus_flush_close_unref);
        sd_bus_set_fd(made, caller, caller);
        sd_id128_t id{};
        sd_id128_randomize(&id);
        sd_bus_set_server(made, 1, id);
        sd_bus_negotiate_fds(made, 1);
        sd_bus_start(made);
        sd_bus_add_filter(made, nullptr, &FakeLogin::answer, this);
        while (!stop.stop_requested() && sd_bus_is_open(made) > 0) {
            const int done = sd_bus_process(made, nullptr);
            if (done < 0)
                return;
            if (done == 0)
                sd_bus_wait(made, 10'000);
        }
    }

    bool m_refuses;
    int m_listener = -1;
    std::array<int, 2> m_pipe{-1, -1};
    std::vector<std::string> m_asked;
    std::jthread m_thread;
};

/// Points the system bus elsewhere for as long as a test runs.
class SleepInhibitorTest : public testing::Test {
protected:
    SleepInhibitorTest() { pointTo(socket()); }

    ~SleepInhibitorTest() override { ::unsetenv("DBUS_SYSTEM_BUS_ADDRESS"); }

    [[nodiscard]] std::filesystem::path socket() const { return m_temp.path() / "bus"; }

    static void pointTo(const std::filesystem::path& socket)
    {
        ::setenv("DBUS_SYSTEM_BUS_ADDRESS", ("unix:path=" + socket.string()).c_str(), 1);
    }

private:
    test::TempDir m_temp;
};

TEST_F(SleepInhibitorTest, HoldsTheLoginServicesLockForAsLongAsItLives)
{
    FakeLogin login(socket(), false);
    {
        auto held = SleepInhibitor::hold("offloading A001");
        ASSERT_TRUE(held) << held.error().describe();
        EXPECT_EQ(login.asked(), (std::vector<std::string>{"sleep:shutdown:idle", "Tailslate",
                                                           "offloading A001", "block"}));
        EXPECT_TRUE(login.isHeld());
        const SleepInhibitor moved(std::move(*held));
        EXPECT_TRUE(login.isHeld());
    }
    EXPECT_TRUE(login.isLetGo());
}

TEST_F(SleepInhibitorTest, SaysThatTheMachineMayFallAsleepWhereTheServiceRefuses)
{
    const FakeLogin login(socket(), true);
    const auto held = SleepInhibitor::hold("offloading A001");
    ASSERT_FALSE(held);
    EXPECT_EQ(held.error().code, ErrorCode::Unsupported);
    EXPECT_EQ(login.asked().size(), 4U);
}

TEST_F(SleepInhibitorTest, SaysThatTheMachineMayFallAsleepWhereThereIsNoBus)
{
    const auto held = SleepInhibitor::hold("offloading A001");
    ASSERT_FALSE(held);
    EXPECT_EQ(held.error().code, ErrorCode::Unsupported);
    EXPECT_EQ(held.error().message, "the system offers no way to keep it awake; see to it that it "
                                    "does not fall asleep");
}

} // namespace
} // namespace tailslate::io
