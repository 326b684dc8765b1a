// SPDX-License-Identifier: Apache-2.0
#include "project/detail/Sha256.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>
#include <new>
#include <stdexcept>

namespace tailslate::project::detail {

struct Sha256::Impl {
    struct Free {
        void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
    };

    std::unique_ptr<EVP_MD_CTX, Free> context{EVP_MD_CTX_new()};
};

Sha256::Sha256()
    : m_impl(std::make_unique<Impl>())
{
    if (!m_impl->context)
        throw std::bad_alloc();
    if (EVP_DigestInit_ex(m_impl->context.get(), EVP_sha256(), nullptr) != 1)
        throw std::runtime_error("OpenSSL offers no SHA-256");
}

Sha256::~Sha256() = default;

void Sha256::raw(std::string_view bytes)
{
    if (EVP_DigestUpdate(m_impl->context.get(), bytes.data(), bytes.size()) != 1)
        throw std::runtime_error("OpenSSL failed to hash");
}

void Sha256::field(std::string_view bytes)
{
    raw(fmt::format("{}:", bytes.size()));
    raw(bytes);
    raw(",");
}

void Sha256::field(long long number)
{
    field(fmt::format("{}", number));
}

void Sha256::absent()
{
    raw("~,");
}

std::string Sha256::finish()
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    if (EVP_DigestFinal_ex(m_impl->context.get(), digest.data(), &size) != 1)
        throw std::runtime_error("OpenSSL failed to hash");
    std::string text;
    for (unsigned int i = 0; i < size; ++i)
        text += fmt::format("{:02x}", digest[i]);
    return text;
}

} // namespace tailslate::project::detail
