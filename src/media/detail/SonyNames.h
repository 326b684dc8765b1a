// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "media/detail/CardLayout.h"

#include <initializer_list>
#include <optional>
#include <string_view>

namespace tailslate::media::detail {

/// The clip that a file of one of Sony's layouts belongs to, by its name: without extension, and
/// without what says of a companion what it is: `C0001M01.XML`, `C0001R01.BIM`, `C0001T01.JPG`,
/// and the proxy `C0001S03.MP4`.
/// @param isProxyFolder Whether it lies where proxies do; elsewhere `S03` may be the clip's own.
[[nodiscard]] std::string_view sonyClip(std::string_view name, bool isProxyFolder) noexcept;

/// The roll that a clip's name begins with, `A015` of `A015C001_260105AB`; else empty.
[[nodiscard]] std::string_view sonyRoll(std::string_view clip) noexcept;

/// True for the file that holds a clip's metadata: `C0001M01.XML`.
[[nodiscard]] bool isSonyMetadata(std::string_view name) noexcept;

/// CardLayout::member where `mark` holds `Clip`, `Sub` with the proxies, and `Thmbnl`.
/// @param movies Extensions of what is a clip's essence when it lies in `Clip`.
[[nodiscard]] std::optional<Member> sonyMember(std::string_view rootFolder, std::string_view path,
                                               std::string_view mark,
                                               std::initializer_list<std::string_view> movies);

} // namespace tailslate::media::detail
