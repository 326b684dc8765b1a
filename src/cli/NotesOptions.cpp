// SPDX-License-Identifier: Apache-2.0
#include "cli/NotesOptions.h"

#include <CLI/CLI.hpp>

namespace tailslate::cli {

void addNotesOptions(CLI::App& verb, NotesOptions& options)
{
    verb.add_option("--author", options.author, "Who does this");
    verb.add_option("--role", options.role, "The author's role, for example DIT")
        ->needs("--author");
    verb.add_option("--location", options.location, "Where this is done");
    verb.add_option("--comment", options.comment, "What to remember");
}

app::HashListNotes notesFrom(const NotesOptions& options)
{
    app::HashListNotes notes;
    if (!options.author.empty())
        notes.authors.push_back(
            {.name = options.author, .role = options.role, .email = {}, .phone = {}});
    notes.location = options.location;
    notes.comment = options.comment;
    return notes;
}

} // namespace tailslate::cli
