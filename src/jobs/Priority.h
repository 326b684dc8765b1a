// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace tailslate::jobs {

/// Lets the calling thread, and those that it starts from then on, give way to others: it gets
/// little of a busy processor and, where the system can tell, a disk only while nobody else wants
/// it. For work that nobody waits for. There is no way back.
void giveWay() noexcept;

} // namespace tailslate::jobs
