// SPDX-License-Identifier: Apache-2.0
#include "hash/Hasher.h"

#include <openssl/evp.h>
#include <xxhash.h>

#include <array>
#include <new>
#include <stdexcept>
#include <string>

namespace tailslate::hash {
namespace {

/// Calls one C function to free what another made.
template <auto kFree>
struct FreeWith {
    template <class T>
    void operator()(T* pointer) const noexcept
    {
        kFree(pointer);
    }
};

template <class T>
T* allocated(T* pointer)
{
    if (pointer == nullptr)
        throw std::bad_alloc();
    return pointer;
}

Digest xxh64Digest(Algorithm algorithm, XXH64_hash_t value)
{
    XXH64_canonical_t canonical;
    XXH64_canonicalFromHash(&canonical, value);
    return Digest(algorithm, std::as_bytes(std::span(canonical.digest)));
}

Digest xxh128Digest(XXH128_hash_t value)
{
    XXH128_canonical_t canonical;
    XXH128_canonicalFromHash(&canonical, value);
    return Digest(Algorithm::Xxh128, std::as_bytes(std::span(canonical.digest)));
}

class Xxh64Hasher final : public Hasher {
public:
    Xxh64Hasher()
        : m_state(allocated(XXH64_createState()))
    {
        XXH64_reset(m_state.get(), 0);
    }

    void update(std::span<const std::byte> bytes) override
    {
        XXH64_update(m_state.get(), bytes.data(), bytes.size());
    }

    Digest finish() override { return xxh64Digest(Algorithm::Xxh64, XXH64_digest(m_state.get())); }

private:
    std::unique_ptr<XXH64_state_t, FreeWith<XXH64_freeState>> m_state;
};

using Xxh3State = std::unique_ptr<XXH3_state_t, FreeWith<XXH3_freeState>>;

class Xxh3Hasher final : public Hasher {
public:
    Xxh3Hasher()
        : m_state(allocated(XXH3_createState()))
    {
        XXH3_64bits_reset(m_state.get());
    }

    void update(std::span<const std::byte> bytes) override
    {
        XXH3_64bits_update(m_state.get(), bytes.data(), bytes.size());
    }

    Digest finish() override
    {
        return xxh64Digest(Algorithm::Xxh3, XXH3_64bits_digest(m_state.get()));
    }

private:
    Xxh3State m_state;
};

class Xxh128Hasher final : public Hasher {
public:
    Xxh128Hasher()
        : m_state(allocated(XXH3_createState()))
    {
        XXH3_128bits_reset(m_state.get());
    }

    void update(std::span<const std::byte> bytes) override
    {
        XXH3_128bits_update(m_state.get(), bytes.data(), bytes.size());
    }

    Digest finish() override { return xxh128Digest(XXH3_128bits_digest(m_state.get())); }

private:
    Xxh3State m_state;
};

/// MD5, SHA-1 and SHA-512. A library that refuses one of them (a restricted configuration of
/// OpenSSL) ends the program: going on would mean a digest of nothing.
class OpensslHasher final : public Hasher {
public:
    explicit OpensslHasher(Algorithm algorithm)
        : m_algorithm(algorithm)
        , m_context(allocated(EVP_MD_CTX_new()))
    {
        check(EVP_DigestInit_ex(m_context.get(), function(algorithm), nullptr));
    }

    void update(std::span<const std::byte> bytes) override
    {
        check(EVP_DigestUpdate(m_context.get(), bytes.data(), bytes.size()));
    }

    Digest finish() override
    {
        std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
        unsigned int size = 0;
        check(EVP_DigestFinal_ex(m_context.get(), bytes.data(), &size));
        return Digest(m_algorithm, std::as_bytes(std::span(bytes).first(size)));
    }

private:
    static const EVP_MD* function(Algorithm algorithm)
    {
        switch (algorithm) {
        case Algorithm::Md5:
            return EVP_md5();
        case Algorithm::Sha1:
            return EVP_sha1();
        default:
            return EVP_sha512();
        }
    }

    void check(int success) const
    {
        if (success != 1)
            throw std::runtime_error("OpenSSL refuses to compute " +
                                     std::string(algorithmName(m_algorithm)));
    }

    Algorithm m_algorithm;
    std::unique_ptr<EVP_MD_CTX, FreeWith<EVP_MD_CTX_free>> m_context;
};

} // namespace

std::unique_ptr<Hasher> makeHasher(Algorithm algorithm)
{
    switch (algorithm) {
    case Algorithm::Xxh64:
        return std::make_unique<Xxh64Hasher>();
    case Algorithm::Xxh3:
        return std::make_unique<Xxh3Hasher>();
    case Algorithm::Xxh128:
        return std::make_unique<Xxh128Hasher>();
    case Algorithm::Md5:
    case Algorithm::Sha1:
    case Algorithm::C4:
        break;
    }
    return std::make_unique<OpensslHasher>(algorithm);
}

Digest digestOf(Algorithm algorithm, std::span<const std::byte> bytes)
{
    // Directory digests hash a few bytes a hundred thousand times: no state on the heap for those.
    switch (algorithm) {
    case Algorithm::Xxh64:
        return xxh64Digest(algorithm, XXH64(bytes.data(), bytes.size(), 0));
    case Algorithm::Xxh3:
        return xxh64Digest(algorithm, XXH3_64bits(bytes.data(), bytes.size()));
    case Algorithm::Xxh128:
        return xxh128Digest(XXH3_128bits(bytes.data(), bytes.size()));
    case Algorithm::Md5:
    case Algorithm::Sha1:
    case Algorithm::C4:
        break;
    }
    const auto hasher = makeHasher(algorithm);
    hasher->update(bytes);
    return hasher->finish();
}

} // namespace tailslate::hash
