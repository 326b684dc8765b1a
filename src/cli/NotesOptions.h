// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/HashLists.h"

#include <CLI/App.hpp>

#include <string>

namespace tailslate::cli {

/// What the operator says of a generation on the command line; empty for nothing.
struct NotesOptions {
    std::string author;
    std::string role;
    std::string location;
    std::string comment;
};

/// Adds `--author`, `--role`, `--location` and `--comment` to a verb.
/// @param options Borrowed; must outlive the verb.
void addNotesOptions(CLI::App& verb, NotesOptions& options);

/// What a generation is to say.
[[nodiscard]] app::HashListNotes notesFrom(const NotesOptions& options);

} // namespace tailslate::cli
