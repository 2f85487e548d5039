"""The section that compares several runs: which is better, whether the dev rows can tell, and what differs."""

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hpsearch.errors import HpsearchError
from hpsearch.evaluation.comparing import compared
from hpsearch.evaluation.held_out import rows_held_out
from hpsearch.evaluation.judged_rows import JudgedRows, network_outputs
from hpsearch.models.model import Model
from hpsearch.report.section import Listing, Section
from hpsearch.runs.run import Run
from hpsearch.search.prepare import networks, prepare
from hpsearch.search.winner import MODEL_FILE
from hpsearch.training.network_objective import NetworkObjective
from hpsearch.trials.baselines import Comparison
from hpsearch.trials.table import Table, short


class ComparisonSection:
    """The first run against each of the others."""

    name = "comparison"
    place = 15

    def sections(self, runs: Sequence[Run], top: int | None) -> Iterator[Section]:  # noqa: ARG002 (ranks no trials)
        """One about all runs; none of a single run."""
        if len(runs) < 2:
            return
        sentences, table = tuple(_sentences(runs)), differing_keys(runs)
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
    """One row a key of the configs that is not the same in all runs."""
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
    """The value of a key, the same for two ways to write one path."""
    return os.path.realpath(value) if key == "data.source" and "/" in str(value) else value


def _sentences(runs: Sequence[Run]) -> Iterator[str]:
    first, *others = runs
    rows = None
    for other in others:
        if other.meta("data") != first.meta("data"):
            yield f"{first.folder} and {other.folder} were judged on different rows, so each has a leaderboard"
            continue
        if first.saved_model is None or other.saved_model is None:
            yield f"{first.folder} and {other.folder} are not compared, as not both have a saved model"
            continue
        try:
            objective = rows[0] if rows else _objective(first)
            rows = rows or (objective, _rows(first, objective))
            yield _verdict(first, rows[1], other, _rows(other, objective), objective.seed)
        except HpsearchError as error:
            yield f"{first.folder} and {other.folder} are not compared row by row: {error}"


def _objective(run: Run) -> NetworkObjective:
    """What a run trained, on its data. Raises HpsearchError where these are gone."""
    objective = networks(prepare(run.config))
    if objective.fingerprint != run.meta("data"):
        raise HpsearchError("the data have changed since")
    if objective.folds > 1:
        raise HpsearchError("with folds no saved model was judged on rows that it was not trained on")
    return objective


def _rows(run: Run, objective: NetworkObjective) -> JudgedRows:
    """The dev rows with what a run's saved model makes of them."""
    model = Model.load(run.folder / MODEL_FILE)
    outputs = network_outputs(model.architecture, model.parameters, model.preprocessing, objective.training_set.dev.x)
    return rows_held_out(objective, outputs)


def _verdict(first: Run, own: JudgedRows, other: Run, theirs: JudgedRows, seed: int) -> str:
    """Which of two runs has the better model by the metric of the first, and whether that is more than chance."""
    (found,) = compared(first.saved_model or 0, own, {str(other.folder): theirs}, first.ranking, seed)
    values = f"{found.metric} {short(found.value)} against {short(found.of_baseline)} on the same dev rows"
    if found.clearly_better or found.clearly_worse:
        better, worse = (first, other) if found.clearly_better else (other, first)
        if found.clearly_worse:
            values = f"{found.metric} {short(found.of_baseline)} against {short(found.value)} on the same dev rows"
        return f"{better.folder} is better than {worse.folder}: {values}, {_interval(found)}"
    return f"the dev rows do not tell {first.folder} from {other.folder}: {values}, {_interval(found)}"


def _interval(found: Comparison) -> str:
    return f"95 % interval of the difference {short(found.low)} to {short(found.high)}, p = {found.p:.2g}, {found.test}"


def _flat(nested: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """`{"data": {"source": "a"}}` → `{"data.source": "a"}`; a range or choices as one value."""
    flat: dict[str, Any] = {}
    for key, value in nested.items():
        section = isinstance(value, Mapping) and not prefix
        flat |= _flat(value, f"{prefix}{key}.") if section else {f"{prefix}{key}": _shown(value)}
    return flat


def _shown(value: Any) -> Any:
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {each}" for key, each in value.items() if each is not None)
    return value
