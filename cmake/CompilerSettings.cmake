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
    # GCC 12 sees unset values in every std::optional of a std::variant that it inlines.
    $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>
    $<$<BOOL:${TAILSLATE_WARNINGS_AS_ERRORS}>:-Werror>)

if(TAILSLATE_SANITIZE)
    target_compile_options(tailslate_options INTERFACE
        -fsanitize=${TAILSLATE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    target_link_options(tailslate_options INTERFACE -fsanitize=${TAILSLATE_SANITIZE})
endif()

find_program(TAILSLATE_MOLD mold)
if(TAILSLATE_MOLD)
    target_link_options(tailslate_options INTERFACE -fuse-ld=mold)
endif()
