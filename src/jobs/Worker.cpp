// SPDX-License-Identifier: Apache-2.0
#include "jobs/Worker.h"

#include <pthread.h>
#include <string>
#include <utility>

namespace tailslate::jobs {

Worker::Worker(const char* name, std::function<void(std::stop_token)> work)
    : m_thread([label = std::string(name), task = std::move(work)](std::stop_token stop) {
        pthread_setname_np(pthread_self(), label.c_str());
        task(std::move(stop));
    })
{
}

void Worker::join()
{
    if (m_thread.joinable())
        m_thread.join();
}

} // namespace tailslate::jobs
