"""The section with the configuration of a run, its data, and its environment."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hpsearch.report.section import Listing, Section
from hpsearch.runs.run import Run
from hpsearch.trials.table import Row, Table


class ConfigurationSection:
    """The config, the data and the machine of each run."""

    name = "configuration"
    place = 46

    def sections(self, runs: Sequence[Run], top: int | None) -> Iterator[Section]:  # noqa: ARG002 (ranks no trials)
        """Yield a section for each run, only for a page, as config.yaml and run.db have all of it."""
        for run in runs:
            listed = [
                Listing(data_table(run), "Data"),
                Listing(configuration_table(run), "Configuration", first=12),
                Listing(Table(("", "value"), tuple(_rows(run.meta("environment")))), "Environment", first=4),
            ]
            page = Section(
                self.name,
                str(run.folder),
                "Configuration and data",
                tables=tuple(listing for listing in listed if listing.table.rows),
            )
            yield Section(self.name, str(run.folder), page=(page,), data={})


def configuration_table(run: Run) -> Table:
    """Return one row per key that was stated or has a value, searched ones first."""
    config = run.meta("config")
    order = ("data", "objective", "hyperparameters", "search")
    stated = {name: config[name] for name in order if config.get(name) is not None}
    rows = [row for row in _rows(stated) if row[1] not in ("", "null", "[]")]
    return Table(("key", "value"), tuple(sorted(rows, key=lambda row: "low" not in row[1] and "choices" not in row[1])))


def data_table(run: Run) -> Table:
    """Return the facts that the run recorded about its data; no rows in runs of earlier versions."""
    facts = run.data_facts
    if facts is None:
        return Table(("", "value"), ())
    classes = f"{len(facts.classes)}" if facts.classes else None
    about = {
        "task": facts.task,
        "training rows": facts.train,
        "dev rows": facts.dev,
        "test rows": facts.test,
        "inputs": facts.inputs,
        "classes": classes,
    }
    return Table(("", "value"), tuple((name, value) for name, value in about.items() if value is not None))


def _rows(values: Mapping[str, Any], prefix: str = "") -> Iterator[Row]:
    """Yield the values of nested mappings with dotted names; ranges and choices stay whole."""
    for name, value in values.items():
        if isinstance(value, Mapping) and not {"low", "choices"} & set(value):
            yield from _rows(value, f"{prefix}{name}.")
        else:
            text = value if isinstance(value, str) else json.dumps(_without_nothing(value), ensure_ascii=False)
            yield f"{prefix}{name}", text


def _without_nothing(value: Any) -> Any:
    """Return a range without keys that are None."""
    if not isinstance(value, Mapping):
        return value
    return {name: each for name, each in value.items() if each is not None and each is not False}
