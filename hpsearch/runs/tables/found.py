"""The columns of test.csv, which `hpsearch evaluate` writes."""

from collections.abc import Mapping
from typing import Any

from hpsearch.runs.tables.column import NUMBER, TEXT, TableColumn

FoundRow = Mapping[str, Any]
"""One row by its columns."""

_FOUND = "looks.found, a JSON object"

TEST: tuple[TableColumn[FoundRow], ...] = (
    TableColumn(
        "metric",
        TEXT,
        "what is measured, such as error, or a class's precision or recall",
        _FOUND,
        lambda row, _: row["metric"],
    ),
    TableColumn(
        "class",
        TEXT,
        "the class that it is measured of",
        _FOUND,
        lambda row, _: row.get("class"),
        "it is a class's",
    ),
    TableColumn(
        "target",
        TEXT,
        "the target that it is measured of, in that target's unit; a column only with several targets",
        _FOUND,
        lambda row, _: row.get("target"),
        "it is of one target, not of all",
        names=lambda names: ["target"] if names.targets else [],
    ),
    TableColumn("value", NUMBER, "its value on the test part", _FOUND, lambda row, _: row["value"], "it has a value"),
    TableColumn(
        "low",
        NUMBER,
        "lower end of its 95 % confidence interval",
        _FOUND,
        lambda row, _: row.get("low"),
        "there are enough rows; not of the calibration error",
    ),
    TableColumn(
        "high",
        NUMBER,
        "upper end of that interval",
        _FOUND,
        lambda row, _: row.get("high"),
        "there are enough rows; not of the calibration error",
    ),
    TableColumn(
        "dev",
        NUMBER,
        "its value on the dev part; with folds, on the rows that they hold out",
        _FOUND,
        lambda row, _: row.get("dev"),
        "it is no class's, and the dev part has a value",
        names=lambda names: ["dev"] if names.dev else [],
    ),
    TableColumn(
        "one column per baseline",
        NUMBER,
        "its value for the baseline on the test part",
        _FOUND,
        lambda row, name: row.get(name),
        "it is no class's, and the baseline has a value",
        names=lambda names: names.metrics,
    ),
    TableColumn(
        "judged",
        TEXT,
        "the model that it is measured of: `trial 11`, or `the ensemble of 5 networks`",
        _FOUND,
        lambda row, _: row["judged"],
    ),
)
"""test.csv: one row per metric of the last evaluation on the test part."""
