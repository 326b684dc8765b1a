# SPDX-License-Identifier: Apache-2.0
# One interface target that every module links: language, warnings, sanitizers. ccache and mold are used where present.

find_program(TAILSLATE_CCACHE ccache)
if(TAILSLATE_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_CXX_COMPILER_LAUNCHER "${TAILSLATE_CCACHE}")
endif()

set(CMAKE_POSITION_INDEPENDENT_CODE ON)

add_library(tailslate_options INTERFACE)
target_compile_features(tailslate_options INTERFACE cxx_std_23)
target_compile_definitions(tailslate_options INTERFACE _FILE_OFFSET_BITS=64)
target_compile_options(tailslate_options INTERFACE
    -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual
    $<$<BOOL:${TAILSLATE_WARNINGS_AS_ERRORS}>:-Werror>)

if(TAILSLATE_SANITIZE)
    target_compile_options(tailslate_options INTERFACE
        -fsanitize=${TAILSLATE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all
        # GCC 12 takes the sanitizers' own bookkeeping in std::variant and std::optional for uses of unset values.
        -Wno-maybe-uninitialized)
    target_link_options(tailslate_options INTERFACE -fsanitize=${TAILSLATE_SANITIZE})
endif()

find_program(TAILSLATE_MOLD mold)
if(TAILSLATE_MOLD)
    target_link_options(tailslate_options INTERFACE -fuse-ld=mold)
endif()
