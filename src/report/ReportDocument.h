// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace tailslate::report {

/// How a line should strike the eye; always underlined by a word, never by color alone.
enum class Tone { Plain = 1, Good, Warning, Bad };

struct Heading {
    std::string text;
};

/// Label and value pairs, as in a form.
struct Facts {
    struct Row {
        std::string label;
        std::string value;
    };

    std::vector<Row> rows;
};

/// A sentence that stands out: the verdict, a warning.
struct Statement {
    Tone tone = Tone::Plain;
    std::string headline; ///< Large; may be empty.
    std::string text;     ///< Body; may be empty.
};

struct Table {
    enum class Align { Left = 1, Right };

    struct Column {
        std::string title;
        Align align = Align::Left;
        double share = 1.0;     ///< Of the width, relative to the other columns.
        bool monospace = false; ///< Hashes, timecode.
    };

    struct Row {
        Tone tone = Tone::Plain;
        std::vector<std::string> cells; ///< As many as there are columns.
    };

    std::vector<Column> columns;
    std::vector<Row> rows;
};

/// Pictures in rows with a caption of up to three lines each.
struct Gallery {
    struct Picture {
        std::vector<std::byte> jpeg;
        std::vector<std::string> caption;
    };

    std::vector<Picture> pictures;
};

using Block = std::variant<Heading, Facts, Statement, Table, Gallery>;

/// A report before it has a format: what it says, in reading order. A value type; all text is
/// UTF-8.
struct ReportDocument {
    std::string title;    ///< `Offload report A001R2EC`.
    std::string subtitle; ///< `MIDNIGHT SUN · 2026-11-21`.
    std::string footer;   ///< On every page, beside the page number.
    std::vector<Block> blocks;
};

} // namespace tailslate::report
