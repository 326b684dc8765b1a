// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/HashLists.h"
#include "cli/Console.h"
#include "jobs/Progress.h"
#include "jobs/RateEstimator.h"

#include <filesystem>
#include <string>
#include <vector>

namespace tailslate::cli {

/// Shows how far the reading of files is.
class ReadingProgress {
public:
    explicit ReadingProgress(Console& console)
        : m_console(console)
    {
    }

    void tick(const jobs::Progress& progress);

private:
    Console& m_console;
    jobs::RateEstimator m_rate;
};

/// What is wrong with a media hash list.
void print(Console& console, const std::vector<mhl::HistoryProblem>& problems);

/// What was found of each path; in text all but matches.
void print(Console& console, const std::vector<mhl::PathVerdict>& paths);

/// Which generations were appended, and why others were not.
void print(Console& console, const std::vector<mhl::SealedGeneration>& appended,
           const std::string& notAppended);

/// Everything that a check found. @param verb Of the command.
void print(Console& console, const std::string& verb, const mhl::CheckReport& report, int exitCode);

void print(Console& console, const mhl::RenameReport& report, int exitCode);
void print(Console& console, const mhl::FlattenReport& report, int exitCode);
void print(Console& console, const mhl::ConvertReport& report, int exitCode);

/// The generations of a history and of those nested in it.
void printHistory(Console& console, const mhl::HistoryTree& tree, int exitCode);

/// All that generations record of one file, those of histories further out too.
void printFile(Console& console, const mhl::HistoryTree& tree,
               const mhl::HistoryTree::Record& record, int exitCode);

} // namespace tailslate::cli
