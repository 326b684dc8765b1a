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
endfunction()

# tailslate_program(<target> SOURCES ... LINK ...): an executable in bin/.
function(tailslate_program target)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINK")
    add_executable(${target} ${arg_SOURCES})
    set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF)
    target_link_libraries(${target} PRIVATE ${arg_LINK} tailslate_options)
endfunction()

# tailslate_test(<name> SOURCES ... LINK ... [LABELS ...] [RESOURCE_LOCK <what no other test may use meanwhile>]
#                [ENVIRONMENT ...])
#
# One GoogleTest executable = one ctest entry per test case, named <name>.<Suite>.<Case>.
function(tailslate_test name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "RESOURCE_LOCK" "SOURCES;LINK;LABELS;ENVIRONMENT")
    set(target test_${name})
    add_executable(${target} ${arg_SOURCES})
    set_target_properties(${target} PROPERTIES
        CXX_EXTENSIONS OFF RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/tests")
    target_include_directories(${target} PRIVATE "${PROJECT_SOURCE_DIR}/tests")
    target_link_libraries(${target} PRIVATE ${arg_LINK} GTest::gtest GTest::gmock GTest::gtest_main tailslate_options)
    gtest_discover_tests(${target} TEST_PREFIX "${name}." DISCOVERY_TIMEOUT 60
        TEST_LIST ${target}_cases PROPERTIES TIMEOUT 300)

    # gtest_discover_tests takes no property whose value is a list, so labels and environment follow in a file of ours,
    # which ctest reads after the list of cases. While the program is not built that list is empty.
    set(properties)
    if(arg_LABELS)
        string(APPEND properties " LABELS [==[${arg_LABELS}]==]")
    endif()
    if(arg_ENVIRONMENT)
        string(APPEND properties " ENVIRONMENT [==[${arg_ENVIRONMENT}]==]")
    endif()
    if(arg_RESOURCE_LOCK)
        string(APPEND properties " RESOURCE_LOCK [==[${arg_RESOURCE_LOCK}]==]")
    endif()
    if(properties)
        set(file "${CMAKE_CURRENT_BINARY_DIR}/${target}_properties.cmake")
        file(GENERATE OUTPUT "${file}" CONTENT
"if(${target}_cases)
  set_tests_properties(\${${target}_cases} PROPERTIES${properties})
endif()
")
        set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES "${file}")
    endif()

    # tests_<label> builds only the programs with tests of that label, for when building all would take too long.
    foreach(label IN LISTS arg_LABELS)
        if(NOT TARGET tests_${label})
            add_custom_target(tests_${label})
        endif()
        add_dependencies(tests_${label} ${target})
    endforeach()
endfunction()
