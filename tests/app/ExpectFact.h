// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "media/ClipMetadata.h"

#include <gtest/gtest.h>

namespace tailslate::app {

/// Expects that a fact is known, with this value and from there.
template <class T>
void expectFact(const media::Fact<T>& fact, const T& value, media::Origin origin)
{
    ASSERT_TRUE(fact);
    EXPECT_EQ(fact->value, value);
    EXPECT_EQ(fact->origin, origin) << media::originName(fact->origin);
}

} // namespace tailslate::app
