# SPDX-License-Identifier: Apache-2.0

# tailslate_module(<name> HEADERS ... SOURCES ... [PUBLIC ...] [PRIVATE ...])
#
# One folder of src/ = one static library tailslate_<name> = one namespace tailslate::<name>. PUBLIC and PRIVATE take
# link targets; third-party libraries belong in PRIVATE, because no module's header shows a third-party type.
function(tailslate_module name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "HEADERS;SOURCES;PUBLIC;PRIVATE")
    add_library(tailslate_${name} STATIC ${arg_SOURCES})
    add_library(tailslate::${name} ALIAS tailslate_${name})
    target_sources(tailslate_${name} PUBLIC FILE_SET HEADERS
        BASE_DIRS "${PROJECT_SOURCE_DIR}/src" FILES ${arg_HEADERS})
    set_target_properties(tailslate_${name} PROPERTIES CXX_EXTENSIONS OFF)
    target_link_libraries(tailslate_${name}
        PUBLIC ${arg_PUBLIC}
        PRIVATE ${arg_PRIVATE} tailslate_options)
    # Static libraries hand their link needs to the executable; the options must reach it too.
endfunction()

# tailslate_program(<target> SOURCES ... LINK ...): an executable in bin/.
function(tailslate_program target)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINK")
    add_executable(${target} ${arg_SOURCES})
    set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF)
    target_link_libraries(${target} PRIVATE ${arg_LINK} tailslate_options)
endfunction()

# tailslate_test(<name> SOURCES ... LINK ... [LABELS ...] [ENVIRONMENT ...])
#
# One GoogleTest executable = one ctest entry per test case, named <name>.<Suite>.<Case>.
function(tailslate_test name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINK;LABELS;ENVIRONMENT")
    set(target test_${name})
    add_executable(${target} ${arg_SOURCES})
    set_target_properties(${target} PROPERTIES
        CXX_EXTENSIONS OFF RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/tests")
    target_include_directories(${target} PRIVATE "${PROJECT_SOURCE_DIR}/tests")
    target_link_libraries(${target} PRIVATE ${arg_LINK} GTest::gtest GTest::gmock GTest::gtest_main tailslate_options)
    gtest_discover_tests(${target} TEST_PREFIX "${name}." DISCOVERY_TIMEOUT 60
        PROPERTIES LABELS "${arg_LABELS}" TIMEOUT 300 ENVIRONMENT "${arg_ENVIRONMENT}")
endfunction()
