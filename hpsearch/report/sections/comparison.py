"""The section that compares several runs: which is better, whether this is significant, and what differs."""

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hpsearch.report.section import Listing, Section
from hpsearch.runs.run import Run
from hpsearch.trials.table import Table, value_text


class ComparisonSection:
    """Compares the first run with each of the others."""

    name = "comparison"
    place = 15

    def sections(self, runs: Sequence[Run], top: int | None) -> Iterator[Section]:  # noqa: ARG002 (ranks no trials)
        """Yield one section about all runs; none for a single run."""
        if len(runs) < 2:
            return
        from hpsearch.report.against import sentences_against  # noqa: PLC0415 (0.2 s; not needed for one run)

        sentences, table = tuple(sentences_against(runs)), differing_keys(runs)
        listing = (Listing(table, title="What differs between the configs"),) if table.rows else ()
        yield Section(
            self.name,
            sentences=sentences,
            tables=listing,
            page=(
                Section(self.name, sentences=sentences),
                Section(self.name, title="What differs between the configs", tables=listing),
            ),
            data={"comparison": sentences, "differing_keys": table},
        )


def differing_keys(runs: Sequence[Run]) -> Table:
    """Return one row per config key that differs between the runs."""
    stated = [_flat(run.meta("config")) for run in runs]
    keys = dict.fromkeys(key for each in stated for key in each)
    rows = [(key, *(each.get(key) for each in stated)) for key in keys]
    return Table(
        ("key", *(str(run.folder) for run in runs)),
        tuple(
            row for row in rows if any(_meant(str(row[0]), value) != _meant(str(row[0]), row[1]) for value in row[2:])
        ),
    )


def _meant(key: str, value: Any) -> Any:
    """Return the value of a key, equal for two notations of one path."""
    return os.path.realpath(value) if key == "data.source" and "/" in str(value) else value


def _flat(nested: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """`{"data": {"source": "a"}}` → `{"data.source": "a"}`; a range or choices as one value."""
    flat: dict[str, Any] = {}
    for key, value in nested.items():
        section = isinstance(value, Mapping) and not prefix
        flat |= _flat(value, f"{prefix}{key}.") if section else {f"{prefix}{key}": _shown(value)}
    return flat


def _shown(value: Any) -> Any:
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {value_text(each)}" for key, each in value.items() if each is not None)
    return value
