// SPDX-License-Identifier: Apache-2.0
#include "jobs/Priority.h"

#include <linux/ioprio.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace tailslate::jobs {
namespace {

/// A tenth of the processor beside a thread that has not given way.
constexpr int kNice = 10;

} // namespace

void giveWay() noexcept
{
    // Both refuse only what would raise a priority. On Linux they are of the thread.
    ::setpriority(PRIO_PROCESS, 0, kNice);
    ::syscall(SYS_ioprio_set, IOPRIO_WHO_PROCESS, 0, IOPRIO_PRIO_VALUE(IOPRIO_CLASS_IDLE, 0));
}

} // namespace tailslate::jobs
