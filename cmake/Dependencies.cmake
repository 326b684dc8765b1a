# SPDX-License-Identifier: Apache-2.0
# Everything comes from the distribution. OpenColorIO and OpenImageIO through pkg-config: the former ships no CMake
# package there, and the latter's names OpenCV headers that are not installed.

find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)

pkg_check_modules(opencolorio REQUIRED IMPORTED_TARGET OpenColorIO>=2.1)
pkg_check_modules(openimageio REQUIRED IMPORTED_TARGET OpenImageIO>=2.4)
pkg_check_modules(xxhash REQUIRED IMPORTED_TARGET libxxhash>=0.8)
pkg_check_modules(ffmpeg REQUIRED IMPORTED_TARGET
    libavcodec>=59 libavformat>=59 libavfilter>=8 libavdevice>=59 libavutil>=57 libswscale>=6)
pkg_check_modules(sqlite REQUIRED IMPORTED_TARGET sqlite3)
pkg_check_modules(systemd REQUIRED IMPORTED_TARGET libsystemd)
pkg_check_modules(utf8proc REQUIRED IMPORTED_TARGET libutf8proc)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
# SOCI ships no CMake package: find its core and the SQLite back end by file.
find_path(SOCI_INCLUDE_DIR soci/soci.h REQUIRED)
find_library(SOCI_CORE_LIBRARY soci_core REQUIRED)
find_library(SOCI_SQLITE3_LIBRARY soci_sqlite3 REQUIRED)
add_library(tailslate_soci INTERFACE)
target_include_directories(tailslate_soci SYSTEM INTERFACE "${SOCI_INCLUDE_DIR}" "${SOCI_INCLUDE_DIR}/soci")
target_link_libraries(tailslate_soci INTERFACE ${SOCI_SQLITE3_LIBRARY} ${SOCI_CORE_LIBRARY} PkgConfig::sqlite)
find_package(LibXml2 REQUIRED)
find_package(pugixml REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(fmt REQUIRED)
find_package(CLI11 REQUIRED)

if(TAILSLATE_BUILD_UI)
    find_package(Qt6 6.4 REQUIRED COMPONENTS Core Gui Widgets OpenGL OpenGLWidgets Svg)
endif()
if(TAILSLATE_BUILD_TESTING)
    find_package(GTest REQUIRED)
    include(GoogleTest)
    if(TAILSLATE_BUILD_UI)
        find_package(Qt6 REQUIRED COMPONENTS Test)
    endif()
endif()
