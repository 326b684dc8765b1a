// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "project/Project.h"

namespace tailslate::test {

/// A grade that changes nothing.
inline project::GradeRow grade(const char* name)
{
    project::GradeRow grade;
    grade.name = name;
    return grade;
}

} // namespace tailslate::test
