// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>
#include <vector>

namespace tailslate::bench {

/// Which way a measured value is good.
enum class Better { Lower = 1, Higher };

/// One comparison that a bench made. A value type.
struct Row {
    std::string name;    ///< What was done: `one 256 MiB file, 2 copies`.
    std::string against; ///< What the reference is: `cp`.
    std::string unit;    ///< Of `ours` and `reference`: `s`, `ms`, `GB/s`, `records/s`.
    Better better = Better::Lower;
    double ours = 0.0;
    double reference = 0.0;       ///< Above 0.
    std::optional<double> target; ///< What the ratio must reach; nothing where none is set.

    [[nodiscard]] double ratio() const noexcept { return ours / reference; }

    /// Whether the ratio reaches the target; true where none is set.
    [[nodiscard]] bool ok() const noexcept;
};

/// The row as one object: `case`, `against`, `unit`, `better` (`lower`, `higher`), `ours`,
/// `reference`, `ratio`, `target` (null where none is set), `ok`.
[[nodiscard]] nlohmann::json toJson(const Row& row);

/// The rows as aligned text with a heading, for people.
[[nodiscard]] std::string tableText(const std::vector<Row>& rows);

} // namespace tailslate::bench
