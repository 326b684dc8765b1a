// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <arpa/inet.h>
#include <cerrno>
#include <netinet/in.h>
#include <string>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>

namespace tailslate::test {

/// A port of 127.0.0.1 that was free a moment ago and, while the object lives, is held by it.
class LoopbackPort {
public:
    /// Tcp accepts connections and never says a word; Udp takes datagrams and drops them.
    enum class Kind { Tcp = 1, Udp };

    explicit LoopbackPort(Kind kind)
        : m_socket(socket(AF_INET, kind == Kind::Tcp ? SOCK_STREAM : SOCK_DGRAM, 0))
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof(address);
        auto* any = reinterpret_cast<sockaddr*>(&address);
        if (m_socket < 0 || bind(m_socket, any, size) != 0 ||
            (kind == Kind::Tcp && listen(m_socket, 8) != 0) ||
            getsockname(m_socket, any, &size) != 0)
            throw std::system_error(errno, std::generic_category(), "loopback port");
        m_number = ntohs(address.sin_port);
    }

    ~LoopbackPort() { release(); }

    LoopbackPort(const LoopbackPort&) = delete;
    LoopbackPort& operator=(const LoopbackPort&) = delete;

    /// Frees the port for the program under test.
    void release()
    {
        if (m_socket >= 0)
            close(m_socket);
        m_socket = -1;
    }

    /// `127.0.0.1:40123`
    [[nodiscard]] std::string address() const { return "127.0.0.1:" + std::to_string(m_number); }

private:
    int m_socket;
    int m_number = 0;
};

} // namespace tailslate::test
